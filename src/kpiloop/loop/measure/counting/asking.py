"""Asking for a run that nobody started by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.jobs.services import enqueue
from kpiloop.loop.measure.models import Run

RECOMPUTE = "measure.run"


def list_of(written: object) -> list[object]:
    """The entries of a JSON list; anything else has none."""
    return [entry for entry in written if entry] if isinstance(written, list) else []


def ask_for_run(first: str, mark: str, touched: Sequence[str] | None = None, *, on: date) -> None:
    """Ask for a run from a month on up to the last that has begun, once per mark; of touched months where named."""
    last = max((row.code for row in calendar.periods(SYSTEM) if row.starts_on <= on), default="")
    if first <= last:
        arguments: dict[str, object] = {"first": first, "last": last}
        if touched is not None and (known := _last_month_computed()):
            # Months that began since have no values at all yet, whatever was loaded.
            begun = [row.code for row in calendar.periods(SYSTEM) if known < row.code <= last]
            arguments["touched"] = sorted({*touched, *begun})
        enqueue(SYSTEM, kind=RECOMPUTE, key=f"{RECOMPUTE}:{mark}:{first}:{last}", arguments=arguments)


def _last_month_computed() -> str:
    return max(Run.objects.filter(state="done").values_list("last_period", flat=True), default="")
