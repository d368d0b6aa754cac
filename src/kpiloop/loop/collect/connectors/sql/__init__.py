"""Databases: settings, one checked SELECT, reading in batches into a staging area; one folder beside per driver."""
