"""Every read about sources, loads, waiting rows and reports."""

from __future__ import annotations

from kpiloop.loop.collect.selectors.batches import batch, batches, quarantine
from kpiloop.loop.collect.selectors.duties import duties, expected
from kpiloop.loop.collect.selectors.sources import source, source_tables, sources
from kpiloop.loop.collect.selectors.submissions import submission_history

__all__ = [
    "batch",
    "batches",
    "duties",
    "expected",
    "quarantine",
    "source",
    "source_tables",
    "sources",
    "submission_history",
]
