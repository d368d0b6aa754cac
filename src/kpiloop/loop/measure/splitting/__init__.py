"""Figures split by a dimension of their rows: of one value, and of many units and months."""
