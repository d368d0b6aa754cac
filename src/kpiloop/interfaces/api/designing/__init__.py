"""How a scheme is designed: its check, cards for many, KPIs settled between two sides, its document."""
