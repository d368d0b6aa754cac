"""A whole organisation at once: for the first load, the trial company and workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.selectors import account_ids
from kpiloop.foundation.org import errors
from kpiloop.foundation.org.checks import check_tree, refuse_kind
from kpiloop.foundation.org.choices import PERSON, POSITION, UNIT
from kpiloop.foundation.org.models import Appointment, Person, Position, Scope, Subject, Unit, UnitAlias, UnitEdge
from kpiloop.foundation.org.rows import NewAppointment, NewPerson, NewPosition, NewScope, NewUnit
from kpiloop.foundation.org.writing import refuse_crossed, written


@dataclass(frozen=True)
class _Keys:
    """Keys of everything that can be named, the new rows included."""

    units: Mapping[str, int]  #: by code
    positions: Mapping[str, int]  #: by code
    people: Mapping[str, int]  #: by employee number
    accounts: Mapping[str, int]  #: by username

    def unit(self, code: str) -> int:
        """Key of a unit."""
        if code not in self.units:
            raise errors.UnitUnknown(unit=code)
        return self.units[code]

    def position(self, code: str | None) -> int | None:
        """Key of a position, when one is named."""
        if code is not None and code not in self.positions:
            raise errors.PositionUnknown(position=code)
        return self.positions[code] if code is not None else None

    def person(self, number: str | None) -> int | None:
        """Key of a person, when one is named."""
        if number is not None and number not in self.people:
            raise errors.PersonUnknown(person=number)
        return self.people[number] if number is not None else None


def import_organisation(
    actor: Actor,
    *,
    units: Sequence[NewUnit] = (),
    positions: Sequence[NewPosition] = (),
    people: Sequence[NewPerson] = (),
    appointments: Sequence[NewAppointment] = (),
    scopes: Sequence[NewScope] = (),
) -> dict[str, int]:
    """Create units, positions, people, appointments and scopes together, all or none.

    Shape:    new rows naming each other by code, in any order -> key of every new code.
    Law:      one entry in the trail with the counts; the tree is checked on every day it changes.
    Errors:   permission_denied, org_code_taken, unit_name_taken, unit_alias_taken, unit_unknown,
              position_unknown, person_unknown, account_unknown, account_linked, unit_tree_broken,
              org_dates_crossed, scope_unknown.
    """
    counts = {
        "units": len(units),
        "positions": len(positions),
        "people": len(people),
        "appointments": len(appointments),
        "scopes": len(scopes),
    }
    with written(actor, verb="import", object_kind="organisation", object_key="company", after=counts):
        _refuse_doubles(units, appointments)
        created = _create_subjects(units, positions, people)
        named = {person.username for person in people if person.username} | {scope.username for scope in scopes}
        keys = _keys(account_ids(actor, sorted(named)))
        _create_units(units, keys)
        Position.objects.bulk_create(
            Position(subject_id=created[row.code], unit_id=keys.unit(row.unit), level=row.level) for row in positions
        )
        _create_people(people, created, keys)
        _create_appointments(appointments, keys)
        _create_scopes(scopes, keys)
        check_tree()
    return created


def _create_subjects(
    units: Iterable[NewUnit], positions: Iterable[NewPosition], people: Iterable[NewPerson]
) -> dict[str, int]:
    wanted = [Subject(kind=UNIT, code=row.code, name_zh=row.name_zh, name_en=row.name_en) for row in units]
    wanted += [Subject(kind=POSITION, code=row.code, name_zh=row.name_zh, name_en=row.name_en) for row in positions]
    wanted += [Subject(kind=PERSON, code=row.number, name_zh=row.name_zh, name_en=row.name_en) for row in people]
    codes = [subject.code for subject in wanted]
    taken = set(Subject.objects.values_list("code", flat=True))
    for place, code in enumerate(codes):
        if code in taken:
            raise errors.CodeTaken(taken=code, place=place + 1)
        taken.add(code)
    Subject.objects.bulk_create(wanted)
    created = dict(Subject.objects.filter(code__in=codes).values_list("code", "pk"))
    Unit.objects.bulk_create(Unit(subject_id=created[row.code], kind=row.kind) for row in units)
    Person.objects.bulk_create(Person(subject_id=created[row.number]) for row in people)
    return created


def _keys(accounts: Mapping[str, int]) -> _Keys:
    by_kind: dict[str, dict[str, int]] = {UNIT: {}, POSITION: {}, PERSON: {}}
    for kind, code, key in Subject.objects.values_list("kind", "code", "pk"):
        by_kind[kind][code] = key
    return _Keys(by_kind[UNIT], by_kind[POSITION], by_kind[PERSON], accounts)


def _create_units(units: Iterable[NewUnit], keys: _Keys) -> None:
    UnitEdge.objects.bulk_create(
        UnitEdge(
            unit_id=keys.unit(row.code),
            parent_id=keys.unit(row.parent) if row.parent else None,
            order=row.order,
            valid_from=row.valid_from,
        )
        for row in units
    )
    known = {**keys.units, **dict(UnitAlias.objects.values_list("alias", "unit_id"))}
    for row in units:
        for alias in row.aliases:
            if known.setdefault(alias, keys.unit(row.code)) != keys.unit(row.code):
                raise errors.AliasTaken(alias=alias)
            UnitAlias.objects.get_or_create(alias=alias, defaults={"unit_id": keys.unit(row.code)})


def _create_people(people: Iterable[NewPerson], created: Mapping[str, int], keys: _Keys) -> None:
    linked = set(Person.objects.filter(user__isnull=False).values_list("user_id", flat=True))
    for row in people:
        if row.username is None:
            continue
        user_id = keys.accounts[row.username]
        if user_id in linked:
            raise errors.AccountLinked(username=row.username)
        linked.add(user_id)
        Person.objects.filter(pk=created[row.number]).update(user_id=user_id)


def _create_appointments(appointments: Sequence[NewAppointment], keys: _Keys) -> None:
    for row in appointments:
        refuse_crossed(row.valid_from, row.valid_to)
    Appointment.objects.bulk_create(
        Appointment(
            person_id=keys.person(row.person),
            unit_id=keys.unit(row.unit),
            position_id=keys.position(row.position),
            line_manager_id=keys.person(row.line_manager),
            is_head=row.is_head,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in appointments
    )


def _create_scopes(scopes: Sequence[NewScope], keys: _Keys) -> None:
    for row in scopes:
        refuse_kind(row.kind, row.unit)
        refuse_crossed(row.valid_from, row.valid_to)
    Scope.objects.bulk_create(
        Scope(
            user_id=keys.accounts[row.username],
            kind=row.kind,
            unit_id=keys.unit(row.unit) if row.unit else None,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in scopes
    )


def _refuse_doubles(units: Iterable[NewUnit], appointments: Iterable[NewAppointment]) -> None:
    named: set[tuple[str | None, str]] = set()
    for row in units:
        if (row.parent, row.name_zh) in named:
            raise errors.NameTaken(name=row.name_zh, parent=row.parent or "")
        named.add((row.parent, row.name_zh))
    held: dict[str, list[NewAppointment]] = {}
    for place in sorted(appointments, key=lambda place: place.valid_from):
        before = held.setdefault(place.person, [])
        if before and (before[-1].valid_to is None or before[-1].valid_to > place.valid_from):
            raise errors.DatesCrossed(person=place.person, valid_from=place.valid_from, valid_to=before[-1].valid_to)
        before.append(place)
