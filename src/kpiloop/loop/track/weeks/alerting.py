"""Alerts about weeks whose figure has not come although it was due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.choices import WEEK
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.track.choices import LIVE_STATES, OPEN, RESOLVED, WEEK_MISSING
from kpiloop.loop.track.models import Alert
from kpiloop.loop.track.rules.book import RuleBook
from kpiloop.loop.track.rules.kinds import NO_DATA, NOBODY
from kpiloop.loop.track.rules.telling import told_by
from kpiloop.loop.track.weeks.lines import WeekRow, judge_weeks

#: Older weeks without a figure are no news any more.
_LOOK_BACK = 8
_BATCH = 500
Silence = tuple[PeriodRow, PeriodRow]  # first and last of the weeks in a row that are missing now


def sync_weeks(book: RuleBook, *, today: date, now: datetime) -> tuple[int, int]:
    """Open, carry on and resolve alerts of missing weeks; returns (opened, resolved).

    Law:      a week is missing once its day and grace are over and nobody and no source gave a figure; one live alert
              per card, from the first to the newest missing week; it ends with the newest week that is due.
    Missing:  where no KPI is measured by week nothing is asked, and what was live ends.
    """
    live = {row.assignment_id: row for row in Alert.objects.filter(kind=WEEK_MISSING, state__in=LIVE_STATES)}
    rows = _newest_weeks(today)
    lines = {row.assignment.id: row.assignment for row in rows}
    silent = {key: found for key, found in _silences(rows).items() if not _is_hushed(book, key)}
    ended = [live[key].pk for key in live.keys() - silent.keys()]
    _update(ended, state=RESOLVED, resolved_at=now)
    for key in live.keys() & silent.keys():
        _, last = silent[key]
        if live[key].last_period_id != last.id:
            Alert.objects.filter(pk=live[key].pk).update(last_period_id=last.id)
    fresh = [_alert(book, lines[key], silent[key], now) for key in sorted(silent.keys() - live.keys())]
    Alert.objects.bulk_create(fresh, batch_size=_BATCH)
    return len(fresh), len(ended)


def _newest_weeks(today: date) -> list[WeekRow]:
    """The weeks that ended lately, of every card whose KPI is measured by week."""
    over = [row for row in calendar.periods(SYSTEM, kind=WEEK) if row.ends_before <= today][-_LOOK_BACK:]
    if not over:
        return []
    weekly = plan_io.weekly_kpis(today)
    held = plan_io.assignments_on(over[0].starts_on, over[-1].ends_before) if weekly else []
    return judge_weeks([row for row in held if row.kpi.id in weekly], over, today)


def _silences(rows: Sequence[WeekRow]) -> dict[int, Silence]:
    """The missing weeks each card ends with, as far as they are due; by assignment."""
    by_card: dict[int, list[WeekRow]] = {}
    for row in rows:
        if row.state in ("known", "missing"):  # the others are not due yet
            by_card.setdefault(row.assignment.id, []).append(row)
    return {key: found for key, weeks in by_card.items() if (found := _silence(weeks)) is not None}


def _silence(weeks: Sequence[WeekRow]) -> Silence | None:
    last = weeks[-1]
    first: WeekRow | None = None
    for row in reversed(weeks):
        if row.state != "missing":
            break
        first = row
    return None if first is None else (first.period, last.period)


def _is_hushed(book: RuleBook, assignment: int) -> bool:
    """Whether a rule says that nobody is told when a figure of this card is missing."""
    rule = book.of(assignment).get(NO_DATA)
    return rule is not None and rule.who == NOBODY


def _alert(book: RuleBook, card: AssignmentRow, silence: Silence, now: datetime) -> Alert:
    rule = book.rule(card.id, WEEK_MISSING)
    fired: Mapping[str, str] = {"code": "week_missing"} | told_by(rule)
    return Alert(
        kind=WEEK_MISSING,
        assignment_id=card.id,
        first_period_id=silence[0].id,
        last_period_id=silence[1].id,
        recipient_id=book.told(card, WEEK_MISSING),
        state=OPEN,
        rule=fired,
        opened_at=now,
    )


def _update(keys: Sequence[int], **fields: object) -> None:
    for start in range(0, len(keys), _BATCH):
        Alert.objects.filter(pk__in=keys[start : start + _BATCH]).update(**fields)
