"""A line typed in a meeting, understood: who, by when, which KPI, and what is still missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.errors import PeriodUnknown
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org.rows import PersonRow
from kpiloop.loop.analyse import selectors as analyse
from kpiloop.loop.review.one_line import Line, read_line
from kpiloop.loop.review.rows import ActionDraft
from kpiloop.loop.review.selectors.meetings import meeting
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track.rows import StatusRow

_HUNDRED = Decimal(100)


def draft_action(viewer: Actor, *, text: str, period_code: str, today: date) -> ActionDraft:
    """Understand one line; KPIs are looked for among what the viewer may see in the month, nothing is guessed."""
    line = read_line(text, today=today)
    status = _found(viewer, line.kpi, period_code, today) if line.kpi else None
    owner = _person(line.person)
    effect = _effect(line, status)
    month = line.effect_month or _month_after(viewer, line.due_on)
    known = {
        "title": line.title,
        "owner": owner,
        "due_on": line.due_on,
        "kpi": status,
        "expected_effect": effect,
        "effect_period": month,
    }
    return ActionDraft(
        title=line.title,
        owner=owner,
        assignment=status.assignment if status else None,
        due_on=line.due_on,
        expected_effect=effect,
        effect_text=line.effect_text,
        effect_period=month,
        cause_id=_cause(status, viewer, period_code) if status else None,
        lacks=tuple(name for name, there in known.items() if not there),
    )


def _found(viewer: Actor, written: str, period_code: str, today: date) -> StatusRow | None:
    """The KPI of an agenda item by its number, else the one a word stands for."""
    if written.isdigit():
        items = meeting(viewer, period_code=period_code).items
        return next((row.status for row in items if row.order == int(written)), None)
    return _status(written, track.statuses(viewer, period_codes=[period_code], on=today))


def _month_after(viewer: Actor, due_on: date | None) -> str:
    """The first full month an action can have moved, when the line names none."""
    if due_on is None:
        return ""
    try:
        month = calendar.period_on(viewer, "month", due_on)
    except PeriodUnknown:
        return ""
    return (calendar.following(viewer, month) or month).code


def _cause(status: StatusRow, viewer: Actor, period_code: str) -> int | None:
    held = analyse.causes(viewer, assignment_id=status.assignment.id, period_code=period_code)
    return held[0].id if held else None


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
