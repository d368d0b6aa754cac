"""Where facts come from: naming a source, how it is reached and read, its times, which one is believed first."""
