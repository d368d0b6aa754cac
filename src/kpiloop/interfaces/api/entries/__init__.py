"""Reported figures by program: single ones and sheets."""
