"""Entering figures: kept as drafts, handed on, and in force once everybody asked has agreed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar.selectors import require_open
from kpiloop.loop.collect.entering.choices import ARRIVED, DRAFT, IN_HAND, RETURNED, SUBMITTED
from kpiloop.loop.collect.entering.days import day_of
from kpiloop.loop.collect.entering.flows import flows_by_kpi, node_at
from kpiloop.loop.collect.entering.holders import Acting, acting
from kpiloop.loop.collect.entering.judging import is_unusual
from kpiloop.loop.collect.entering.locking import require_unlocked
from kpiloop.loop.collect.entering.models import Entry
from kpiloop.loop.collect.entering.moving import account_of, arrive, change, note_step
from kpiloop.loop.collect.entering.reading import entry_row, read_beside
from kpiloop.loop.collect.entering.resolving import Asked, resolve
from kpiloop.loop.collect.entering.rows import FlowRow, NewEntry
from kpiloop.loop.collect.errors.entries import EntryNotHere, NoteMissing, NotYourTurn, ValueMissing, ValueUnusual


@dataclass(frozen=True)
class EntriesHandedOn:
    """What became of entered figures."""

    on_their_way: int  #: wait for somebody to check or approve
    in_force: int  #: count from now on


@transaction.atomic
def save_drafts(actor: Actor, *, values: Sequence[NewEntry], now: datetime) -> tuple[int, ...]:
    """Keep figures that are not handed on yet.

    Shape:    -> the version of each, in order; a figure already on its way is not touched.
    Errors:   collect_not_your_turn, collect_entry_changed, collect_entry_not_here, collect_value_locked,
              period_closed, submission_unknown.
    """
    asked = resolve(actor, values)
    versions = []
    for each, who, flow in _permitted(actor, asked, now):
        held = _stored(actor, each, who, flow, now)
        versions.append(held.version)
    record(actor, verb="draft", object_kind="entry", object_key=_key(asked), after={"values": _listed(asked)}, now=now)
    return tuple(versions)


@transaction.atomic
def submit_entries(
    actor: Actor, *, values: Sequence[NewEntry], is_confirmed: bool = False, now: datetime
) -> EntriesHandedOn:
    """Hand figures on: to who checks or approves them, or into force where nobody does.

    Law:      all or none; whoever stands in for somebody is recorded beside that person.
    Missing:  is_absent asks to accept that there is no figure, with a note why.
    Errors:   as `save_drafts`, and collect_entry_empty, collect_note_missing,
              collect_value_unusual unless is_confirmed.
    """
    asked = resolve(actor, values)
    _require_complete(asked)
    if not is_confirmed:
        _require_usual(actor, asked, now)
    in_force = 0
    for each, who, flow in _permitted(actor, asked, now):
        in_force += _hand_on(actor, each, who, flow, now)
    done = EntriesHandedOn(len(asked) - in_force, in_force)
    after = {**asdict(done), "values": _listed(asked)}
    record(actor, verb="submit", object_kind="entry", object_key=_key(asked), after=after, now=now)
    return done


def hold_entry(actor: Actor, each: Asked, *, now: datetime) -> Entry:
    """The entry of a figure while the actor has it in hand; a draft is begun where nothing was entered yet.

    Shape:    joins the caller's transaction.
    Errors:   as `save_drafts`.
    """
    keys = {"kpi_id": each.line.kpi.id, "subject_id": each.line.subject.id, "period_id": each.period.id}
    ((_, who, flow),) = _permitted(actor, [each], now)
    held = Entry.objects.filter(**keys).first()
    if held is None:
        return _stored(actor, each, who, flow, now)
    if held.state not in IN_HAND:
        raise EntryNotHere(**each.where, state=held.state)
    return held


def _permitted(
    actor: Actor, asked: Sequence[Asked], now: datetime
) -> list[tuple[Asked, Acting | None, FlowRow | None]]:
    """Every figure with in whose name it is entered; those who run loads enter for everybody."""
    flows, today = flows_by_kpi(), day_of(now)
    found = []
    for each in asked:
        require_open(each.period, kpi=each.line.kpi.id, subject=each.line.subject.id)
        flow = flows.get(each.given.kpi)
        who = acting(actor, node_at(flow, 1), each.line, flow, today)
        if who is None and not actor.may("loads.run"):
            raise NotYourTurn(**each.where)
        found.append((each, who, flow))
    require_unlocked(actor.username, [each.change for each in asked], now=now)
    return found


def _stored(actor: Actor, each: Asked, who: Acting | None, flow: FlowRow | None, now: datetime) -> Entry:
    """The entry with what was entered; an approved one opens again, one on its way stays where it is."""
    given = each.given
    fields = {
        "value": None if given.is_absent else given.value,
        "is_absent": given.is_absent,
        "note": given.note,
        "entered_by": actor.username,
        "entered_for": account_of(who),
    }
    keys = {"kpi_id": each.line.kpi.id, "subject_id": each.line.subject.id, "period_id": each.period.id}
    start = {**fields, "state": DRAFT, "flow_id": flow.id if flow else None, "changed_at": now}
    held, is_new = Entry.objects.get_or_create(**keys, defaults=start)
    if is_new:
        return held
    if held.state not in (*IN_HAND, *ARRIVED):
        raise EntryNotHere(**each.where, state=held.state)
    state = RETURNED if held.state == RETURNED else DRAFT
    return change(held, given.version, now=now, **fields, state=state, place=1, flow_id=flow.id if flow else None)


def _hand_on(actor: Actor, each: Asked, who: Acting | None, flow: FlowRow | None, now: datetime) -> bool:
    held = _stored(actor, each, who, flow, now)
    note_step(actor, held, "submit", who=who, note=each.given.note, now=now).save()
    if node_at(flow, 2) is not None:
        change(held, held.version, now=now, state=SUBMITTED, place=2)
        return False
    state = arrive(actor, held, each.period, entered_by=actor.username)
    change(held, held.version, now=now, state=state)
    return True


def _require_complete(asked: Sequence[Asked]) -> None:
    for each in asked:
        if each.given.value is None and not each.given.is_absent:
            raise ValueMissing(**each.where)
        if each.given.is_absent and not each.given.note.strip():
            raise NoteMissing(**each.where, why="absent")


def _require_usual(actor: Actor, asked: Sequence[Asked], now: datetime) -> None:
    beside = read_beside({each.period.id: each.period for each in asked}.values())
    today = day_of(now)
    for each in asked:
        row = entry_row(actor, each.line, each.period, beside, today)
        band = (row.low, row.high) if row.low is not None and row.high is not None else None
        if is_unusual(each.given.value, band):
            raise ValueUnusual(**each.where, value=each.given.value, low=row.low, high=row.high)


def _key(asked: Sequence[Asked]) -> str:
    first = asked[0].given if len(asked) == 1 else None
    return f"{first.kpi} {first.subject} {first.period}" if first else f"{len(asked)} values"


def _listed(asked: Sequence[Asked]) -> list[list[str]]:
    return [[*each.where.values(), "" if each.given.value is None else str(each.given.value)] for each in asked[:50]]
