"""Legal entities: units whose amounts are in their own currency, and whose days begin in their own time zone."""

from __future__ import annotations

import re
from zoneinfo import available_timezones

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import errors
from kpiloop.foundation.org.models import Entity, UnitEdge
from kpiloop.foundation.org.writing import unit_of_code, written

_CURRENCY = re.compile(r"[A-Z]{3}")


def set_entity(
    actor: Actor, *, unit: str, currency: str, time_zone: str = "", day_begins: int = 0, seen: str | None = None
) -> None:
    """Make a unit a legal entity, or change its currency and what its days are; the company is the first one.

    Law:      everything below belongs to it, up to the next entity. The company's currency is that of the group.
              Time zone and the hour a day begins at decide the day of moments that are read from now on.
    Errors:   permission_denied, unit_unknown; entity_wrong for no ISO currency code, an unknown time zone or hour,
              and while the company has no currency; organisation_changed.
    """
    fields = {"currency": currency, "time_zone": time_zone, "day_begins": day_begins}
    with written(actor, verb="set_entity", object_kind="unit", object_key=unit, after=fields, seen=seen):
        held = unit_of_code(unit)
        if not _CURRENCY.fullmatch(currency):
            raise errors.EntityWrong(unit=unit, given=currency, why="currency")
        if time_zone and time_zone not in available_timezones():
            raise errors.EntityWrong(unit=unit, given=time_zone, why="time_zone")
        if not 0 <= day_begins <= 23:
            raise errors.EntityWrong(unit=unit, given=str(day_begins), why="day_begins")
        top = UnitEdge.objects.filter(parent__isnull=True).values_list("unit_id", flat=True)
        if held.pk not in top and not Entity.objects.filter(unit_id__in=list(top)).exists():
            raise errors.EntityWrong(unit=unit, given=currency, why="company_first")
        Entity.objects.update_or_create(unit=held, defaults=fields)
