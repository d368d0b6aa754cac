"""The organisation by program: units, people, further trees, the calendar, and lists from other systems."""
