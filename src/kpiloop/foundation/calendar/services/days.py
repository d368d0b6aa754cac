"""Which days are worked: the usual week, holidays, make-up days, and campaigns worth knowing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar.choices import EVENT_KINDS
from kpiloop.foundation.calendar.errors import (
    CalendarMissing,
    CalendarWrong,
    EventUnknown,
    EventWrong,
    HolidaysUnknown,
)
from kpiloop.foundation.calendar.holidays import SOURCE, public_days, years_known
from kpiloop.foundation.calendar.models import Calendar, Event

_DAY = timedelta(days=1)


def set_workdays(actor: Actor, *, weekdays: Collection[int]) -> None:
    """Say which days of a week are usually worked, 0 is Monday.

    Errors:   permission_denied, calendar_missing; calendar_wrong when there is none or no such day.
    """
    require(actor, "org.edit")
    days = sorted(set(weekdays))
    if not days or not all(0 <= day <= 6 for day in days):
        raise CalendarWrong(what="workdays", given=", ".join(str(day) for day in days))
    with transaction.atomic():
        calendar = Calendar.objects.select_for_update().order_by("pk").first()
        if calendar is None:
            raise CalendarMissing()
        before = calendar.workdays
        calendar.workdays = "".join(str(day) for day in days)
        calendar.save(update_fields=["workdays"])
        record(
            actor, verb="set_workdays", object_kind="calendar", object_key=calendar.code,
            before={"workdays": before}, after={"workdays": calendar.workdays},
        )  # fmt: skip


def add_event(actor: Actor, *, kind: str, first_day: date, last_day: date, name_zh: str, name_en: str = "") -> int:
    """Add days off, make-up days or a campaign; both days are part of it.

    Shape:    -> key of the event.
    Errors:   permission_denied; calendar_event_wrong when the days are crossed, the kind is unknown or one of
              this kind lies on some of these days already.
    """
    require(actor, "org.edit")
    given: dict[str, Any] = {"kind": kind, "first_day": first_day, "last_day": last_day}
    if kind not in EVENT_KINDS or last_day < first_day or not name_zh.strip():
        raise EventWrong(**given, why="crossed" if last_day < first_day else "incomplete")
    with transaction.atomic():
        if Event.objects.filter(kind=kind, first_day__lte=last_day, ends_before__gt=first_day).exists():
            raise EventWrong(**given, why="taken")
        event = Event.objects.create(
            kind=kind, first_day=first_day, ends_before=last_day + _DAY, name_zh=name_zh.strip(), name_en=name_en
        )
        fields = {**given, "name_zh": event.name_zh}
        record(actor, verb="create", object_kind="calendar_event", object_key=str(event.pk), after=fields)
    return event.pk


def remove_event(actor: Actor, *, event_id: int) -> None:
    """Take days out of the working calendar: they are worked as usual again.

    Errors:   permission_denied, calendar_event_unknown.
    """
    require(actor, "org.edit")
    with transaction.atomic():
        event = Event.objects.select_for_update().filter(pk=event_id).first()
        if event is None:
            raise EventUnknown(event=event_id)
        before = {"kind": event.kind, "first_day": event.first_day, "name_zh": event.name_zh}
        event.delete()
        record(actor, verb="remove", object_kind="calendar_event", object_key=str(event_id), before=before)


def load_public_holidays(actor: Actor, *, year: int) -> int:
    """Take over the announced public holidays and make-up days of a year in China.

    Shape:    -> how many events were added; days written by hand stay, loading again adds none.
    Errors:   permission_denied; calendar_holidays_unknown when nothing was announced for the year yet.
    """
    require(actor, "org.edit")
    announced = public_days(year)
    if not announced:
        first, last = years_known()
        raise HolidaysUnknown(year=year, first=first, last=last)
    with transaction.atomic():
        held = list(Event.objects.filter(kind__in=("holiday", "make_up")).values_list("first_day", "ends_before"))
        new = [
            row for row in announced if not any(first < row.ends_before and row.first_day < end for first, end in held)
        ]
        Event.objects.bulk_create(
            Event(
                kind=row.kind, first_day=row.first_day, ends_before=row.ends_before,
                name_zh=row.name_zh, name_en=row.name_en, source=SOURCE,
            )
            for row in new
        )  # fmt: skip
        if new:
            after = {"year": year, "added": len(new), "source": SOURCE}
            record(actor, verb="load_holidays", object_kind="calendar", object_key="company", after=after)
    return len(new)
