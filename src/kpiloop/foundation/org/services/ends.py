"""Ends put right: another day for the end of a unit, and ends taken back."""

from __future__ import annotations

from datetime import date

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import errors
from kpiloop.foundation.org.checks import check_tree, refuse_closed, refuse_same_name, refuse_unit_gone
from kpiloop.foundation.org.models import Appointment, UnitEdge
from kpiloop.foundation.org.naming import named
from kpiloop.foundation.org.services.units import refuse_in_use
from kpiloop.foundation.org.writing import person_of_number, unit_of_code, written


def change_unit_end(actor: Actor, *, code: str, on: date | None, reason: str = "", seen: str | None = None) -> None:
    """Let a unit end on another day than was said; without a day its end is taken back.

    Law:      it hangs again where it hung last; days of closed months keep the organisation they were closed with.
    Errors:   permission_denied, unit_unknown; unit_without_end when it has none; org_end_closed; unit_in_use names who
              is still there; unit_name_taken when another one has its name by now; unit_tree_broken when what it hung
              below is no more; org_dates_crossed for a day before its last place; organisation_changed.
    """
    verb = "take_end_back" if on is None else "change_end"
    after = {} if on is None else {"on": on}
    with written(actor, verb=verb, object_kind="unit", object_key=code, after=after, reason=reason, seen=seen):
        unit = unit_of_code(code)
        edge = UnitEdge.objects.filter(unit=unit).select_related("parent__subject").order_by("-valid_from").first()
        if edge is None or edge.valid_to is None:
            raise errors.UnitWithoutEnd(**named("unit", unit.subject))
        if on is not None and on <= edge.valid_from:
            raise errors.DatesCrossed(valid_from=edge.valid_from, valid_to=on)
        refuse_closed(actor, code, edge.valid_to, on)
        if on is not None:
            refuse_in_use(unit, on)
        if on is None or on > edge.valid_to:
            parent = edge.parent.subject.code if edge.parent else None
            refuse_same_name(unit.subject.name_zh, edge.parent, edge.valid_to, parent, besides=unit)
            if edge.parent is not None:
                refuse_unit_gone(edge.parent, edge.valid_to, on)
        UnitEdge.objects.filter(pk=edge.pk).update(valid_to=on)
        check_tree()


def resume_appointment(
    actor: Actor, *, person: str, valid_from: date, reason: str = "", seen: str | None = None
) -> None:
    """Take the end of a place back: it goes on as if nothing had been said.

    Shape:    the appointment is named by the person and its first day.
    Errors:   permission_denied, person_unknown; place_without_end when no such place has one; org_dates_crossed
              when a later one stands in its way; unit_over when its unit ended; org_end_closed; organisation_changed.
    """
    fields = {"valid_from": valid_from}
    with written(
        actor, verb="take_end_back", object_kind="person", object_key=person, after=fields, reason=reason, seen=seen
    ):
        rows = Appointment.objects.filter(person=person_of_number(person)).select_related("unit__subject")
        held = rows.filter(valid_from=valid_from, valid_to__isnull=False).first()
        later = rows.filter(valid_from__gt=valid_from).order_by("valid_from").first()
        if held is None or held.valid_to is None:
            raise errors.PlaceWithoutEnd(person=person)
        if later is not None:
            raise errors.DatesCrossed(valid_from=valid_from, valid_to=later.valid_from)
        refuse_closed(actor, person, held.valid_to, None)
        refuse_unit_gone(held.unit, held.valid_to, None)
        Appointment.objects.filter(pk=held.pk).update(valid_to=None)
