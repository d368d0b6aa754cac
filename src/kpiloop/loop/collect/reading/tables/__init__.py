"""From a table of a database to rows of a dataset: snapshot, checks, fast lane, duplicates, what is gone."""
