"""Figures by program: periods, values, lights, overrides, and what a change is made of."""
