"""Computing with facts: over columns in memory, and the rows behind a figure."""
