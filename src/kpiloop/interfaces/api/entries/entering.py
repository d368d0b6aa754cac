"""Figures people enter: what one owes, what waits, handing on, approving and giving back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.interfaces.api.schemas import text_of
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.entering.rows import EntryRow, NewEntry

router = Router(tags=["entries"])


class EntryOut(Schema):
    """A figure somebody is asked for, with how far it is."""

    id: int | None = Field(None, description="null while nothing was entered")
    kpi: str
    subject: str
    period: str
    state: str
    place: int
    value: str | None = None
    is_absent: bool
    note: str
    version: int = Field(description="Send it back when you change the entry: a newer one answers 409")
    due_on: str
    days_late: int
    target: str | None = None
    prior: str | None = None
    light: str
    turn_of: list[str]

    @classmethod
    def of(cls, row: EntryRow) -> EntryOut:
        """As others read it."""
        return cls(
            id=row.id,
            kpi=row.line.kpi.code,
            subject=row.subject.code,
            period=row.period_code,
            state=row.state,
            place=row.place,
            value=text_of(row.value),
            is_absent=row.is_absent,
            note=row.note,
            version=row.version,
            due_on=row.due_on.isoformat(),
            days_late=row.days_late,
            target=text_of(row.target),
            prior=text_of(row.prior),
            light=row.light,
            turn_of=[person.code for person in row.holders],
        )


class EntryIn(Schema):
    """A figure to enter."""

    kpi: str
    subject: str
    period: str
    value: Decimal | None = None
    is_absent: bool = False
    note: str = ""
    version: int | None = None


class SubmitIn(Schema):
    """Figures to hand on."""

    values: list[EntryIn] = Field(max_length=5000)
    is_confirmed: bool = Field(False, description="Take figures unlike those before without asking")


class EntryDecisionIn(Schema):
    """Entries to pass on or to give back, with the version that was read."""

    entries: dict[int, int | None] = Field(max_length=5000)
    note: str = Field("", description="Needed for a red figure, and as the reason of giving back")
    to_start: bool = False


class SubmitOut(Schema):
    """What became of handed-on figures."""

    on_their_way: int
    in_force: int


class CountOut(Schema):
    """How many."""

    count: int
    in_force: int = 0


@reading(
    router, "/entries/mine", answer=list[EntryOut], permission="values.view", object_kind="entry", summary="What I owe"
)
def list_my_entries(request: HttpRequest, period: str | None = None) -> Any:
    """Figures the reader enters, soonest due first."""
    rows = selectors.my_figures(reader(request), today=timezone.localdate(), period=period)
    return [EntryOut.of(row) for row in rows]


@reading(
    router, "/entries/queue", answer=list[EntryOut], permission="values.view", object_kind="entry", summary="My queue"
)
def list_entry_queue(request: HttpRequest) -> Any:
    """Figures that wait for the reader to check or approve."""
    return [EntryOut.of(row) for row in selectors.queue(reader(request), today=timezone.localdate())]


@writing(router, "/entries", answer=SubmitOut, permission="values.view", object_kind="entry", summary="Hand figures on")
def submit_entries(request: HttpRequest, given: SubmitIn) -> Any:
    """All of them or none."""
    values = [NewEntry(**row.dict()) for row in given.values]
    done = services.submit_entries(reader(request), values=values, is_confirmed=given.is_confirmed, now=timezone.now())
    return SubmitOut(on_their_way=done.on_their_way, in_force=done.in_force)


@writing(router, "/entries/approve", answer=CountOut, permission="values.view", object_kind="entry", summary="Approve")
def approve_entries(request: HttpRequest, given: EntryDecisionIn) -> Any:
    """All of them or none."""
    done = services.approve_entries(reader(request), entries=given.entries, note=given.note, now=timezone.now())
    return CountOut(count=len(given.entries), in_force=done)


@writing(router, "/entries/return", answer=CountOut, permission="values.view", object_kind="entry", summary="Give back")
def return_entries(request: HttpRequest, given: EntryDecisionIn) -> Any:
    """All of them or none, with the reason in note."""
    count = services.return_entries(
        reader(request), entries=given.entries, reason=given.note, to_start=given.to_start, now=timezone.now()
    )
    return CountOut(count=count)
