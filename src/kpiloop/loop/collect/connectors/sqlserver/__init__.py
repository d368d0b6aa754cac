"""Microsoft SQL Server, read-only."""
