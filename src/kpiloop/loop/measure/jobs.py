"""Work that follows from news: new facts and new reports are computed without anybody asking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.utils import timezone

from kpiloop.engine.formula import parse, references_of
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.jobs.rows import EventRow
from kpiloop.foundation.jobs.services import on, standing, work
from kpiloop.loop.collect.entering.computed import computes
from kpiloop.loop.measure.binding import days_ahead
from kpiloop.loop.measure.counting import keeping  # noqa: F401  (registers what is kept after a run)
from kpiloop.loop.measure.counting.asking import RECOMPUTE, ask_for_run, list_of
from kpiloop.loop.measure.counting.touching import months_of
from kpiloop.loop.measure.counting.weekly import month_of_report
from kpiloop.loop.measure.models import Formula, Run
from kpiloop.loop.measure.services import expire_overrides, run_periods

EXPIRE = "measure.expire_overrides"


@on("dataset.loaded", "measure")
def recompute_after_load(event: EventRow) -> None:
    """New facts: compute the windows they lie in, all that look back or ahead to these, unless a run saw them already.

    News that do not say which days a load declared complete are answered by computing everything from then on.
    """
    covers = event.fields.get("covers")
    days = [date.fromisoformat(str(day)) for day in list_of(covers)]
    touched = months_of(calendar.periods(SYSTEM), {str(code) for code in list_of(event.fields.get("months"))}, days)
    version = int(str(event.fields["version"]))
    first = _first_changed(touched[0]) if touched else ""
    if touched and not _was_seen(version, first, touched):
        ask_for_run(first, f"v{version}", None if covers is None else touched, on=timezone.localdate())


def _first_changed(touched: str) -> str:
    """The first month whose figures can rest on facts of a month."""
    since = calendar.period(SYSTEM, touched).starts_on - timedelta(days=days_ahead())
    return next(row.code for row in calendar.periods(SYSTEM) if row.ends_before > since)


def _was_seen(version: int, first: str, touched: Sequence[str]) -> bool:
    later = Run.objects.filter(state="done", warehouse_version__gte=version, first_period__lte=first)
    return any(not run.touched or set(touched) <= set(run.touched) for run in later)


@on("values.submitted", "measure")
@on("entity.year", "measure")
def recompute_after_report(event: EventRow) -> None:
    """New reported values, or another year of a legal entity: compute their months."""
    ask_for_run(month_of_report(str(event.fields["first"])), f"s{event.id}", on=timezone.localdate())


@on("targets.changed", "measure")
def recompute_after_target(event: EventRow) -> None:
    """New targets: compute from their first month on, where some formula names a target."""
    periods = sorted(str(code) for code in list_of(event.fields.get("periods")))
    texts = Formula.objects.filter(state="published", text__contains="target(").values_list("text", flat=True)
    if periods and any(part.taken == "target" for text in texts for part in references_of(parse(text))):
        ask_for_run(periods[0], f"t{event.id}", on=timezone.localdate())


@on("overrides.changed", "measure")
def recompute_after_override(event: EventRow) -> None:
    """An override counts from now on, or no longer: compute the windows its month lies in and all that look back."""
    periods = sorted(str(code) for code in list_of(event.fields.get("periods")))
    if periods:
        ask_for_run(periods[0], f"o{event.id}", periods, on=timezone.localdate())


@work(EXPIRE)
def expire(run: object, arguments: Mapping[str, object]) -> dict[str, object]:
    """Let the system's figures count again where the day of an override has come."""
    return {"expired": expire_overrides(SYSTEM, now=timezone.now())}


standing(EXPIRE, "10 0 * * *")


@work(RECOMPUTE)
def recompute(run: object, arguments: Mapping[str, object]) -> dict[str, object]:
    """Compute the months a run names."""
    touched = arguments.get("touched")
    months = None if touched is None else [str(code) for code in list_of(touched)]
    first, last = str(arguments["first"]), str(arguments["last"])
    done = run_periods(SYSTEM, first=first, last=last, touched=months, now=timezone.now())
    return {"run": done.number, "written": done.values_written, "unchanged": done.values_unchanged}


@computes("measure")
def with_formula(on: date) -> frozenset[int]:
    """KPIs whose formula is in force on a day: nobody is asked to enter them."""
    found = Formula.objects.filter(state="published", valid_from__lte=on)
    return frozenset(found.values_list("kpi_id", flat=True))
