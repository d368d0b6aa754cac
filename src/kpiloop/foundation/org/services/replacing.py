"""Many people put into other places at once, each from a day on."""

from __future__ import annotations

from collections.abc import Sequence

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.org import errors
from kpiloop.foundation.org.choices import PERSON, POSITION, UNIT
from kpiloop.foundation.org.models import Appointment, Subject
from kpiloop.foundation.org.rows import PlaceChange
from kpiloop.foundation.org.writing import refuse_crossed, written

_BATCH = 1000


def replace_places(actor: Actor, *, changes: Sequence[PlaceChange], reason: str = "") -> None:
    """From the day of each change on, what stood there gives way to the places it names; none ends the person's work.

    Shape:    one change per person, its places in order; joins the caller's transaction.
    Law:      days before are never touched; one entry in the trail for each person and one for all.
    Errors:   permission_denied, person_unknown, unit_unknown, position_unknown, org_dates_crossed.
    """
    after = {"people": len(changes)}
    with written(actor, verb="replace", object_kind="organisation", object_key="company", after=after, reason=reason):
        keys = {(kind, code): key for kind, code, key in Subject.objects.values_list("kind", "code", "pk")}
        wanted = {_key(keys, PERSON, change.person): change for change in changes}
        _cut(wanted)
        Appointment.objects.bulk_create(
            [row for person, change in wanted.items() for row in _rows(keys, person, change)], batch_size=_BATCH
        )
        for change in changes:
            fields = {"on": change.on, "unit": change.places[0].unit if change.places else None}
            verb = "transfer" if change.places else "end_appointment"
            record(actor, verb=verb, object_kind="person", object_key=change.person, after=fields, reason=reason)


def _cut(wanted: dict[int, PlaceChange]) -> None:
    """End what runs over the day of a change, and take away what would begin later."""
    gone, ended = [], []
    for row in Appointment.objects.filter(person_id__in=wanted):
        on = wanted[row.person_id].on
        if row.valid_from >= on:
            gone.append(row.pk)
        elif row.valid_to is None or row.valid_to > on:
            row.valid_to = on
            ended.append(row)
    for start in range(0, len(gone), _BATCH):
        Appointment.objects.filter(pk__in=gone[start : start + _BATCH]).delete()
    Appointment.objects.bulk_update(ended, ["valid_to"], batch_size=_BATCH)


def _rows(keys: dict[tuple[str, str], int], person: int, change: PlaceChange) -> list[Appointment]:
    found: list[Appointment] = []
    until = change.on
    for place in change.places:
        refuse_crossed(place.valid_from, place.valid_to)
        if place.valid_from < until or (found and found[-1].valid_to is None):
            raise errors.DatesCrossed(person=change.person, valid_from=place.valid_from, valid_to=until)
        until = place.valid_to or place.valid_from
        found.append(
            Appointment(
                person_id=person,
                unit_id=_key(keys, UNIT, place.unit),
                position_id=_key(keys, POSITION, place.position) if place.position else None,
                line_manager_id=_key(keys, PERSON, place.line_manager) if place.line_manager else None,
                is_head=place.is_head,
                valid_from=place.valid_from,
                valid_to=place.valid_to,
            )
        )
    return found


def _key(keys: dict[tuple[str, str], int], kind: str, code: str) -> int:
    if (kind, code) not in keys:
        if kind == UNIT:
            raise errors.UnitUnknown(unit=code)
        raise errors.PositionUnknown(position=code) if kind == POSITION else errors.PersonUnknown(person=code)
    return keys[kind, code]
