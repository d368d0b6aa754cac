"""Guards of the method: the ways performance work goes wrong, as rules."""
