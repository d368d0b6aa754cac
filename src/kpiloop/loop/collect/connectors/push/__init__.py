"""Rows another system pushed, kept as it sent them."""
