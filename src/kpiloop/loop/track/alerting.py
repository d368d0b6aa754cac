"""Bring the alert rows in step with the lights. Called by `assess` inside its transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F

from kpiloop.engine.periods import Calendar
from kpiloop.engine.rhythm import Rhythm, expects
from kpiloop.engine.values import Figure, Missing
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.loop.collect import engine_io as collect_io
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.track.choices import LIGHT_KINDS, LIVE_STATES, MISSING, OPEN, REPORT_DAYS, RESOLVED, UNUSUAL
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
from kpiloop.loop.track.unusual import Outside, outside_limits

_BATCH = 500
#: (assignment, month) -> the limits an unusual figure left.
_Bounds = dict[tuple[int, int], Outside]


@dataclass(frozen=True)
class _Axis:
    """The months lights are known for, oldest first, up to the last one that is over."""

    ids: list[int]  #: keys of the months
    index: dict[int, int]  #: place of a month by key
    ends: list[date]  #: first day after each month
    numbers: list[int]  #: place of each month in its fiscal year, from 1
    today: date  #: the day that is asked about
    calendar: Calendar  #: how the fiscal year is cut

    def months(self, kinds: Mapping[int, str], rhythm: Rhythm | None) -> list[str]:
        """The kind of every month of an assignment; where nothing is due yet, silence says nothing."""
        spread = sequence(kinds, len(self.ids))
        last = len(spread) - 1
        if spread and spread[last] == MISSING and not self._is_overdue(last, rhythm):
            spread = spread[:last]
        return [
            "" if kind == MISSING and not self._expects(place, rhythm) else kind for place, kind in enumerate(spread)
        ]

    def _expects(self, place: int, rhythm: Rhythm | None) -> bool:
        return rhythm is None or expects(rhythm.frequency, self.numbers[place], self.calendar)

    def _is_overdue(self, place: int, rhythm: Rhythm | None) -> bool:
        days = REPORT_DAYS if rhythm is None else rhythm.due_days + rhythm.grace_days
        return self.today >= self.ends[place] + timedelta(days=days)


def sync_alerts(*, today: date, now: datetime) -> tuple[int, int]:
    """Open, extend and resolve the alerts that follow from lights; returns (opened, resolved).

    Law:      a month that is not over opens nothing (R55); one live row per assignment and kind.
    """
    axis = _axis(today)
    kinds, outside = _kinds_by_assignment(axis)
    rows = _rows_by_assignment()
    rhythms = _rhythms()
    changes = {
        assignment: reconcile(
            episodes_of(axis.months(kinds.get(assignment, {}), rhythms.get(assignment))),
            [_known(row, axis) for row in rows.get(assignment, [])],
        )
        for assignment in {*kinds, *rows}
    }
    resolved = _resolve(changes, rows, axis, now)
    _move(changes, rows, axis)
    opened = _open(changes, axis, outside, now)
    _follow_owners()
    return opened, resolved


def _axis(today: date) -> _Axis:
    found = Status.objects.filter(period__kind="month", period__ends_before__lte=today).order_by("period__starts_on")
    months = list(found.values_list("period_id", "period__ends_before", "period__number").distinct())
    ids = [period for period, *_ in months]
    index = {period: place for place, period in enumerate(ids)}
    ends, numbers = [end for _, end, _ in months], [number for *_, number in months]
    return _Axis(ids, index, ends, numbers, today, calendar.calendar_or_months(SYSTEM))


def _rhythms() -> dict[int, Rhythm]:
    """Rhythm by assignment, where the KPI is reported by a duty."""
    held = collect_io.rhythms()
    if not held:
        return {}
    found = Status.objects.filter(assignment__kpi_id__in=held).values_list("assignment_id", "assignment__kpi_id")
    return {assignment: held[kpi] for assignment, kpi in found.distinct()}


def _kinds_by_assignment(axis: _Axis) -> tuple[dict[int, dict[int, str]], _Bounds]:
    """What was off in which month, and the limits of what was only unusual.

    A month that is missed or about to be has its alert already: one cause, one alert.
    """
    kinds: dict[int, dict[int, str]] = defaultdict(dict)
    figures: dict[int, list[Figure]] = defaultdict(lambda: [Missing("no_value")] * len(axis.ids))
    columns = ("assignment_id", "period_id", "light", "reason", "actual", "assignment__kpi_id")
    by_month = _judged_by_month(axis.today)
    for assignment, period, light, reason, actual, kpi in Status.objects.values_list(*columns):
        place = axis.index.get(period)
        if place is None:
            continue
        kinds[assignment][place] = kind_of(light, reason)
        if actual is not None and kpi in by_month:
            figures[assignment][place] = actual
    bounds: _Bounds = {}
    for assignment, series in figures.items():
        for place, outside in outside_limits(series).items():
            if not kinds[assignment].get(place):
                kinds[assignment][place] = UNUSUAL
                bounds[assignment, axis.ids[place]] = outside
    return kinds, bounds


def _judged_by_month(today: date) -> set[int]:
    """KPIs whose lights show the month: a year to date grows, and growing is not unusual."""
    return {key for key, kpi in plan_io.published_definitions(today).items() if kpi.judged_on == "month"}


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


def _open(changes: Mapping[int, Changes], axis: _Axis, bounds: _Bounds, now: datetime) -> int:
    wanted = [(key, episode) for key, change in changes.items() for episode in change.opened]
    assignments = plan_io.assignments_by_id({key for key, _ in wanted})
    fresh = [
        _new_alert(assignments[key], episode, axis.ids, bounds.get((key, axis.ids[episode.last])), now)
        for key, episode in wanted
    ]
    Alert.objects.bulk_create(fresh, batch_size=_BATCH)
    return sum(row.state == OPEN for row in fresh)


def _follow_owners() -> None:
    """A live alert waits for whoever answers for the KPI now."""
    strayed = Alert.objects.filter(state__in=LIVE_STATES).exclude(recipient_id=F("assignment__owner_id"))
    for row in strayed.select_related("assignment"):
        Alert.objects.filter(pk=row.pk).update(recipient_id=row.assignment.owner_id)


def _new_alert(
    assignment: AssignmentRow, episode: Episode, ids: Sequence[int], outside: Outside | None, now: datetime
) -> Alert:
    return Alert(
        kind=episode.kind,
        assignment_id=assignment.id,
        first_period_id=ids[episode.first],
        last_period_id=ids[episode.last],
        recipient_id=assignment.owner.id,
        state=OPEN if episode.is_live else RESOLVED,
        rule=_rule(assignment, episode.kind, outside),
        opened_at=now,
        resolved_at=None if episode.is_live else now,
    )


def _rule(assignment: AssignmentRow, kind: str, outside: Outside | None) -> dict[str, str]:
    """The rule that fired, with its limits, as it stood when the alert was opened."""
    if kind == MISSING:
        return {"code": "value_missing"}
    if outside is not None:
        return {
            "code": "outside_limits",
            "lower": f"{outside.lower.normalize():f}",
            "upper": f"{outside.upper.normalize():f}",
            "figure": f"{outside.figure.normalize():f}",
        }
    kpi = assignment.kpi
    limit = kpi.amber_from if kind == "red" else kpi.green_from
    return {"code": "achievement_below", "limit": str(limit.normalize()), "judged_on": kpi.judged_on}
