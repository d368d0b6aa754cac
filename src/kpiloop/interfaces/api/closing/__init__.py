"""Closing, opening again and late data by program."""
