"""Oracle, read-only."""
