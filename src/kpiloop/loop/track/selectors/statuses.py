"""Lights, exceptions and how many of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.reading import once, question
from kpiloop.loop.track import engine_io
from kpiloop.loop.track.choices import EXCEPTION_LIGHTS
from kpiloop.loop.track.models import Status
from kpiloop.loop.track.permissions import day_of, reach
from kpiloop.loop.track.rows import LightCounts, StatusRow

#: Cards of units, and those of people and seats.
UNITS = ("unit",)
OWN_CARDS = ("person", "position")


def statuses(
    viewer: Actor,
    *,
    period_codes: Sequence[str],
    lights: Collection[str] | None = None,
    subject_ids: Collection[int] | None = None,
    assignment_ids: Collection[int] | None = None,
    kinds: Collection[str] | None = None,
    on: date | None = None,
) -> list[StatusRow]:
    """Lights of some months; `on` is the day rights are read on (the end of the last month)."""
    periods = calendar.periods_by_code(viewer, list(period_codes))
    if not periods:
        return []

    def read() -> list[StatusRow]:
        day = on or max(day_of(period) for period in periods.values())
        found = Status.objects.filter(reach(viewer, on=day).of_assignments(), period__code__in=list(periods))
        if lights is not None:
            found = found.filter(light__in=lights)
        if subject_ids is not None:
            found = found.filter(assignment__subject_id__in=subject_ids)
        if assignment_ids is not None:
            found = found.filter(assignment_id__in=assignment_ids)
        if kinds is not None:
            found = found.filter(assignment__subject__kind__in=kinds)
        return engine_io.status_rows(found.order_by("period__starts_on", "assignment_id"))

    asked = question("track.statuses", viewer, periods, lights, subject_ids, assignment_ids, kinds, on)
    return list(once(asked, read))


def status(viewer: Actor, *, assignment_id: int, period_code: str, on: date | None = None) -> StatusRow | None:
    """The light of one assignment in one month; None when there is none or it may not be seen."""
    found = statuses(viewer, period_codes=[period_code], assignment_ids=[assignment_id], on=on)
    return found[0] if found else None


def history(
    viewer: Actor, *, assignment_id: int, last_period: str, count: int = 12, on: date | None = None
) -> list[StatusRow]:
    """The lights of one assignment over some months, oldest first; months without light are left out."""
    last = calendar.period(viewer, last_period)
    months = [row for row in calendar.periods(viewer, kind="month") if row.starts_on <= last.starts_on]
    codes = [row.code for row in months[-count:]]
    return statuses(viewer, period_codes=codes, assignment_ids=[assignment_id], on=on)


def exceptions(
    viewer: Actor, *, period_code: str, kinds: Collection[str] | None = UNITS, on: date | None = None
) -> list[StatusRow]:
    """What is off in a month: red first, then amber, each by what the miss costs on its card."""
    # Asked for all kinds, as what it costs in money is, so that a page reads it once.
    found = statuses(viewer, period_codes=[period_code], lights=EXCEPTION_LIGHTS, on=on)
    return sorted((row for row in found if kinds is None or row.assignment.subject.kind in kinds), key=urgency)


def urgency(row: StatusRow) -> tuple[int, int, int]:
    """Sorting key of exceptions: colour, then shortfall in millionths of a card point, then key."""
    return (EXCEPTION_LIGHTS.index(row.light), -int(row.shortfall * 1_000_000), row.assignment.id)


def counts(
    viewer: Actor, *, period_code: str, kinds: Collection[str] | None = UNITS, on: date | None = None
) -> LightCounts:
    """How many lights of each colour in a month."""
    period = calendar.period(viewer, period_code)
    found = Status.objects.filter(reach(viewer, on=on or day_of(period)).of_assignments(), period_id=period.id)
    if kinds is not None:
        found = found.filter(assignment__subject__kind__in=kinds)
    tally = Counter(found.values_list("light", flat=True))
    return LightCounts(tally["green"], tally["amber"], tally["red"], tally["na"])


def streaks(
    viewer: Actor, *, period_code: str, at_least: int = 2, kinds: Collection[str] | None = None, on: date | None = None
) -> list[StatusRow]:
    """Misses in a row that are open at the end of a month, longest first."""
    found = statuses(viewer, period_codes=[period_code], lights=("red",), kinds=kinds, on=on)
    return sorted((row for row in found if row.streak >= at_least), key=lambda row: (-row.streak, row.assignment.id))
