"""Reading what one owes, what waits for one's decision, and how a figure went."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from kpiloop.engine.rhythm import expects
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.choices import WEEK
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.collect.entering.choices import ARRIVED, EXPECTED, IN_HAND, LOCKED, ON_ITS_WAY
from kpiloop.loop.collect.entering.computed import computed_kpis
from kpiloop.loop.collect.entering.models import Entry, Evidence
from kpiloop.loop.collect.entering.reading import Beside, entry_row, read_beside, steps_of
from kpiloop.loop.collect.entering.resolving import held_entry, lines_of
from kpiloop.loop.collect.entering.rows import EntryRow
from kpiloop.loop.collect.errors.entries import EntryUnknown
from kpiloop.loop.collect.services.entering.evidence import evidence_path
from kpiloop.loop.plan import engine_io as plan
from kpiloop.loop.plan.rows import AssignmentRow

#: Ended months a person is still asked for; older ones stay reachable by their address.
ASKED_MONTHS = 3
#: The same of weeks.
ASKED_WEEKS = 6


@dataclass(frozen=True)
class KeptFile:
    """A file that proves a figure, ready to be handed out."""

    file_name: str  #: as it was called
    path: Path  #: where it lies
    sha256: str  #: hash of its content


def my_figures(viewer: Actor, *, today: date, period: str | None = None) -> tuple[EntryRow, ...]:
    """Figures the viewer enters: of one month or week, or what is open of the last ended ones; soonest due first.

    Those who stand in for somebody see that person's figures too. People enter every KPI that is not computed,
    in the months its rhythm asks for, and what a flow or rhythm names even if it is; weeks of KPIs measured by week.
    """
    require(viewer, "values.view")
    periods = [calendar.period(viewer, period)] if period else _asked_periods(viewer, today)
    beside = read_beside(periods)
    rows = [row for row in _rows(viewer, periods, beside, today) if _is_mine(viewer, row)]
    if period is None:
        rows = [row for row in rows if row.state not in (*ARRIVED, LOCKED)]
    return tuple(sorted(rows, key=lambda row: (row.due_on, row.period_code, row.line.kpi.code, row.subject.code)))


def my_months(viewer: Actor, *, period_codes: Collection[str], today: date) -> tuple[EntryRow, ...]:
    """Figures the viewer enters in some months, whatever became of them; by KPI, subject and month."""
    require(viewer, "values.view")
    periods = list(calendar.periods_by_code(viewer, list(period_codes)).values())
    beside = read_beside(periods)
    rows = [row for row in _rows(viewer, periods, beside, today) if _is_mine(viewer, row)]
    return tuple(sorted(rows, key=lambda row: (row.line.kpi.code, row.subject.code, row.period_code)))


def queue(viewer: Actor, *, today: date) -> tuple[EntryRow, ...]:
    """Figures that wait for the viewer to check or approve, longest waiting first."""
    require(viewer, "values.view")
    waiting = list(Entry.objects.filter(state__in=ON_ITS_WAY).order_by("changed_at", "pk"))
    periods = [calendar.period_by_id(viewer, key) for key in {row.period_id for row in waiting}]
    beside = read_beside(periods)
    order = {row.pk: place for place, row in enumerate(waiting)}
    rows = [row for row in _rows(viewer, periods, beside, today, only=order) if row.may_act]
    return tuple(sorted(rows, key=lambda row: order[row.id or 0]))


def entry(viewer: Actor, entry_id: int, *, today: date) -> EntryRow:
    """One figure with its history: for those who see the subject, and for those it passes through."""
    require(viewer, "values.view")
    _held, line, period = held_entry(entry_id)
    row = entry_row(viewer, line, period, read_beside([period]), today)
    steps = steps_of(entry_id)
    has_passed = viewer.username in {step.done_by for step in steps}
    if not (row.may_act or has_passed or _is_asked(viewer, line) or _sees(viewer, line, period)):
        raise EntryUnknown(entry=entry_id)
    return replace(row, steps=steps)


def entry_of(viewer: Actor, *, kpi: str, subject: str, period: str, today: date) -> EntryRow:
    """The figure of an assignment in a month, entered or not; for those who see it or are asked for it."""
    require(viewer, "values.view")
    month = calendar.period(viewer, period)
    line = lines_of([month]).get((kpi, subject, period))
    if line is None:
        raise EntryUnknown(entry=f"{kpi} {subject} {period}")
    row = entry_row(viewer, line, month, read_beside([month]), today)
    if not (row.may_act or _is_asked(viewer, line) or _sees(viewer, line, month)):
        raise EntryUnknown(entry=f"{kpi} {subject} {period}")
    return replace(row, steps=steps_of(row.id) if row.id else ())


def evidence_file(viewer: Actor, evidence_id: int, *, today: date) -> KeptFile:
    """A file for who may see the figure it proves."""
    found = Evidence.objects.filter(pk=evidence_id).first()
    if found is None:
        raise EntryUnknown(entry=evidence_id)
    entry(viewer, found.entry_id, today=today)
    return KeptFile(found.file_name, evidence_path(found.stored_as), found.sha256)


def _is_asked(viewer: Actor, line: AssignmentRow) -> bool:
    """Whether the viewer provides the figure or answers for it: then it may be seen outside the own unit too."""
    me = org.person_of(viewer)
    return me is not None and me.id in {line.owner.id, line.provider.id if line.provider else None}


def _sees(viewer: Actor, line: AssignmentRow, period: PeriodRow) -> bool:
    return org.visible_subjects(viewer, on=period.ends_before - timedelta(days=1)).sees(line.subject.id)


def _asked_periods(viewer: Actor, today: date) -> list[PeriodRow]:
    """The last months that ended, and the last weeks where some KPI is measured by week."""
    kinds = {"month": ASKED_MONTHS, **({WEEK: ASKED_WEEKS} if plan.weekly_kpis(today) else {})}
    found: list[PeriodRow] = []
    for kind, count in kinds.items():
        ended = [row for row in calendar.periods(viewer, kind=kind) if row.ends_before <= today and not row.is_closed]
        found += ended[-count:]
    return found


def _rows(
    viewer: Actor,
    periods: Collection[PeriodRow],
    beside: Beside,
    today: date,
    only: Collection[int] | None = None,
) -> Iterator[EntryRow]:
    by_code = {row.code: row for row in periods}
    computed = {row.code: computed_kpis(row.ends_before - timedelta(days=1)) for row in periods}
    for (_kpi, _subject, code), line in lines_of(by_code.values()).items():
        period = by_code[code]
        held = beside.entries.get((line.kpi.id, line.subject.id, period.id))
        if only is not None:
            if held is not None and held.pk in only:
                yield entry_row(viewer, line, period, beside, today)
        elif held is not None or _is_entered(line, period, beside, computed[code]):
            yield entry_row(viewer, line, period, beside, today)


def _is_entered(line: AssignmentRow, period: PeriodRow, beside: Beside, computed: Collection[int]) -> bool:
    rhythm = beside.rhythms.get(line.kpi.id)
    if period.kind == WEEK:
        is_asked = line.kpi.code in beside.flows or (rhythm is not None and rhythm.frequency == WEEK)
        return line.kpi.measured_by == WEEK and (is_asked or line.kpi.id not in computed)
    if rhythm is not None and not expects(rhythm.frequency, period.number, calendar.calendar_or_months(SYSTEM)):
        return False
    return line.kpi.code in beside.flows or rhythm is not None or line.kpi.id not in computed


def _is_mine(viewer: Actor, row: EntryRow) -> bool:
    """Mine to enter now, or entered by me and on its way."""
    if row.state in (EXPECTED, *IN_HAND):
        return row.may_act
    me = org.person_of(viewer)
    held = {row.line.owner.id, row.line.provider.id if row.line.provider else 0}
    return row.entered_by == viewer.username or (me is not None and me.id in held)
