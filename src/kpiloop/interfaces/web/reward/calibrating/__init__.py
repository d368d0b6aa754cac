"""Pages of a calibration: its groups, its people, its changes."""
