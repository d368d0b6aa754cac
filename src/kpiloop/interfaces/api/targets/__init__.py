"""Targets by program."""
