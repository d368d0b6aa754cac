"""How months and cards become sheets."""
