"""A line typed in a meeting, understood: who, by when, which KPI, and what is still missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org.rows import PersonRow
from kpiloop.loop.review.one_line import Line, read_line
from kpiloop.loop.review.rows import ActionDraft
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track.rows import StatusRow

_HUNDRED = Decimal(100)


def draft_action(viewer: Actor, *, text: str, period_code: str, today: date) -> ActionDraft:
    """Understand one line; KPIs are looked for among what the viewer may see in the month, nothing is guessed."""
    line = read_line(text, today=today)
    status = _status(line.kpi, track.statuses(viewer, period_codes=[period_code], on=today)) if line.kpi else None
    owner = _person(line.person)
    effect = _effect(line, status)
    known = {
        "title": line.title,
        "owner": owner,
        "due_on": line.due_on,
        "kpi": status,
        "expected_effect": effect,
        "effect_period": line.effect_month,
    }
    return ActionDraft(
        title=line.title,
        owner=owner,
        assignment=status.assignment if status else None,
        due_on=line.due_on,
        expected_effect=effect,
        effect_period=line.effect_month,
        lacks=tuple(name for name, there in known.items() if not there),
    )


def _person(written: str) -> PersonRow | None:
    key = org_io.resolve_person(written) or org_io.resolve_person_by_name(written) if written else None
    return org_io.people_by_id()[key] if key is not None else None


def _status(written: str, rows: Sequence[StatusRow]) -> StatusRow | None:
    """The one KPI a word stands for: code, name, or subject and name together; several are no answer."""
    found = [row for row in rows if written in _names(row)]
    return found[0] if len(found) == 1 else None


def _names(row: StatusRow) -> set[str]:
    kpi, subject = row.assignment.kpi, row.assignment.subject
    names = {kpi.code, kpi.name_zh, kpi.name_en} - {""}
    places = {subject.code, subject.name_zh, subject.name_en} - {""}
    return names | {f"{place}{joint}{name}" for place in places for name in names for joint in ("", "/", "-", ".")}


def _effect(line: Line, status: StatusRow | None) -> Decimal | None:
    """Percentage KPIs are stored as fractions and spoken of in points."""
    if line.effect is None or status is None:
        return line.effect
    is_rate = status.assignment.kpi.measurement_unit == "percent"
    return line.effect / _HUNDRED if is_rate else line.effect
