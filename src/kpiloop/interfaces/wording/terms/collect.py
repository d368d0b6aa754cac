"""Words for the choices of collect."""

from __future__ import annotations

TERMS = {
    "frequency.day": "daily",
    "frequency.week": "weekly",
    "frequency.month": "monthly",
    "frequency.quarter": "quarterly",
    "frequency.half": "half-yearly",
    "frequency.year": "yearly",
    "frequency.irregular": "irregular",
    "expected_state.waiting": "not due yet",
    "expected_state.due": "due",
    "expected_state.missing": "missing",
    "expected_state.on_time": "on time",
    "expected_state.late": "late",
}
