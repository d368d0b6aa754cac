"""A whole year of targets: its shape and course, parts and whole, source rows."""
