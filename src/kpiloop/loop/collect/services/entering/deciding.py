"""Checking and approving entered figures, or giving them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.notify.services import send
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.collect.entering.choices import CHECKED, ON_ITS_WAY, RETURNED, SUBMITTED
from kpiloop.loop.collect.entering.days import day_of
from kpiloop.loop.collect.entering.flows import flows_by_kpi, node_at
from kpiloop.loop.collect.entering.holders import Acting, acting
from kpiloop.loop.collect.entering.judging import light_of
from kpiloop.loop.collect.entering.models import Entry
from kpiloop.loop.collect.entering.moving import arrive, change, note_step, require_not_own, warning_of
from kpiloop.loop.collect.entering.reading import aim_alone
from kpiloop.loop.collect.entering.resolving import held_entry
from kpiloop.loop.collect.entering.rows import FlowRow, NodeRow
from kpiloop.loop.collect.errors.entries import EntryNotHere, NoteMissing, NotYourTurn
from kpiloop.loop.collect.errors.flows import ReasonMissing
from kpiloop.loop.plan.rows import AssignmentRow


@transaction.atomic
def approve_entries(actor: Actor, *, entries: Mapping[int, int | None], note: str = "", now: datetime) -> int:
    """Pass entered figures on: to the next one asked, or into force after the last.

    Shape:    entry -> version that was read (None takes whatever is there); -> how many are in force now.
    Law:      all or none; nobody approves an own result, nor stands in for somebody who would.
    Missing:  a figure that would be red, or that is said to be absent, needs a note before the last approval.
    Errors:   collect_entry_unknown, collect_entry_not_here, collect_not_your_turn, collect_own_result, duties_joined,
              collect_note_missing, collect_entry_changed, period_closed.
    """
    in_force = sum(_approve(actor, key, version, note, now) for key, version in sorted(entries.items()))
    after = {"entries": sorted(entries)[:50], "count": len(entries), "in_force": in_force}
    record(actor, verb="approve", object_kind="entry", object_key=_key(entries), after=after, reason=note, now=now)
    return in_force


@transaction.atomic
def return_entries(
    actor: Actor, *, entries: Mapping[int, int | None], reason: str, to_start: bool = False, now: datetime
) -> int:
    """Give entered figures back, one step or to whoever entered them, with the reason.

    Shape:    entry -> version that was read; -> how many were given back.
    Law:      all or none; whoever entered them hears of it.
    Errors:   collect_reason_missing, and as `approve_entries`.
    """
    if not reason.strip():
        raise ReasonMissing()
    for key, version in sorted(entries.items()):
        _return(actor, key, version, reason, to_start=to_start, now=now)
    after = {"entries": sorted(entries)[:50], "count": len(entries), "to_start": to_start}
    record(actor, verb="return", object_kind="entry", object_key=_key(entries), after=after, reason=reason, now=now)
    return len(entries)


def _turn(actor: Actor, key: int, now: datetime) -> tuple[Entry, AssignmentRow, PeriodRow, FlowRow, NodeRow, Acting]:
    """The entry with the hands it waits for; refused when it is not the actor's turn."""
    held, line, period = held_entry(key)
    flow = flows_by_kpi().get(line.kpi.code)
    node = node_at(flow, held.place)
    if flow is None or node is None or held.state not in ON_ITS_WAY:
        raise EntryNotHere(**_where(line, period), state=held.state)
    who = acting(actor, node, line, flow, day_of(now))
    if who is None:
        raise NotYourTurn(**_where(line, period))
    require_not_own(node, line, who, _where(line, period))
    return held, line, period, flow, node, who


def _approve(actor: Actor, key: int, version: int | None, note: str, now: datetime) -> bool:
    held, line, period, flow, node, who = _turn(actor, key, now)
    warning = warning_of(line, node, who, held.entered_by, actor)
    step = note_step(actor, held, node.act, who=who, note=note, warning=warning, now=now)
    if node_at(flow, held.place + 1) is not None:
        change(held, version, now=now, state=CHECKED, place=held.place + 1)
        step.save()
        return False
    _require_note(held, line, period, note)
    held = change(held, version, now=now)
    state = arrive(actor, held, period, entered_by=held.entered_by)
    change(held, None, now=now, state=state)
    step.save()
    return True


def _return(actor: Actor, key: int, version: int | None, reason: str, *, to_start: bool, now: datetime) -> None:
    held, line, period, _flow, _node, who = _turn(actor, key, now)
    place = 1 if to_start else max(held.place - 1, 1)
    step = note_step(actor, held, "return", who=who, note=reason, now=now)
    state = RETURNED if place == 1 else SUBMITTED if place == 2 else CHECKED
    change(held, version, now=now, state=state, place=place)
    step.save()
    if place == 1:
        person = org.people_by_account(actor, [held.entered_by]).get(held.entered_by)
        names = {"kpi": line.kpi.code, "kpi_zh": line.kpi.name_zh, "kpi_en": line.kpi.name_en or line.kpi.name_zh}
        fields = {**names, "period": period.code, "reason": reason}
        send(
            actor, user_ids=[person.user_id] if person and person.user_id else [], code="entry_returned", fields=fields
        )


def _require_note(held: Entry, line: AssignmentRow, period: PeriodRow, note: str) -> None:
    if held.note.strip() or note.strip():
        return
    if held.is_absent:
        raise NoteMissing(**_where(line, period), why="absent")
    if light_of(line.kpi, held.value, aim_alone(line, period)) == "red":
        raise NoteMissing(**_where(line, period), why="red")


def _where(line: AssignmentRow, period: PeriodRow) -> dict[str, str]:
    return {"kpi": line.kpi.code, "subject": line.subject.code, "period": period.code}


def _key(entries: Mapping[int, int | None]) -> str:
    keys: Sequence[int] = sorted(entries)
    return str(keys[0]) if len(keys) == 1 else f"{len(keys)} entries"
