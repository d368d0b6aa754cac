"""Formats a report can be written in."""
