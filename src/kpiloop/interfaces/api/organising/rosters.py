"""Lists of units, positions and people by program: what they would change, and applying it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema

from kpiloop.interfaces.api.collect_schemas import LoadOut
from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.interfaces.wording.messages import sentence
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.roster.rows import Change, Place, RosterPlan, Terms

router = Router(tags=["organisation"])


class RosterPlaceOut(Schema):
    """Where somebody works, or below which unit a unit hangs."""

    unit: str
    position: str
    line_manager: str
    is_head: bool
    valid_from: date
    valid_to: date | None = Field(None, description="First day it no longer holds")

    @staticmethod
    def of(row: Place) -> RosterPlaceOut:
        """From the row."""
        return RosterPlaceOut(
            unit=row.unit,
            position=row.position,
            line_manager=row.line_manager,
            is_head=row.is_head,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )


class RosterChangeOut(Schema):
    """What would happen to one unit, position or person."""

    kind: str = Field(..., description="left, moved, new, returned, changed or renamed")
    code: str
    name_zh: str
    name_en: str
    on: date | None = Field(None, description="From which day on; none for names and levels")
    before: RosterPlaceOut | None
    places: list[RosterPlaceOut] = Field(..., description="From that day on; none when it ends")
    was: str = Field(..., description="Name or level before")
    level: str

    @staticmethod
    def of(row: Change) -> RosterChangeOut:
        """From the row."""
        return RosterChangeOut(
            kind=row.kind,
            code=row.code,
            name_zh=row.name,
            name_en=row.name_en,
            on=row.on,
            before=RosterPlaceOut.of(row.before) if row.before else None,
            places=[RosterPlaceOut.of(place) for place in row.places],
            was=row.was,
            level=row.level,
        )


class RefusedRowOut(Schema):
    """A row that cannot be taken."""

    line: int
    reason: str = Field(..., description="Stable code")
    why: str = Field(..., description="The same as a sentence")
    values: dict[str, str]


class RosterOut(Schema):
    """Everything a list would change."""

    mark: str = Field(..., description="Send it back to apply exactly these changes")
    on: date
    open_from: date | None = Field(None, description="First day no closed period holds")
    changes: list[RosterChangeOut]
    refused: list[RefusedRowOut]
    unchanged: int
    held: int
    leaving: int
    is_mass_departure: bool = Field(..., description="Applying needs `leaving` sent back")

    @staticmethod
    def of(row: RosterPlan) -> RosterOut:
        """From the plan."""
        return RosterOut(
            mark=row.mark,
            on=row.on,
            open_from=row.open_from,
            changes=[RosterChangeOut.of(change) for change in row.changes],
            refused=[
                RefusedRowOut(
                    line=each.line,
                    reason=each.reason,
                    why=sentence(each.reason, each.fields),
                    values=dict(each.written),
                )
                for each in row.refused
            ],
            unchanged=row.unchanged,
            held=row.held,
            leaving=row.leaving,
            is_mass_departure=row.is_mass_departure,
        )


class ApplyIn(Schema):
    """Which changes are applied."""

    mark: str
    on: date
    leaving: int | None = Field(None, description="How many leave, where they are many")
    reason: str = ""


class TermsIn(Schema):
    """Under which terms a list changes the organisation."""

    absent: str = Field("ends", description="Those no longer named: ends or stays")
    most_leaving: int = Field(10, ge=0, le=100, description="Percent that may leave at once unasked")
    within: str = Field("", description="Unit the list is complete for; empty for the company")
    applies: bool = Field(False, description="Apply by itself when it is loaded")
    accounts: str = Field("proposed", description="Accounts of those who leave: proposed for closing, or settled")


@reading(
    router,
    "/collect/sources/{code}/organisation",
    answer=RosterOut,
    permission="org.edit",
    object_kind="source",
    summary="What a list of units, positions or people would change; nothing is stored",
)
def preview_roster(request: HttpRequest, code: str, on: date | None = None) -> RosterOut:
    """Rows without a date count from `on`, else from today."""
    day = on or timezone.localdate()
    return RosterOut.of(services.preview_roster(reader(request), source=code, on=day))


@writing(
    router,
    "/collect/sources/{code}/organisation",
    answer=LoadOut,
    permission="org.edit",
    object_kind="source",
    summary="Apply the changes that were looked at: all of them, or nothing",
)
def apply_roster(request: HttpRequest, code: str, body: ApplyIn) -> LoadOut:
    """Refused when the list or the organisation is another one meanwhile."""
    done = services.apply_roster(
        reader(request), source=code, mark=body.mark, on=body.on, leaving=body.leaving, reason=body.reason,
        now=timezone.now(),
    )  # fmt: skip
    return LoadOut.of(done)


@writing(
    router,
    "/collect/sources/{code}/organisation/terms",
    answer=TermsIn,
    permission="org.edit",
    object_kind="source",
    summary="Set under which terms a list changes the organisation",
)
def set_roster_terms(request: HttpRequest, code: str, body: TermsIn) -> TermsIn:
    """The terms in force."""
    wanted = Terms(**body.dict())
    services.set_roster_terms(reader(request), source=code, terms=wanted, now=timezone.now())
    held = selectors.roster_terms(reader(request), code)
    return TermsIn(**asdict(held))
