"""Bring the alert rows in step with the lights. Called by `assess` inside its transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F

from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.track.choices import LIGHT_KINDS, LIVE_STATES, MISSING, OPEN, REPORT_DAYS, RESOLVED
from kpiloop.loop.track.episodes import (
    Changes,
    Episode,
    Known,
    episodes_of,
    kind_of,
    reconcile,
    sequence,
    state_after,
)
from kpiloop.loop.track.models import Alert, Status

_BATCH = 500


@dataclass(frozen=True)
class _Axis:
    """The months lights are known for, oldest first, up to the last one that is over."""

    ids: list[int]  #: keys of the months
    index: dict[int, int]  #: place of a month by key
    is_fresh: bool  #: whether the last month is so young that reports may still be on their way

    def months(self, kinds: Mapping[int, str]) -> list[str]:
        """The kind of every month of an assignment; a fresh month without report says nothing yet."""
        spread = sequence(kinds, len(self.ids))
        return spread[:-1] if self.is_fresh and spread[-1] == MISSING else spread


def sync_alerts(*, today: date, now: datetime) -> tuple[int, int]:
    """Open, extend and resolve the alerts that follow from lights; returns (opened, resolved).

    Law:      a month that is not over opens nothing (R55); one live row per assignment and kind.
    """
    axis = _axis(today)
    kinds = _kinds_by_assignment(axis)
    rows = _rows_by_assignment()
    changes = {
        assignment: reconcile(
            episodes_of(axis.months(kinds.get(assignment, {}))),
            [_known(row, axis) for row in rows.get(assignment, [])],
        )
        for assignment in {*kinds, *rows}
    }
    resolved = _resolve(changes, rows, axis, now)
    _move(changes, rows, axis)
    opened = _open(changes, axis, now)
    _follow_owners()
    return opened, resolved


def _axis(today: date) -> _Axis:
    found = Status.objects.filter(period__kind="month", period__ends_before__lte=today).order_by("period__starts_on")
    months = list(found.values_list("period_id", "period__ends_before").distinct())
    ids = [period for period, _ in months]
    is_fresh = bool(months) and today < months[-1][1] + timedelta(days=REPORT_DAYS)
    return _Axis(ids, {period: place for place, period in enumerate(ids)}, is_fresh)


def _kinds_by_assignment(axis: _Axis) -> dict[int, dict[int, str]]:
    kinds: dict[int, dict[int, str]] = defaultdict(dict)
    for assignment, period, light, reason in Status.objects.exclude(light="green").values_list(
        "assignment_id", "period_id", "light", "reason"
    ):
        place = axis.index.get(period)
        if place is not None:
            kinds[assignment][place] = kind_of(light, reason)
    return kinds


def _rows_by_assignment() -> dict[int, list[Alert]]:
    rows: dict[int, list[Alert]] = defaultdict(list)
    for row in Alert.objects.filter(kind__in=LIGHT_KINDS).order_by("pk"):
        rows[row.assignment_id].append(row)
    return rows


def _known(row: Alert, axis: _Axis) -> Known:
    """A row whose months have no lights any more lies before the axis and matches nothing."""
    first = axis.index.get(row.first_period_id, -2)
    return Known(row.pk, row.kind, first, max(first, axis.index.get(row.last_period_id, -2)), row.state)


def _resolve(changes: Mapping[int, Changes], rows: Mapping[int, list[Alert]], axis: _Axis, now: datetime) -> int:
    """End what is over first, so that one live row per kind holds at every moment."""
    ended = [pk for change in changes.values() for pk in change.resolved]
    count = len(ended)
    for start in range(0, count, _BATCH):
        batch = Alert.objects.filter(pk__in=ended[start : start + _BATCH])
        batch.update(state=RESOLVED, resolved_at=now)
    moved = [_shift(row, episode, axis) for row, episode in _moved(changes, rows) if not episode.is_live]
    for row in moved:
        count += row.state != RESOLVED
        row.resolved_at = row.resolved_at or now
        row.state = RESOLVED
    Alert.objects.bulk_update(moved, ["first_period", "last_period", "state", "resolved_at"], batch_size=_BATCH)
    return count


def _move(changes: Mapping[int, Changes], rows: Mapping[int, list[Alert]], axis: _Axis) -> None:
    moved = [_shift(row, episode, axis) for row, episode in _moved(changes, rows) if episode.is_live]
    for row in moved:
        row.state = state_after(row.state, row.note, is_live=True)
        row.resolved_at = None
    Alert.objects.bulk_update(moved, ["first_period", "last_period", "state", "resolved_at"], batch_size=_BATCH)


def _moved(changes: Mapping[int, Changes], rows: Mapping[int, list[Alert]]) -> list[tuple[Alert, Episode]]:
    by_key = {row.pk: row for held in rows.values() for row in held}
    return [(by_key[key], episode) for change in changes.values() for key, episode in change.moved]


def _shift(row: Alert, episode: Episode, axis: _Axis) -> Alert:
    row.first_period_id, row.last_period_id = axis.ids[episode.first], axis.ids[episode.last]
    return row


def _open(changes: Mapping[int, Changes], axis: _Axis, now: datetime) -> int:
    wanted = [(key, episode) for key, change in changes.items() for episode in change.opened]
    assignments = plan_io.assignments_by_id({key for key, _ in wanted})
    fresh = [_new_alert(assignments[key], episode, axis.ids, now) for key, episode in wanted]
    Alert.objects.bulk_create(fresh, batch_size=_BATCH)
    return sum(row.state == OPEN for row in fresh)


def _follow_owners() -> None:
    """A live alert waits for whoever answers for the KPI now."""
    strayed = Alert.objects.filter(state__in=LIVE_STATES).exclude(recipient_id=F("assignment__owner_id"))
    for row in strayed.select_related("assignment"):
        Alert.objects.filter(pk=row.pk).update(recipient_id=row.assignment.owner_id)


def _new_alert(assignment: AssignmentRow, episode: Episode, ids: Sequence[int], now: datetime) -> Alert:
    return Alert(
        kind=episode.kind,
        assignment_id=assignment.id,
        first_period_id=ids[episode.first],
        last_period_id=ids[episode.last],
        recipient_id=assignment.owner.id,
        state=OPEN if episode.is_live else RESOLVED,
        rule=_rule(assignment, episode.kind),
        opened_at=now,
        resolved_at=None if episode.is_live else now,
    )


def _rule(assignment: AssignmentRow, kind: str) -> dict[str, str]:
    """The rule that fired, with its limits, as it stood when the alert was opened."""
    if kind == MISSING:
        return {"code": "value_missing"}
    kpi = assignment.kpi
    limit = kpi.amber_from if kind == "red" else kpi.green_from
    return {"code": "achievement_below", "limit": str(limit.normalize()), "judged_on": kpi.judged_on}
