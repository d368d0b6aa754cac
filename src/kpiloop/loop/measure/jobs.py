"""Work that follows from news: new facts and new reports are computed without anybody asking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils import timezone

from kpiloop.engine.formula import parse, references_of
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.jobs.rows import EventRow
from kpiloop.foundation.jobs.services import enqueue, on, work
from kpiloop.loop.collect.entering.computed import computes
from kpiloop.loop.measure.counting import keeping  # noqa: F401  (registers what is kept after a run)
from kpiloop.loop.measure.counting.touching import months_of
from kpiloop.loop.measure.counting.weekly import month_of_report
from kpiloop.loop.measure.models import Formula, Run
from kpiloop.loop.measure.services import run_periods

RECOMPUTE = "measure.run"


@on("dataset.loaded", "measure")
def recompute_after_load(event: EventRow) -> None:
    """New facts: compute the windows they lie in and all that look back to these, unless a run saw them already.

    News that do not say which days a load declared complete are answered by computing everything from then on.
    """
    covers = event.fields.get("covers")
    days = [date.fromisoformat(str(day)) for day in _list_of(covers)]
    touched = months_of(calendar.periods(SYSTEM), {str(code) for code in _list_of(event.fields.get("months"))}, days)
    version = int(str(event.fields["version"]))
    if touched and not _was_seen(version, touched):
        _ask(touched[0], f"v{version}", None if covers is None else touched)


def _was_seen(version: int, touched: Sequence[str]) -> bool:
    later = Run.objects.filter(state="done", warehouse_version__gte=version, first_period__lte=touched[0])
    return any(not run.touched or set(touched) <= set(run.touched) for run in later)


@on("values.submitted", "measure")
def recompute_after_report(event: EventRow) -> None:
    """New reported values: compute their months."""
    _ask(month_of_report(str(event.fields["first"])), f"s{event.id}")


@on("targets.changed", "measure")
def recompute_after_target(event: EventRow) -> None:
    """New targets: compute from their first month on, where some formula names a target."""
    periods = sorted(str(code) for code in _list_of(event.fields.get("periods")))
    texts = Formula.objects.filter(state="published", text__contains="target(").values_list("text", flat=True)
    if periods and any(part.taken == "target" for text in texts for part in references_of(parse(text))):
        _ask(periods[0], f"t{event.id}")


def _list_of(written: object) -> list[object]:
    """The entries of a JSON list; anything else has none."""
    return [entry for entry in written if entry] if isinstance(written, list) else []


def _ask(first: str, mark: str, touched: Sequence[str] | None = None) -> None:
    last = _last_month_begun()
    if first <= last:
        arguments: dict[str, object] = {"first": first, "last": last}
        if touched is not None and (known := _last_month_computed()):
            # Months that began since have no values at all yet, whatever was loaded.
            begun = [row.code for row in calendar.periods(SYSTEM) if known < row.code <= last]
            arguments["touched"] = sorted({*touched, *begun})
        enqueue(SYSTEM, kind=RECOMPUTE, key=f"{RECOMPUTE}:{mark}:{first}:{last}", arguments=arguments)


def _last_month_begun() -> str:
    today = timezone.localdate()
    return max((row.code for row in calendar.periods(SYSTEM) if row.starts_on <= today), default="")


def _last_month_computed() -> str:
    return max(Run.objects.filter(state="done").values_list("last_period", flat=True), default="")


@work(RECOMPUTE)
def recompute(run: object, arguments: Mapping[str, object]) -> dict[str, object]:
    """Compute the months a run names."""
    touched = arguments.get("touched")
    months = None if touched is None else [str(code) for code in _list_of(touched)]
    first, last = str(arguments["first"]), str(arguments["last"])
    done = run_periods(SYSTEM, first=first, last=last, touched=months, now=timezone.now())
    return {"run": done.number, "written": done.values_written, "unchanged": done.values_unchanged}


@computes("measure")
def with_formula(on: date) -> frozenset[int]:
    """KPIs whose formula is in force on a day: nobody is asked to enter them."""
    found = Formula.objects.filter(state="published", valid_from__lte=on)
    return frozenset(found.values_list("kpi_id", flat=True))
