"""Alerts: what the lights and the rules say is off, and the rows that follow it."""
