"""Years of legal entities that begin in another month than the group's."""

from __future__ import annotations

from datetime import date

from kpiloop.engine.periods import Calendar
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.jobs.services import emit
from kpiloop.foundation.org import errors
from kpiloop.foundation.org.models import Entity, EntityYear, UnitEdge
from kpiloop.foundation.org.writing import unit_of_code, written

_MONTHS = "months"


def set_entity_year(
    actor: Actor,
    *,
    unit: str,
    start_month: int | None,
    valid_from: date,
    pattern: str = _MONTHS,
    seen: str | None = None,
) -> None:
    """Let a legal entity count years of its own from a day on, beside those of the group.

    Shape:    the month its year begins in; None: from that day on the year of the group again.
    Law:      the group's calendar goes on deciding periods, closes and pay. What a closed month shows of an
              entity's own year stays. A year that was cut short ends with the day before.
    Errors:   permission_denied, unit_unknown, organisation_changed; entity_year_of_weeks where the group or the
              entity counts weeks; entity_year_wrong for no entity, the company, no such month, a day that does
              not begin such a year, and a closed month it would change.
    """
    fields = {"start_month": start_month, "valid_from": valid_from.isoformat()}
    with written(actor, verb="set_entity_year", object_kind="unit", object_key=unit, after=fields, seen=seen):
        held = unit_of_code(unit)
        group = calendar.calendar_or_months(actor)
        if pattern != _MONTHS or group.pattern != _MONTHS:
            raise errors.EntityYearOfWeeks(unit=unit, pattern=pattern if pattern != _MONTHS else group.pattern)
        entity = Entity.objects.filter(unit=held).first()
        if entity is None:
            raise errors.EntityYearWrong(unit=unit, given="", why="no_entity")
        if UnitEdge.objects.filter(unit=held, parent__isnull=True).exists():
            raise errors.EntityYearWrong(unit=unit, given="", why="company")
        _check_start(unit, start_month, valid_from, group)
        _check_closed(actor, unit, entity, start_month, valid_from)
        EntityYear.objects.update_or_create(entity=entity, valid_from=valid_from, defaults={"start_month": start_month})
        later = next((row.code for row in calendar.periods(actor) if row.starts_on >= valid_from), None)
        if later is not None:
            emit("entity.year", unit=unit, first=later)


def _check_start(unit: str, start_month: int | None, valid_from: date, group: Calendar) -> None:
    if start_month is not None and not 1 <= start_month <= 12:
        raise errors.EntityYearWrong(unit=unit, given=str(start_month), why="month")
    begins = group.fiscal_start_month if start_month is None else start_month
    if (valid_from.month, valid_from.day) != (begins, 1):
        raise errors.EntityYearWrong(unit=unit, given=valid_from.isoformat(), why="not_first_day")


def _check_closed(actor: Actor, unit: str, entity: Entity, start_month: int | None, valid_from: date) -> None:
    """A closed month that shows an own year already goes on showing it."""
    rows = list(entity.years.values_list("valid_from", "start_month"))
    until = min((day for day, _start in rows if day > valid_from), default=date.max)
    for month in calendar.periods(actor):
        if month.is_closed and valid_from <= month.starts_on < until:
            before = [start for day, start in rows if day <= month.starts_on]
            if before and before[-1] not in (None, start_month):
                raise errors.EntityYearWrong(unit=unit, given=month.code, why="closed")
