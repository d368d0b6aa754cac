"""People: who there is, in which seat they sit, and who leads whom from when to when."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.marks import mark_of_all
from kpiloop.foundation.org import errors
from kpiloop.foundation.org.book import held_mark
from kpiloop.foundation.org.checks import free_account, refuse_closed, refuse_unit_gone
from kpiloop.foundation.org.choices import PERSON, POSITION
from kpiloop.foundation.org.models import Appointment, Person, Position, Unit
from kpiloop.foundation.org.naming import named
from kpiloop.foundation.org.rows import PLACE
from kpiloop.foundation.org.writing import (
    new_subject,
    person_of_number,
    position_of_code,
    refuse_crossed,
    unit_of_code,
    written,
)


def add_position(actor: Actor, *, code: str, name_zh: str, name_en: str = "", unit: str, level: str = "") -> int:
    """Create a seat in a unit.

    Shape:    -> key of the position.
    Errors:   permission_denied, org_code_taken, unit_unknown.
    """
    fields = {"name_zh": name_zh, "unit": unit, "level": level}
    with written(actor, verb="create", object_kind="position", object_key=code, after=fields):
        home = unit_of_code(unit)
        subject = new_subject(kind=POSITION, code=code, name_zh=name_zh, name_en=name_en)
        Position.objects.create(subject=subject, unit=home, level=level)
    return subject.pk


def grade_position(actor: Actor, *, code: str, level: str, reason: str = "") -> None:
    """Give a seat another pay level; it stays in its unit.

    Errors:   permission_denied, position_unknown.
    """
    with written(actor, verb="grade", object_kind="position", object_key=code, after={"level": level}, reason=reason):
        Position.objects.filter(pk=position_of_code(code).pk).update(level=level)


def add_person(actor: Actor, *, number: str, name_zh: str, name_en: str = "", username: str | None = None) -> int:
    """Create an employee, and link the account when there is one.

    Shape:    -> key of the person.
    Errors:   permission_denied, org_code_taken, account_unknown, account_linked.
    """
    with written(actor, verb="create", object_kind="person", object_key=number, after={"username": username}):
        user_id = free_account(actor, username) if username else None
        subject = new_subject(kind=PERSON, code=number, name_zh=name_zh, name_en=name_en)
        Person.objects.create(subject=subject, user_id=user_id)
    return subject.pk


def link_account(actor: Actor, *, person: str, username: str) -> None:
    """Say that an account belongs to an employee.

    Errors:   permission_denied, person_unknown, account_unknown, account_linked.
    """
    with written(actor, verb="link_account", object_kind="person", object_key=person, after={"username": username}):
        Person.objects.filter(pk=person_of_number(person).pk).update(user_id=free_account(actor, username))


def appoint(
    actor: Actor,
    *,
    person: str,
    unit: str,
    position: str | None = None,
    line_manager: str | None = None,
    is_head: bool = False,
    valid_from: date,
    valid_to: date | None = None,
    reason: str = "",
    seen: str | None = None,
) -> int:
    """Put a person into a unit and seat from a day to a day.

    Shape:    -> key of the appointment.
    Law:      a person works in one place on one day; a transfer ends the old place first. The unit is there on every
              day of the place.
    Errors:   permission_denied, person_unknown, unit_unknown, position_unknown, org_dates_crossed, unit_not_yet,
              unit_over; places_changed when `seen`, the mark of the places looked at, is not in force any more.
    """
    fields = {"unit": unit, "position": position, "is_head": is_head, "valid_from": valid_from, "valid_to": valid_to}
    with written(actor, verb="appoint", object_kind="person", object_key=person, after=fields, reason=reason):
        who = person_of_number(person)
        _require_seen(who, seen, yours=unit_of_code(unit))
        row = Appointment(
            person=who,
            unit=unit_of_code(unit),
            position=position_of_code(position) if position else None,
            line_manager=person_of_number(line_manager) if line_manager else None,
            is_head=is_head,
            valid_from=valid_from,
            valid_to=valid_to,
        )
        _refuse_second_place(row)
        refuse_unit_gone(row.unit, valid_from, valid_to)
        row.save()
    return row.pk


def transfer(
    actor: Actor,
    *,
    person: str,
    unit: str,
    position: str | None = None,
    line_manager: str | None = None,
    is_head: bool = False,
    on: date,
    valid_to: date | None = None,
    reason: str = "",
    seen: str | None = None,
) -> int:
    """Move a person to another unit or seat on a day: the old place ends where the new one begins.

    Shape:    -> key of the new appointment; it ends when the old one would have, unless another end is said.
    Errors:   permission_denied, person_unknown, unit_unknown, position_unknown; unit_not_yet and unit_over when the
              unit is not there on those days; org_dates_crossed when there is no place to leave, or a later one stands
              already; places_changed when `seen`, the mark of the places looked at, is not in force any more.
    """
    fields = {"unit": unit, "position": position, "is_head": is_head, "on": on}
    with written(actor, verb="transfer", object_kind="person", object_key=person, after=fields, reason=reason):
        who = person_of_number(person)
        _require_seen(who, seen, yours=unit_of_code(unit))
        running = Appointment.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), person=who)
        current = running.filter(valid_from__lt=on).first()
        if current is None:
            raise errors.DatesCrossed(valid_from=on, valid_to=None)
        until = valid_to or current.valid_to
        Appointment.objects.filter(pk=current.pk).update(valid_to=on)
        return appoint(
            actor,
            person=person,
            unit=unit,
            position=position,
            line_manager=line_manager,
            is_head=is_head,
            valid_from=on,
            valid_to=until,
        )


def end_appointment(
    actor: Actor,
    *,
    person: str,
    valid_from: date,
    on: date,
    reason: str = "",
    among_others: bool = False,
    seen: str | None = None,
) -> None:
    """End the place a person took on a day: it no longer holds from `on`.

    Shape:    the appointment is named by the person and its first day; an end on that very day
              takes back an appointment that never was; `among_others` is for whole lists, where a later line may
              take away what is in the way.
    Law:      a person works in one place on one day: a later end reaches no further than the next place.
    Errors:   permission_denied, person_unknown; org_dates_crossed when there is no such appointment, the end lies
              before it or beyond the first day of the next one; org_end_closed when an end said before would move over
              days of a closed month; unit_over when its unit ends before; organisation_changed when `seen`, the mark
              the page was made of, is not in force any more.
    """
    fields = {"valid_from": valid_from, "on": on}
    with written(
        actor, verb="end_appointment", object_kind="person", object_key=person, after=fields, reason=reason, seen=seen
    ):
        held = Appointment.objects.filter(person=person_of_number(person), valid_from=valid_from).first()
        if held is None or on < valid_from:
            raise errors.DatesCrossed(valid_from=valid_from, valid_to=on)
        if not among_others:
            _refuse_over_next(held, on)
        if held.valid_to is not None:
            refuse_closed(actor, person, held.valid_to, on)
            if on > held.valid_to:
                refuse_unit_gone(held.unit, valid_from, on)
        if on == valid_from:
            held.delete()
        else:
            Appointment.objects.filter(pk=held.pk).update(valid_to=on)


def _require_seen(who: Person, seen: str | None, *, yours: Unit) -> None:
    """A place somebody else gave meanwhile is neither cut short nor followed unseen."""
    if seen is None:
        return
    held_mark()  # writers of the organisation take turns
    places = list(Appointment.objects.filter(person=who).select_related("unit__subject").order_by("valid_from"))
    if seen != mark_of_all(places, PLACE):
        newest = places[-1] if places else None
        theirs = {**named("theirs", newest.unit.subject), "since": newest.valid_from} if newest else {}
        told: dict[str, Any] = {**named("person", who.subject), **theirs, **named("yours", yours.subject)}
        raise errors.PlacesChanged(**told)


def _refuse_over_next(held: Appointment, on: date) -> None:
    later = Appointment.objects.filter(person_id=held.person_id, valid_from__gt=held.valid_from, valid_from__lt=on)
    if (following := later.order_by("valid_from").first()) is not None:
        raise errors.DatesCrossed(valid_from=following.valid_from, valid_to=on)


def _refuse_second_place(row: Appointment) -> None:
    refuse_crossed(row.valid_from, row.valid_to)
    others = Appointment.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=row.valid_from), person=row.person)
    if row.valid_to is not None:
        others = others.filter(valid_from__lt=row.valid_to)
    if other := others.first():
        raise errors.DatesCrossed(valid_from=row.valid_from, valid_to=other.valid_from)
