"""Targets broken down: the company to its units, the year to its months."""
