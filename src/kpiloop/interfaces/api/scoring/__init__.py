"""How schemes score and pay, by program."""
