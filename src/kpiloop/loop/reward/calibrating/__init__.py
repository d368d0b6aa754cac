"""Calibration of grades: groups and their guideline, changes, and what becomes of the sheets."""
