"""Runs of misses, open and closed, and the rungs that say what follows from them."""
