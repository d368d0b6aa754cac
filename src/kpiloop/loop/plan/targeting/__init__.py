"""How a year of targets is shaped, and what is kept of it."""
