"""Cards from templates: whom a population rule selects, and what generating would add, change and end."""
