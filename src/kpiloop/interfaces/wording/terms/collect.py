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
    "source_kind.push": "pushed rows",
    "source_kind.folder": "watched folder",
    "source_kind.rest": "REST JSON",
    "source_kind.parquet": "Parquet folder, left where it is",
    "batch_state.running": "being read",
    "batch_state.done": "done",
    "batch_state.failed": "failed",
    "batch_state.undone": "taken back",
    "expected_state.waiting": "not due yet",
    "expected_state.due": "due",
    "expected_state.missing": "missing",
    "expected_state.on_time": "on time",
    "expected_state.late": "late",
}
