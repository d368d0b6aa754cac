"""A folder somebody drops files into."""
