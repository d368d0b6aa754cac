"""The proof chain: steps from a figure down to the rows and decisions that made it."""
