"""Work that follows from news: new facts and new reports are computed without anybody asking."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.jobs.rows import EventRow
from kpiloop.foundation.jobs.services import enqueue, on, work
from kpiloop.loop.collect.entering.computed import computes
from kpiloop.loop.measure.models import Formula, Run
from kpiloop.loop.measure.services import run_periods

RECOMPUTE = "measure.run"


@on("dataset.loaded", "measure")
def recompute_after_load(event: EventRow) -> None:
    """New facts: compute their months and all that look back to them, unless a run saw them already."""
    months = [str(code) for code in _list_of(event.fields.get("months"))]
    version = int(str(event.fields["version"]))
    known = [row.code for row in calendar.periods(SYSTEM)]
    touched = sorted(set(months) & set(known))
    if not touched or Run.objects.filter(state="done", warehouse_version__gte=version, first_period__lte=touched[0]):
        return
    _ask(touched[0], f"v{version}")


@on("values.submitted", "measure")
def recompute_after_report(event: EventRow) -> None:
    """New reported values: compute their months."""
    _ask(str(event.fields["first"]), f"s{event.id}")


def _list_of(written: object) -> list[object]:
    """The entries of a JSON list; anything else has none."""
    return [entry for entry in written if entry] if isinstance(written, list) else []


def _ask(first: str, mark: str) -> None:
    last = _last_month_begun()
    if first <= last:
        enqueue(
            SYSTEM, kind=RECOMPUTE, key=f"{RECOMPUTE}:{mark}:{first}:{last}", arguments={"first": first, "last": last}
        )


def _last_month_begun() -> str:
    today = timezone.localdate()
    begun = [row.code for row in calendar.periods(SYSTEM) if row.starts_on <= today]
    return begun[-1] if begun else ""


@work(RECOMPUTE)
def recompute(run: object, arguments: Mapping[str, object]) -> dict[str, object]:
    """Compute the months a run names."""
    done = run_periods(SYSTEM, first=str(arguments["first"]), last=str(arguments["last"]), now=timezone.now())
    return {"run": done.number, "written": done.values_written, "unchanged": done.values_unchanged}


@computes("measure")
def with_formula(on: date) -> frozenset[int]:
    """KPIs whose formula is in force on a day: nobody is asked to enter them."""
    found = Formula.objects.filter(state="published", valid_from__lte=on)
    return frozenset(found.values_list("kpi_id", flat=True))
