"""Amounts of several currencies: rates, and turning native amounts into one currency."""
