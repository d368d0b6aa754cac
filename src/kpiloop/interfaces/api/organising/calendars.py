"""The calendar by program: how the fiscal year is cut, which days are worked, and days that differ."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from kpiloop.engine.periods import Pattern
from kpiloop.engine.weeks import WeekAnchor
from kpiloop.foundation.calendar import selectors, services
from kpiloop.foundation.calendar.errors import CalendarMissing
from kpiloop.foundation.calendar.rows import Cut, EventRow
from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.interfaces.api.schemas import out_of

router = Router(tags=["calendar"])


class CutOut(Schema):
    """How the fiscal year is cut."""

    start_month: int = Field(..., ge=1, le=12, description="Month the fiscal year begins in")
    named_by: Literal["start", "end"] = Field("end", description="Which calendar year names a fiscal year")
    pattern: Pattern = "months"
    week_start: int = Field(0, ge=0, le=6, description="First day of a week, 0 is Monday")
    anchor: WeekAnchor = Field("nearest", description="Of years of whole weeks: the nearest such day, or the last")
    shift_week: bool = Field(False, description="Of years of whole weeks: a year before is 52 weeks earlier")


class CalendarOut(CutOut):
    """The company's calendar."""

    workdays: list[int] = Field(..., description="Weekdays usually worked, 0 is Monday")
    first_day: date | None = Field(None, description="First day there is a period for")
    last_day: date | None


class CutIn(CutOut):
    """How the fiscal year is cut, and which years are needed."""

    first_day: date
    last_day: date


class AddedOut(Schema):
    """How many were added."""

    added: int


class WorkdaysIn(Schema):
    """Weekdays that are usually worked."""

    workdays: list[int] = Field(..., description="0 is Monday")


class DaysIn(Schema):
    """Days that differ from the usual week."""

    kind: str = Field("holiday", description="holiday, make_up or campaign")
    first_day: date
    last_day: date = Field(..., description="Part of it, like the first")
    name_zh: str = Field(..., min_length=1)
    name_en: str = ""


class DaysOut(DaysIn):
    """The same, with its number."""

    id: int
    source: str = Field(..., description="Published table it comes from; empty when written by hand")

    @staticmethod
    def of(row: EventRow) -> DaysOut:
        """From the row."""
        return out_of(DaysOut, row)


class CalendarYearIn(Schema):
    """A calendar year."""

    year: int = Field(..., ge=1900, le=2200)


class NumberOut(Schema):
    """What was written, by its number."""

    id: int


@reading(
    router,
    "/calendar",
    answer=CalendarOut,
    permission=None,
    summary="How the fiscal year is cut, and which days are worked",
)
def get_calendar(request: HttpRequest) -> CalendarOut:
    """Its periods are under /periods."""
    held = selectors.company_calendar(reader(request))
    if held is None:
        raise CalendarMissing()
    return CalendarOut(
        start_month=held.fiscal_start_month,
        named_by=held.named_by,
        pattern=held.cut.pattern,
        week_start=held.cut.week_start,
        anchor=held.cut.anchor,
        shift_week=held.cut.shift_week,
        workdays=list(held.workdays),
        first_day=held.first_day,
        last_day=held.last_day,
    )


@writing(
    router,
    "/calendar",
    answer=AddedOut,
    permission="org.edit",
    object_kind="calendar",
    summary="Set how the fiscal year is cut, and make sure its periods are there",
)
def cut_calendar(request: HttpRequest, body: CutIn) -> AddedOut:
    """Whole fiscal years; refused once figures, targets or closes rest on periods that would move."""
    cut = Cut(body.pattern, body.week_start, body.anchor, body.shift_week)
    added = services.ensure_calendar(
        reader(request), fiscal_start_month=body.start_month, named_by=body.named_by, cut=cut,
        first_month=body.first_day, last_month=body.last_day,
    )  # fmt: skip
    return AddedOut(added=added)


@writing(
    router,
    "/calendar/workdays",
    answer=WorkdaysIn,
    permission="org.edit",
    object_kind="calendar",
    summary="Set which days of a week are worked",
)
def set_workdays(request: HttpRequest, body: WorkdaysIn) -> WorkdaysIn:
    """Holidays and make-up days go beside them."""
    services.set_workdays(reader(request), weekdays=body.workdays)
    return WorkdaysIn(workdays=sorted(set(body.workdays)))


@reading(
    router, "/calendar/days", answer=list[DaysOut], permission=None, summary="Holidays, make-up days and campaigns"
)
def list_days(request: HttpRequest, year: int | None = None) -> list[DaysOut]:
    """By day; of one calendar year when it is named."""
    return [DaysOut.of(row) for row in selectors.events(reader(request)) if year in (None, row.first_day.year)]


@writing(
    router,
    "/calendar/days",
    answer=NumberOut,
    permission="org.edit",
    object_kind="calendar",
    summary="Enter days off, make-up days or a campaign",
)
def add_days(request: HttpRequest, body: DaysIn) -> NumberOut:
    """Both days are part of it."""
    return NumberOut(id=services.add_event(reader(request), **body.dict()))


@writing(
    router,
    "/calendar/days/{number}/remove",
    answer={204: None},
    permission="org.edit",
    object_kind="calendar",
    summary="Take days out again: they are worked as usual",
)
def remove_days(request: HttpRequest, number: int) -> Any:
    """The trail keeps them."""
    services.remove_event(reader(request), event_id=number)
    return Status(204, None)


@writing(
    router,
    "/calendar/holidays",
    answer=AddedOut,
    permission="org.edit",
    object_kind="calendar",
    summary="Take over the announced public holidays and make-up days of China of a year",
)
def take_holidays(request: HttpRequest, body: CalendarYearIn) -> AddedOut:
    """Days entered by hand stay; doing it again adds none."""
    return AddedOut(added=services.load_public_holidays(reader(request), year=body.year))
