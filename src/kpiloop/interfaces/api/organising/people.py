"""People by program: who works where, adding them, and their places from day to day."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from kpiloop.foundation.org import selectors, services
from kpiloop.foundation.org.errors import NotVisible
from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.interfaces.api.organising.schemas import (
    AppointmentOut,
    CareerOut,
    CodeOut,
    GoingOnIn,
    LeavingIn,
    PersonIn,
    PersonOut,
    PlaceIn,
    PositionIn,
)
from kpiloop.interfaces.api.schemas import out_of

router = Router(tags=["organisation"])


@reading(router, "/organisation/people", answer=list[PersonOut], permission=None, summary="People who work on a day")
def list_people(request: HttpRequest, on: date | None = None, unit: str | None = None) -> list[PersonOut]:
    """Those the reader may see; of one unit and below when it is named."""
    rows = selectors.people(reader(request), on=on or timezone.localdate(), unit=unit)
    return [PersonOut(number=row.code, name_zh=row.name_zh, name_en=row.name_en) for row in rows]


@reading(
    router,
    "/organisation/people/{number}",
    answer=CareerOut,
    permission=None,
    object_kind="person",
    summary="An employee with every place, from day to day",
)
def get_person(request: HttpRequest, number: str, on: date | None = None) -> CareerOut:
    """As far as the reader may see them; the person must be in sight on the day, today without one."""
    viewer, day = reader(request), on or timezone.localdate()
    row = selectors.subject(viewer, number, on=day)
    if row.kind != "person":
        raise NotVisible(kind="person", key=number)
    managers = {each.id: each.code for each in selectors.people(viewer, on=day)}
    places = [
        out_of(
            AppointmentOut,
            each,
            unit=selectors.subject_by_id(viewer, each.unit_id).code,
            position=selectors.subject_by_id(viewer, each.position_id).code if each.position_id else "",
            line_manager=managers.get(each.line_manager_id or 0, ""),
        )
        for each in selectors.appointments_of(viewer, row.id)
    ]
    return CareerOut(
        number=row.code, name_zh=row.name_zh, name_en=row.name_en, appointments=places,
        places_mark=selectors.places_mark(viewer, row.id),
    )  # fmt: skip


@writing(
    router,
    "/organisation/positions",
    answer=CodeOut,
    permission="org.edit",
    object_kind="position",
    summary="Add a position",
)
def add_position(request: HttpRequest, body: PositionIn) -> CodeOut:
    """A seat in a unit."""
    services.add_position(
        reader(request), code=body.code, name_zh=body.name_zh, name_en=body.name_en, unit=body.unit, level=body.level
    )
    return CodeOut(code=body.code)


@writing(
    router,
    "/organisation/people",
    answer=CodeOut,
    permission="org.edit",
    object_kind="person",
    summary="Add an employee",
)
def add_person(request: HttpRequest, body: PersonIn) -> CodeOut:
    """The appointment follows."""
    services.add_person(
        reader(request), number=body.number, name_zh=body.name_zh, name_en=body.name_en,
        username=body.account or None,
    )  # fmt: skip
    return CodeOut(code=body.number)


@writing(
    router,
    "/organisation/people/{number}/appoint",
    answer=CodeOut,
    permission="org.edit",
    object_kind="person",
    summary="Put somebody into a unit and seat from a day on",
)
def appoint(request: HttpRequest, number: str, body: PlaceIn) -> CodeOut:
    """In one place on one day."""
    services.appoint(
        reader(request), person=number, unit=body.unit, position=body.position or None,
        line_manager=body.line_manager or None, is_head=body.is_head, valid_from=body.valid_from,
        valid_to=body.valid_to, reason=body.reason, seen=body.seen or None,
    )  # fmt: skip
    return CodeOut(code=number)


@writing(
    router,
    "/organisation/people/{number}/transfer",
    answer=CodeOut,
    permission="org.edit",
    object_kind="person",
    summary="Move somebody to another unit or seat on a day",
)
def transfer(request: HttpRequest, number: str, body: PlaceIn) -> CodeOut:
    """The old place ends where the new one begins; figures of the days before stay."""
    services.transfer(
        reader(request), person=number, unit=body.unit, position=body.position or None,
        line_manager=body.line_manager or None, is_head=body.is_head, on=body.valid_from, valid_to=body.valid_to,
        reason=body.reason, seen=body.seen or None,
    )  # fmt: skip
    return CodeOut(code=number)


@writing(
    router,
    "/organisation/people/{number}/end",
    answer=CodeOut,
    permission="org.edit",
    object_kind="person",
    summary="End a place somebody took",
)
def end_appointment(request: HttpRequest, number: str, body: LeavingIn) -> CodeOut:
    """An end on its first day takes back a place that never was."""
    services.end_appointment(
        reader(request), person=number, valid_from=body.valid_from, on=body.on, reason=body.reason,
        seen=body.seen or None,
    )  # fmt: skip
    return CodeOut(code=number)


@writing(
    router,
    "/organisation/people/{number}/resume",
    answer=CodeOut,
    permission="org.edit",
    object_kind="person",
    summary="Take the end of a place back",
)
def resume_appointment(request: HttpRequest, number: str, body: GoingOnIn) -> CodeOut:
    """Refused where a later place follows, the unit ended, or a closed month would change."""
    services.resume_appointment(
        reader(request), person=number, valid_from=body.valid_from, reason=body.reason, seen=body.seen or None
    )
    return CodeOut(code=number)
