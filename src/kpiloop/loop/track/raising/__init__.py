"""Passing alerts on: telling everybody a rule names, telling again, and telling the next head up."""
