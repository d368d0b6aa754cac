"""When sources are loaded by themselves, and what happens when they cannot be."""
