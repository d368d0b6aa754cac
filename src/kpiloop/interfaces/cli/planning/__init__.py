"""Verbs that set how a year is to go: its targets, and what alerts watch for."""
