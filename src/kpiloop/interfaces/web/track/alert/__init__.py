"""One alert with everything that was told about it."""
