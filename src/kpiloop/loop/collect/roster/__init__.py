"""Units, positions and people kept by another system: read like any source, told before anything changes."""
