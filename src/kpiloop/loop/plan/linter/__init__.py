"""Checks of the design: what refuses a definition or a scheme, and what deserves a second look."""
