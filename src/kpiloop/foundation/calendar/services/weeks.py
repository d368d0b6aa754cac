"""Weeks as periods: made once something is measured by them, and from then on with the years of the calendar."""

from __future__ import annotations

from django.db import transaction

from kpiloop.engine.named_weeks import weeks_between
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar.choices import WEEK
from kpiloop.foundation.calendar.models import Calendar, Period
from kpiloop.foundation.calendar.reading import engine_of


def keep_weeks(actor: Actor) -> int:
    """Make sure every week with a day in a period of the calendar is a period of its own.

    Shape:    how many were added; running it again adds none. Without a calendar there is nothing to add.
    Errors:   permission_denied.
    """
    require(actor, "measures.run" if actor.may("measures.run") else "plan.edit")
    with transaction.atomic():
        calendar = Calendar.objects.select_for_update().order_by("pk").first()
        added = add_weeks(calendar) if calendar else 0
        if calendar and added:
            record(actor, verb="extend", object_kind="calendar", object_key=calendar.code, after={"weeks_added": added})
    return added


def add_weeks(calendar: Calendar) -> int:
    """Add the weeks that are not there yet; how many. The caller holds the transaction and the right."""
    held = Period.objects.filter(calendar=calendar)
    years = held.filter(kind="year").values_list("starts_on", "ends_before")
    known = set(held.filter(kind=WEEK).values_list("code", flat=True))
    if not years:
        return 0
    first, end = min(start for start, _ in years), max(end for _, end in years)
    missing = [week for week in weeks_between(engine_of(calendar), first, end) if week.code not in known]
    Period.objects.bulk_create(
        Period(
            calendar=calendar,
            kind=WEEK,
            code=week.code,
            starts_on=week.start,
            ends_before=week.end,
            fiscal_year=week.fiscal_year,
            number=week.number,
        )
        for week in missing
    )
    return len(missing)
