"""Who and where: organisation, further trees, calendar."""
