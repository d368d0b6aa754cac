"""Commands that make, run and examine an installation."""
