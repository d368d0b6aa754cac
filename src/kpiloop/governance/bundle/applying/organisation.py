"""Calendar, units, positions, people and places."""

from __future__ import annotations

from datetime import date
from typing import cast

from kpiloop.engine.periods import Pattern
from kpiloop.engine.weeks import WeekAnchor
from kpiloop.foundation.calendar import services as calendar
from kpiloop.foundation.calendar.rows import Cut
from kpiloop.foundation.org import services as org
from kpiloop.foundation.org.rows import NewAppointment, NewPerson, NewPosition, NewUnit
from kpiloop.governance.bundle.applying import cells
from kpiloop.governance.bundle.applying.work import Work
from kpiloop.governance.bundle.comparing import is_blank
from kpiloop.governance.bundle.rows import Row


def apply_calendar(work: Work) -> None:
    """Make sure of the periods."""
    for row in work.plan.bundle.rows("company") if work.touches("company") else ():
        calendar.ensure_calendar(
            work.actor,
            fiscal_start_month=cells.whole(row, "fiscal_start_month"),
            named_by=cells.text(row, "year_named_by"),
            cut=Cut(
                pattern=cast("Pattern", cells.text(row, "pattern")),
                week_start=cells.whole(row, "week_start"),
                anchor=cast("WeekAnchor", cells.text(row, "anchor")),
                shift_week=cells.flag(row, "shift_week"),
            ),
            first_month=cells.day(row, "first_month"),
            last_month=cells.day(row, "last_month"),
            anew=is_blank(work.plan.held),
        )
        calendar.set_workdays(work.actor, weekdays=[int(day) for day in cells.names(row, "workdays")])
    for row in work.rows("calendar_events", "added"):
        calendar.add_event(
            work.actor,
            kind=cells.text(row, "kind"),
            first_day=cells.day(row, "first_day"),
            last_day=cells.day(row, "last_day"),
            name_zh=cells.text(row, "name_zh"),
            name_en=cells.text(row, "name_en"),
        )


def apply_additions(work: Work) -> None:
    """Everything new about who and where, in one step."""
    units, positions, people, places = (
        work.rows(part, "added") for part in ("units", "positions", "people", "appointments")
    )
    if units or positions or people or places:
        org.import_organisation(
            work.actor,
            units=[_unit(row) for row in units],
            positions=[
                NewPosition(
                    code=cells.text(row, "code"),
                    name_zh=cells.text(row, "name_zh"),
                    name_en=cells.text(row, "name_en"),
                    unit=cells.text(row, "unit"),
                    level=cells.text(row, "level"),
                )
                for row in positions
            ],
            people=[
                NewPerson(
                    number=cells.text(row, "number"),
                    name_zh=cells.text(row, "name_zh"),
                    name_en=cells.text(row, "name_en"),
                )
                for row in people
            ],
            appointments=[_appointment(row) for row in places if not _continues(work, row)],
        )
    for row in places:
        if _continues(work, row):
            _end_before(work, row)
            appointment = _appointment(row)
            org.appoint(
                work.actor,
                person=appointment.person,
                unit=appointment.unit,
                position=appointment.position,
                line_manager=appointment.line_manager,
                is_head=appointment.is_head,
                valid_from=appointment.valid_from,
                valid_to=appointment.valid_to,
            )


def apply_entities(work: Work) -> None:
    """Legal entities with their currency; the company is the first one."""
    for row in (*work.rows("entities", "added"), *work.rows("entities", "changed")):
        org.set_entity(
            work.actor,
            unit=cells.text(row, "unit"),
            currency=cells.text(row, "currency"),
            time_zone=cells.text(row, "time_zone"),
            day_begins=cells.whole(row, "day_begins"),
        )


def apply_entity_years(work: Work) -> None:
    """Years of legal entities, oldest first."""
    rows = (*work.rows("entity_years", "added"), *work.rows("entity_years", "changed"))
    for row in sorted(rows, key=lambda row: cells.day(row, "valid_from")):
        org.set_entity_year(
            work.actor,
            unit=cells.text(row, "unit"),
            start_month=cells.optional_whole(row, "start_month"),
            valid_from=cells.day(row, "valid_from"),
        )


def apply_names(work: Work) -> None:
    """New names, and further names units have in sources."""
    for part, column in (("units", "code"), ("positions", "code"), ("people", "number")):
        renamed = {
            change.key for change in work.changes(part, "changed") if {"name_zh", "name_en"} & change.after.keys()
        }
        for row in work.rows(part, "changed"):
            if (cells.text(row, column),) in renamed:
                org.rename_subject(
                    work.actor,
                    code=cells.text(row, column),
                    name_zh=cells.text(row, "name_zh"),
                    name_en=cells.text(row, "name_en"),
                    among_others=True,
                )
    for change in work.changes("positions", "changed"):
        if "level" in change.after:
            org.grade_position(work.actor, code=change.key[0], level=change.after["level"], reason=work.reason)
    for change in work.changes("units", "changed"):
        for alias in filter(None, change.after.get("aliases", "").split(", ")):
            org.add_alias(work.actor, unit=change.key[0], alias=alias)


def apply_moves(work: Work) -> None:
    """Moves in the order of their days."""
    for row in sorted(work.rows("moves", "added"), key=lambda row: cells.day(row, "on")):
        org.move_unit(
            work.actor,
            code=cells.text(row, "unit"),
            new_parent=cells.text(row, "parent"),
            on=cells.day(row, "on"),
            order=cells.whole(row, "order"),
            reason=work.reason,
        )


def apply_ends(work: Work) -> None:
    """End places first, then units from the leaves up."""
    for change in work.changes("appointments", "changed"):
        if change.after.get("valid_to"):
            _end(work, change.key[0], change.key[1], date.fromisoformat(change.after["valid_to"]))
    for change in work.changes("appointments", "ended"):
        _end(work, change.key[0], change.key[1], max(work.on, date.fromisoformat(change.key[1])))
    closing = {change.key[0]: work.on for change in work.changes("units", "ended")}
    for row in (*work.rows("units", "changed"), *work.rows("units", "added")):
        end = cells.optional_day(row, "valid_to")
        if end is not None:
            closing[cells.text(row, "code")] = end
    ordered = [cells.text(row, "code") for row in (*work.plan.held.rows("units"), *work.rows("units", "added"))]
    for code in reversed(ordered):
        if code in closing:
            org.close_unit(work.actor, code=code, on=closing[code], reason=work.reason)


def _unit(row: Row) -> NewUnit:
    return NewUnit(
        code=cells.text(row, "code"),
        name_zh=cells.text(row, "name_zh"),
        name_en=cells.text(row, "name_en"),
        kind=cells.text(row, "kind"),
        parent=cells.code(row, "parent"),
        order=cells.whole(row, "order"),
        valid_from=cells.day(row, "valid_from"),
        aliases=cells.names(row, "aliases"),
    )


def _appointment(row: Row) -> NewAppointment:
    return NewAppointment(
        person=cells.text(row, "person"),
        unit=cells.text(row, "unit"),
        position=cells.code(row, "position"),
        line_manager=cells.code(row, "line_manager"),
        is_head=cells.flag(row, "is_head"),
        valid_from=cells.day(row, "valid_from"),
        valid_to=cells.optional_day(row, "valid_to"),
    )


def _continues(work: Work, row: Row) -> bool:
    """Whether the person has a place already: then the old one ends before the new one begins."""
    person = cells.text(row, "person")
    return any(cells.text(held, "person") == person for held in work.plan.held.rows("appointments"))


def _end_before(work: Work, row: Row) -> None:
    person, start = cells.text(row, "person"), cells.day(row, "valid_from")
    for change in (*work.changes("appointments", "changed"), *work.changes("appointments", "ended")):
        end = change.after.get("valid_to") or start.isoformat()
        if change.key[0] == person and end <= start.isoformat():
            _end(work, person, change.key[1], date.fromisoformat(end))


def _end(work: Work, person: str, valid_from: str, on: date) -> None:
    first = date.fromisoformat(valid_from)
    org.end_appointment(work.actor, person=person, valid_from=first, on=on, reason=work.reason, among_others=True)
