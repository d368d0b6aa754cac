"""Where facts come from: how a source is reached, when it is loaded by itself, which one is believed first."""
