"""Bring the alerts of days in step with the days. Called inside a transaction, with days that were judged before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import get_default_timezone

from kpiloop.engine.values import Figure, Missing
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.track.alerting.episodes import Episode, Known, reconcile, state_after
from kpiloop.loop.track.choices import DAY_OFF, LIVE_STATES, OPEN, RESOLVED
from kpiloop.loop.track.days.judging import JudgedDay, states_of
from kpiloop.loop.track.days.runs import DayRun, runs_of_days
from kpiloop.loop.track.models import Alert, AlertDay
from kpiloop.loop.track.rules.book import RuleBook
from kpiloop.loop.track.rules.rows import AlertRuleRow
from kpiloop.loop.track.rules.telling import told_by, written

Judged = Mapping[int, Sequence[JudgedDay]]


@dataclass(frozen=True)
class _Card:
    """One card and the rule its days are watched by."""

    row: AssignmentRow  #: card
    rule: AlertRuleRow  #: rule
    days: Sequence[JudgedDay]  #: judged, oldest first

    def runs(self) -> list[DayRun]:
        """Runs that still lasted when the rule was set: what was over before is no news."""
        since = self.rule.set_at.astimezone(get_default_timezone()).date()
        runs = runs_of_days(states_of(self.days), self.rule.waits_days)
        return [run for run in runs if run.ended_on is None or run.ended_on >= since]


def sync_days(judged: Judged, book: RuleBook, *, unread: set[int], now: datetime) -> tuple[int, int]:
    """Open, carry on and end alerts of days; returns (opened, ended).

    Shape:    judged days by card; `unread` are cards whose days could not be read and stay as they are.
    Law:      one live alert per card; it lasts until a day on target, however long nothing is known. A day that is
              corrected later moves the alert it belongs to and opens no second one.
    """
    rows: dict[int, list[Alert]] = defaultdict(list)
    for row in Alert.objects.filter(kind=DAY_OFF).order_by("pk"):
        rows[row.assignment_id].append(row)
    opened = ended = 0
    for key in sorted({*judged, *rows} - unread):
        rule = book.rule(key, DAY_OFF)
        if rule is None or key not in judged:
            ended += _end([row for row in rows[key] if row.state in LIVE_STATES], now)
            continue
        more, fewer = _follow(_Card(book.cards[key], rule, judged[key]), rows[key], book, now)
        opened, ended = opened + more, ended + fewer
    return opened, ended


def _follow(card: _Card, rows: Sequence[Alert], book: RuleBook, now: datetime) -> tuple[int, int]:
    if not card.days:
        return 0, 0
    runs = {run.first.toordinal(): run for run in card.runs()}
    wanted = [Episode(DAY_OFF, at, run.last.toordinal(), run.ended_on is None) for at, run in runs.items()]
    seen_from, seen_to = card.days[0].on, card.days[-1].on
    by_key = {row.pk: row for row in rows}
    changes = reconcile(wanted, [_known(row, seen_to) for row in rows])
    is_good = any(day.state == "good" for day in card.days)
    # An alert from before the days looked at lasts while none of them was on target.
    over = [by_key[key] for key in changes.resolved if is_good or _span(by_key[key])[1] >= seen_from]
    ended = _end(over, now)
    for key, episode in changes.moved:
        ended += _move(by_key[key], runs[episode.first], now)
        _keep_days(by_key[key], card.days)
    for episode in changes.opened:
        alert = _new(card, runs[episode.first], book, now)
        _keep_days(alert, card.days)
    return len(changes.opened), ended


def _known(row: Alert, seen_to: date) -> Known:
    """A live row reaches beyond the newest day looked at: its run finds it after days nothing is known about."""
    first, last = _span(row)
    reaches_to = max(last, seen_to).toordinal() + 1 if row.state in LIVE_STATES else last.toordinal()
    return Known(row.pk, row.kind, first.toordinal(), reaches_to, row.state)


def _span(row: Alert) -> tuple[date, date]:
    """First and newest day off; every alert about days has both."""
    assert row.first_day is not None and row.last_day is not None
    return row.first_day, row.last_day


def _end(rows: Sequence[Alert], now: datetime) -> int:
    for row in rows:
        row.state, row.resolved_at = RESOLVED, now
        row.save(update_fields=["state", "resolved_at"])
    return len(rows)


def _move(row: Alert, run: DayRun, now: datetime) -> bool:
    """Bring one row in step with its run; returns whether that ended it."""
    was_live, is_live = row.state in LIVE_STATES, run.ended_on is None
    first = min(_span(row)[0], run.first) if was_live else run.first
    row.first_day, row.last_day = first, run.last
    row.first_period_id, row.last_period_id = _month(first), _month(run.last)
    row.state = state_after(row.state, row.note, is_live=is_live)
    row.resolved_at = None if is_live else row.resolved_at or now
    row.save()
    return was_live and not is_live


def _new(card: _Card, run: DayRun, book: RuleBook, now: datetime) -> Alert:
    day = next(day for day in card.days if day.on == run.last)
    limit = card.row.kpi.amber_from if card.rule.limit is None else card.rule.limit
    fired = {"code": "day_below", "limit": written(limit), "days": str(card.rule.waits_days)}
    cells = {"figure": _cell(day.actual), "expected": _cell(day.target)}
    fired |= {name: written(figure) for name, figure in cells.items() if figure is not None}
    is_live = run.ended_on is None
    return Alert.objects.create(
        kind=DAY_OFF,
        assignment_id=card.row.id,
        first_period_id=_month(run.first),
        last_period_id=_month(run.last),
        first_day=run.first,
        last_day=run.last,
        recipient_id=book.told(card.row, DAY_OFF),
        state=OPEN if is_live else RESOLVED,
        rule=fired | told_by(card.rule),
        opened_at=now,
        resolved_at=None if is_live else now,
    )


def _keep_days(alert: Alert, days: Sequence[JudgedDay]) -> None:
    """Keep the days of an alert as they were judged last, up to the one that ended it."""
    first, last = _span(alert)
    end = next((day.on for day in days if day.on > last and day.state == "good"), last)
    kept = [
        AlertDay(
            alert=alert, on=day.on, actual=_cell(day.actual), target=_cell(day.target),
            achievement=_cell(day.achievement), state=day.state,
        )
        for day in days
        if first <= day.on and (alert.state in LIVE_STATES or day.on <= end)
    ]  # fmt: skip
    AlertDay.objects.bulk_create(
        kept,
        update_conflicts=True,
        unique_fields=["alert", "on"],
        update_fields=["actual", "target", "achievement", "state"],
    )


def _month(on: date) -> int:
    return calendar.period_on(SYSTEM, "month", on).id


def _cell(figure: Figure) -> Decimal | None:
    return None if isinstance(figure, Missing) else figure
