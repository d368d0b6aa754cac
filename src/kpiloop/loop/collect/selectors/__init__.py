"""Every read about sources, loads, waiting rows and reports."""

from __future__ import annotations

from kpiloop.loop.collect.selectors.batches import batch, batches, quarantine
from kpiloop.loop.collect.selectors.corrections import corrections
from kpiloop.loop.collect.selectors.delays import delay
from kpiloop.loop.collect.selectors.duties import duties, expected
from kpiloop.loop.collect.selectors.entries import entry, entry_of, evidence_file, my_figures, my_months, queue
from kpiloop.loop.collect.selectors.flows import delegations, flows, lock_exceptions, lock_rules, separation
from kpiloop.loop.collect.selectors.precedence import overruled, precedence
from kpiloop.loop.collect.selectors.schedules import schedules
from kpiloop.loop.collect.selectors.sources import (
    proposed_recipe,
    roster_terms,
    source,
    source_tables,
    sources,
    terms_of_lists,
    unknown_units,
)
from kpiloop.loop.collect.selectors.submissions import submission_history

__all__ = [
    "batch",
    "batches",
    "corrections",
    "delay",
    "delegations",
    "duties",
    "entry",
    "entry_of",
    "evidence_file",
    "expected",
    "flows",
    "lock_exceptions",
    "lock_rules",
    "my_figures",
    "my_months",
    "overruled",
    "precedence",
    "proposed_recipe",
    "quarantine",
    "queue",
    "roster_terms",
    "schedules",
    "separation",
    "source",
    "source_tables",
    "sources",
    "submission_history",
    "terms_of_lists",
    "unknown_units",
]
