"""One believable company, made by writing its source systems and calling services."""
