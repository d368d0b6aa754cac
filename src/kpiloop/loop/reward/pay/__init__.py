"""How sheets become money."""
