"""What a strategy map may not say: objectives that move themselves, key results without a way to go."""

from __future__ import annotations

from collections.abc import Iterator

from kpiloop.governance.bundle.checking.refusing import unread
from kpiloop.governance.bundle.rows import Bundle, Fault
from kpiloop.governance.bundle.spelling import written


def strategy_faults(bundle: Bundle) -> Iterator[Fault]:
    """Links and key results that cannot be, ends without a day."""
    for row in bundle.rows("objectives"):
        if row.values.get("end_reason") and not row.values.get("ended_on"):
            yield unread(row, "end_reason", "ended_on")
    for row in bundle.rows("objective_links"):
        cause = row.values.get("cause")
        if cause and cause == row.values.get("effect"):
            yield Fault("objective_link_to_itself", row.place("effect"), {"objective": written(cause)})
    for row in bundle.rows("key_results"):
        if row.values.get("start") is not None and row.values.get("start") == row.values.get("target"):
            yield Fault("key_result_without_way", row.place("target"), {"key_result": written(row.values.get("code"))})
