"""Units: creating, moving, renaming, and other names they have in sources."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import errors
from kpiloop.foundation.org.checks import check_tree, refuse_same_name, refuse_taken_alias, refuse_unit_gone
from kpiloop.foundation.org.choices import UNIT
from kpiloop.foundation.org.models import Appointment, Subject, Unit, UnitAlias, UnitEdge
from kpiloop.foundation.org.naming import named
from kpiloop.foundation.org.writing import new_subject, unit_of_code, written


def add_unit(
    actor: Actor,
    *,
    code: str,
    name_zh: str,
    name_en: str = "",
    kind: str = "unit",
    parent: str | None = None,
    order: int = 0,
    valid_from: date,
) -> int:
    """Create a unit below another one from a day on; without a parent it is the company.

    Shape:    -> key of the unit.
    Errors:   permission_denied, org_code_taken, unit_unknown, unit_tree_broken; unit_over when an end of the parent
              is said already; unit_name_taken when the parent already has a unit of this name (elsewhere the same name
              is welcome).
    """
    fields = {"parent": parent, "name_zh": name_zh, "valid_from": valid_from}
    with written(actor, verb="create", object_kind="unit", object_key=code, after=fields):
        above = unit_of_code(parent) if parent else None
        refuse_same_name(name_zh, above, valid_from, parent)
        subject = new_subject(kind=UNIT, code=code, name_zh=name_zh, name_en=name_en)
        unit = Unit.objects.create(subject=subject, kind=kind)
        UnitEdge.objects.create(unit=unit, parent=above, order=order, valid_from=valid_from)
        check_tree()
        if above is not None:
            refuse_unit_gone(above, valid_from, None)
    return subject.pk


def move_unit(
    actor: Actor,
    *,
    code: str,
    new_parent: str,
    on: date,
    order: int | None = None,
    reason: str = "",
    seen: str | None = None,
) -> None:
    """Hang a unit below another parent from a day on; facts before that day stay with the old one.

    Errors:   permission_denied, unit_unknown, unit_name_taken, unit_tree_broken when it would hang
              below itself, unit_over below one whose end is said already; org_dates_crossed when it
              does not exist that day or moved later already;
              organisation_changed when `seen`, the mark the page was made of, is not in force any more.
    """
    after = {"parent": new_parent, "on": on}
    with written(actor, verb="move", object_kind="unit", object_key=code, after=after, reason=reason, seen=seen):
        unit, above = unit_of_code(code), unit_of_code(new_parent)
        edge = _edge_on(unit, on)
        refuse_same_name(unit.subject.name_zh, above, on, new_parent, besides=unit)
        placed = edge.order if order is None else order
        if edge.valid_from == on:
            UnitEdge.objects.filter(pk=edge.pk).update(parent=above, order=placed)
        else:
            UnitEdge.objects.filter(pk=edge.pk).update(valid_to=on)
            UnitEdge.objects.create(unit=unit, parent=above, order=placed, valid_from=on, valid_to=edge.valid_to)
        check_tree()
        refuse_unit_gone(above, on, edge.valid_to)


def close_unit(actor: Actor, *, code: str, on: date, reason: str = "", seen: str | None = None) -> None:
    """End a unit on a day: it no longer hangs in the tree from then on, and everything before stays.

    Law:      nobody is left in the air: people and units below go elsewhere first.
    Errors:   permission_denied, unit_unknown; unit_in_use names who is still there; org_dates_crossed
              when it does not exist that day or moves later; organisation_changed when `seen`, the mark the page
              was made of, is not in force any more.
    """
    after = {"on": on}
    with written(actor, verb="close", object_kind="unit", object_key=code, after=after, reason=reason, seen=seen):
        unit = unit_of_code(code)
        edge = _edge_on(unit, on - timedelta(days=1))
        refuse_in_use(unit, on)
        UnitEdge.objects.filter(pk=edge.pk).update(valid_to=on)
        check_tree()


def add_alias(actor: Actor, *, unit: str, alias: str) -> None:
    """Record another code or name a unit has in some source; the same one again changes nothing.

    Errors:   permission_denied, unit_unknown; unit_alias_taken when it already leads elsewhere.
    """
    with written(actor, verb="add_alias", object_kind="unit", object_key=unit, after={"alias": alias}):
        known = unit_of_code(unit)
        refuse_taken_alias(alias, known.pk)
        UnitAlias.objects.get_or_create(alias=alias, defaults={"unit": known})


def rename_subject(
    actor: Actor,
    *,
    code: str,
    name_zh: str,
    name_en: str = "",
    among_others: bool = False,
    seen: str | None = None,
) -> None:
    """Give a unit, position or person another name; the code stays.

    Shape:    `among_others` is for whole lists: a later line may free the name an earlier one takes.
    Errors:   permission_denied; not_found when there is no such code; unit_name_taken when a unit beside it has
              this name; organisation_changed when `seen`, the mark the page was made of, is not in force any more.
    """
    after = {"name_zh": name_zh, "name_en": name_en}
    with written(actor, verb="rename", object_kind="subject", object_key=code, after=after, seen=seen):
        if not among_others:
            _refuse_name_beside(code, name_zh)
        if not Subject.objects.filter(code=code).update(name_zh=name_zh, name_en=name_en):
            raise errors.NotVisible(kind="subject", key=code)


def _refuse_name_beside(code: str, name_zh: str) -> None:
    edge = UnitEdge.objects.filter(unit__subject__code=code, valid_to__isnull=True).select_related("parent__subject")
    for place in edge:
        parent = place.parent.subject.code if place.parent else None
        # A name has no day, and units that ended may have had the same one: who stands beside it for good counts.
        refuse_same_name(name_zh, place.parent, date.max, parent, besides=place.unit)


def refuse_in_use(unit: Unit, on: date) -> None:
    """Refuse to end a unit on a day while people or units below are there from then on.

    Errors:   unit_in_use.
    """
    after = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    below = UnitEdge.objects.filter(after, parent=unit).select_related("unit__subject").first()
    if below is not None:
        raise errors.UnitInUse(on=on, why="unit", **named("unit", unit.subject), **named("who", below.unit.subject))
    held = Appointment.objects.filter(after, unit=unit).select_related("person__subject").first()
    if held is not None:
        raise errors.UnitInUse(on=on, why="person", **named("unit", unit.subject), **named("who", held.person.subject))


def _edge_on(unit: Unit, on: date) -> UnitEdge:
    in_force = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    edge = UnitEdge.objects.filter(in_force, unit=unit, valid_from__lte=on).first()
    later = UnitEdge.objects.filter(unit=unit, valid_from__gt=on).order_by("valid_from").first()
    if edge is None or later is not None:
        raise errors.DatesCrossed(valid_from=on, valid_to=later.valid_from if later else None)
    return edge
