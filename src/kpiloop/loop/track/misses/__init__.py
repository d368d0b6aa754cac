"""Misses in a row, and the months they are made of."""
