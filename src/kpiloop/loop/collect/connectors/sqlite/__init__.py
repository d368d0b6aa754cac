"""SQLite databases, read-only."""
