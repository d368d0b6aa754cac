"""Weeks of KPIs that are measured by week: how they are judged, and what has not come."""
