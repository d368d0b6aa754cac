"""Bring the alert rows in step with the lights and the rules. Called inside a transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import F

from kpiloop.engine.rhythm import Rhythm
from kpiloop.foundation.jobs.services import emit
from kpiloop.loop.collect import engine_io as collect_io
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.track.alerting.episodes import (
    Changes,
    Episode,
    Known,
    episodes_beside,
    episodes_of,
    reconcile,
    state_after,
)
from kpiloop.loop.track.alerting.months import Axis, Bounds, Card, read_axis, read_cards
from kpiloop.loop.track.choices import BESIDE_KINDS, CHANGED, LIGHT_KINDS, LIVE_STATES, OPEN, RESOLVED
from kpiloop.loop.track.models import Alert, Status
from kpiloop.loop.track.raising.passing import pass_on
from kpiloop.loop.track.rules.book import RuleBook
from kpiloop.loop.track.rules.firing import Change, changes, months_off, repeated
from kpiloop.loop.track.rules.kinds import NO_DATA
from kpiloop.loop.track.rules.pacing import sync_pace
from kpiloop.loop.track.rules.storing import active_rules
from kpiloop.loop.track.rules.telling import fired_rule
from kpiloop.loop.track.weeks.alerting import sync_weeks

_BATCH = 500


@dataclass
class Fired:
    """What a rule needs to be told with, by assignment and month."""

    bounds: Bounds  #: limits an unusual figure left
    changed: dict[tuple[int, int], Change] = field(default_factory=dict)  #: figures before and after a sudden change


def sync_alerts(*, today: date, now: datetime) -> tuple[int, int]:
    """Open, extend and resolve the alerts that follow from lights and rules; returns (opened, resolved).

    Law:      a month that is not over opens nothing but the pace of its year (R55) and its missing weeks; one live row
              per assignment and kind; without a stored rule every red, amber, missing or unusual month tells its owner.
    """
    rules = active_rules()
    axis = read_axis(today)
    cards, bounds = read_cards(axis, with_lights=bool(rules))
    rows = _rows_by_assignment()
    covered = {*cards, *rows, *_live_cards()} if rules else set()
    book, fired, rhythms = RuleBook.read(covered, rules, today), Fired(bounds), _rhythms()
    moves = {
        assignment: reconcile(
            _episodes(assignment, cards.get(assignment, Card()), axis, rhythms.get(assignment), book, fired),
            [_known(row, axis) for row in rows.get(assignment, [])],
        )
        for assignment in {*cards, *rows}
    }
    resolved = _resolve(moves, rows, axis, now)
    _move(moves, rows, axis)
    opened = _open(moves, axis, book, fired, now)
    behind, caught_up = sync_pace(book, today=today, now=now)
    silent, heard = sync_weeks(book, today=today, now=now)
    _follow_recipients(book)
    pass_on(book, today=today, now=now)
    return opened + behind + silent, resolved + caught_up + heard


def tell_raised(opened: int, now: datetime) -> None:
    """Tell outside what was opened at a moment: codes and the month, no figures."""
    if not opened:
        return
    found = Alert.objects.filter(opened_at=now).order_by("pk")
    names = ("assignment__kpi__code", "assignment__subject__code", "last_period__code", "kind")
    rows = found.values_list(*names)
    emit("alerts.raised", alerts=[dict(zip(("kpi", "subject", "period", "kind"), row, strict=True)) for row in rows])


def _episodes(
    assignment: int, card: Card, axis: Axis, rhythm: Rhythm | None, book: RuleBook, fired: Fired
) -> list[Episode]:
    """The episodes of one card, by the rules that hold for it."""
    rules = book.of(assignment)
    waiting = rules.get(NO_DATA)
    kinds = axis.months(card.kinds, rhythm, waiting.days if waiting else None)
    if not rules:
        return episodes_of(kinds)
    months = card.over(kinds, axis)
    changed = changes(months, book.cards[assignment].kpi, rules)
    fired.changed.update({(assignment, axis.ids[place]): change for place, change in changed.items()})
    beside = [CHANGED if place in changed else "" for place in range(len(kinds))]
    return [
        *episodes_of(months_off(months, rules)),
        *episodes_beside(repeated(months, rules)),
        *episodes_beside(beside),
    ]


def _rhythms() -> dict[int, Rhythm]:
    """Rhythm by assignment, where the KPI is reported by a duty."""
    held = collect_io.rhythms()
    if not held:
        return {}
    found = Status.objects.filter(assignment__kpi_id__in=held).values_list("assignment_id", "assignment__kpi_id")
    return {assignment: held[kpi] for assignment, kpi in found.distinct()}


def _rows_by_assignment() -> dict[int, list[Alert]]:
    rows: dict[int, list[Alert]] = defaultdict(list)
    for row in Alert.objects.filter(kind__in=(*LIGHT_KINDS, *BESIDE_KINDS)).order_by("pk"):
        rows[row.assignment_id].append(row)
    return rows


def _live_cards() -> set[int]:
    """Cards something is off about, of whatever kind: their rules say who hears further of it."""
    return set(Alert.objects.filter(state__in=LIVE_STATES).values_list("assignment_id", flat=True))


def _known(row: Alert, axis: Axis) -> Known:
    """A row whose months have no lights any more lies before the axis and matches nothing."""
    first = axis.index.get(row.first_period_id, -2)
    return Known(row.pk, row.kind, first, max(first, axis.index.get(row.last_period_id, -2)), row.state)


def _resolve(moves: Mapping[int, Changes], rows: Mapping[int, list[Alert]], axis: Axis, now: datetime) -> int:
    """End what is over first, so that one live row per kind holds at every moment."""
    ended = [pk for change in moves.values() for pk in change.resolved]
    count = len(ended)
    for start in range(0, count, _BATCH):
        batch = Alert.objects.filter(pk__in=ended[start : start + _BATCH])
        batch.update(state=RESOLVED, resolved_at=now)
    moved = [_shift(row, episode, axis) for row, episode in _moved(moves, rows) if not episode.is_live]
    for row in moved:
        count += row.state != RESOLVED
        row.resolved_at = row.resolved_at or now
        row.state = RESOLVED
    Alert.objects.bulk_update(moved, ["first_period", "last_period", "state", "resolved_at"], batch_size=_BATCH)
    return count


def _move(moves: Mapping[int, Changes], rows: Mapping[int, list[Alert]], axis: Axis) -> None:
    moved = [_shift(row, episode, axis) for row, episode in _moved(moves, rows) if episode.is_live]
    for row in moved:
        row.state = state_after(row.state, row.note, is_live=True)
        row.resolved_at = None
    Alert.objects.bulk_update(moved, ["first_period", "last_period", "state", "resolved_at"], batch_size=_BATCH)


def _moved(moves: Mapping[int, Changes], rows: Mapping[int, list[Alert]]) -> list[tuple[Alert, Episode]]:
    by_key = {row.pk: row for held in rows.values() for row in held}
    return [(by_key[key], episode) for change in moves.values() for key, episode in change.moved]


def _shift(row: Alert, episode: Episode, axis: Axis) -> Alert:
    row.first_period_id, row.last_period_id = axis.ids[episode.first], axis.ids[episode.last]
    return row


def _open(moves: Mapping[int, Changes], axis: Axis, book: RuleBook, fired: Fired, now: datetime) -> int:
    wanted = [(key, episode) for key, change in moves.items() for episode in change.opened]
    assignments = plan_io.assignments_by_id({key for key, _ in wanted})
    fresh = [_new_alert(assignments[key], episode, axis, book, fired, now) for key, episode in wanted]
    Alert.objects.bulk_create(fresh, batch_size=_BATCH)
    return sum(row.state == OPEN for row in fresh)


def _follow_recipients(book: RuleBook) -> None:
    """A live alert waits for whoever answers for the KPI now, or whom its rule tells."""
    live = Alert.objects.filter(state__in=LIVE_STATES).select_related("assignment")
    if not book.rules:
        live = live.exclude(recipient_id=F("assignment__owner_id"))
    for row in live:
        card = book.cards.get(row.assignment_id)
        told = book.told(card, row.kind) if card else row.assignment.owner_id
        if told != row.recipient_id:
            Alert.objects.filter(pk=row.pk).update(recipient_id=told)


def _new_alert(card: AssignmentRow, episode: Episode, axis: Axis, book: RuleBook, fired: Fired, now: datetime) -> Alert:
    at = (card.id, axis.ids[episode.last])
    rule = book.rule(card.id, episode.kind)
    return Alert(
        kind=episode.kind,
        assignment_id=card.id,
        first_period_id=axis.ids[episode.first],
        last_period_id=axis.ids[episode.last],
        recipient_id=book.told(card, episode.kind),
        state=OPEN if episode.is_live else RESOLVED,
        rule=fired_rule(card.kpi, episode.kind, rule, fired.bounds.get(at), fired.changed.get(at)),
        opened_at=now,
        resolved_at=None if episode.is_live else now,
    )
