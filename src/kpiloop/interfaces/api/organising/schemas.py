"""What the operations on the organisation take and answer."""

from __future__ import annotations

from datetime import date

from ninja import Field, Schema

from kpiloop.foundation.org.rows import UnitRow

FIRST_DAY = "First day it holds"
SEEN = "Mark of the list the change was decided from; without it nothing is compared"
PARENT = "Code of the unit above; empty below the company"


class CodeOut(Schema):
    """What was written, by its code."""

    code: str


class UnitOut(Schema):
    """A unit as it hangs on a day."""

    code: str
    name_zh: str
    name_en: str
    kind: str = Field(..., description="company, division, unit or team")
    parent: str = Field(..., description="Empty for the company, and where the unit above is out of sight")
    depth: int
    head: str = Field(..., description="Employee number of who leads it on that day")

    @staticmethod
    def of(row: UnitRow, units: dict[int, str], people: dict[int, str]) -> UnitOut:
        """From the row; codes of units and numbers of people by key."""
        return UnitOut(
            code=row.code, name_zh=row.name_zh, name_en=row.name_en, kind=row.kind,
            parent=units.get(row.parent_id or 0, ""), depth=row.depth, head=people.get(row.head_id or 0, ""),
        )  # fmt: skip


class UnitsOut(Schema):
    """Units in sight on a day, parents before children."""

    on: date
    mark: str = Field(
        ..., description="Send it back as `seen`: what somebody else changed meanwhile is not overwritten"
    )
    units: list[UnitOut]


class UnitIn(Schema):
    """A unit to add."""

    code: str = Field(..., min_length=1)
    name_zh: str = Field(..., min_length=1)
    name_en: str = ""
    kind: str = Field("unit", description="company, division, unit or team")
    parent: str = Field("", description="Code of the unit above; empty makes it the company")
    valid_from: date = Field(..., description=FIRST_DAY)


class MoveIn(Schema):
    """Where a unit hangs from a day on."""

    parent: str = Field("", description=PARENT)
    on: date
    reason: str = ""
    seen: str = Field("", description=SEEN)


class ClosingIn(Schema):
    """From which day on something no longer holds."""

    on: date
    reason: str = ""
    seen: str = Field("", description=SEEN)


class UnitEndIn(Schema):
    """Another end of a unit."""

    on: date | None = Field(..., description="First day it is no more; null takes its end back")
    reason: str = ""
    seen: str = Field("", description=SEEN)


class AliasIn(Schema):
    """Another code or name a unit has in some source."""

    alias: str = Field(..., min_length=1)


class AliasOut(Schema):
    """Another code or name, and the unit it leads to."""

    alias: str
    unit: str


class NameIn(Schema):
    """Another name."""

    name_zh: str = Field(..., min_length=1)
    name_en: str = ""
    seen: str = Field("", description=SEEN)


class PositionIn(Schema):
    """A seat to add."""

    code: str = Field(..., min_length=1)
    name_zh: str = Field(..., min_length=1)
    name_en: str = ""
    unit: str
    level: str = Field("", description="Pay level")


class PersonIn(Schema):
    """An employee to add."""

    number: str = Field(..., min_length=1, description="Employee number")
    name_zh: str = Field(..., min_length=1)
    name_en: str = ""
    account: str = Field("", description="Account to link; empty for none")


class PlaceIn(Schema):
    """Where somebody works from a day on."""

    unit: str
    valid_from: date = Field(..., description=FIRST_DAY)
    position: str = ""
    line_manager: str = Field("", description="Employee number")
    is_head: bool = Field(False, description="Leads the unit")
    valid_to: date | None = Field(None, description="First day it no longer holds; by default that of the old place")
    reason: str = ""
    seen: str = Field("", description="places_mark of the person; a place given meanwhile answers 409")


class LeavingIn(Schema):
    """An appointment, by its first day, and when it ends."""

    valid_from: date = Field(..., description="First day of the place that ends")
    on: date = Field(..., description="First day it no longer holds")
    reason: str = ""
    seen: str = Field("", description=SEEN)


class GoingOnIn(Schema):
    """An appointment, by its first day, that goes on after all."""

    valid_from: date = Field(..., description="First day of the place")
    reason: str = ""
    seen: str = Field("", description=SEEN)


class PersonOut(Schema):
    """An employee."""

    number: str
    name_zh: str
    name_en: str


class AppointmentOut(Schema):
    """Where somebody works from a day to a day."""

    unit: str
    position: str
    line_manager: str
    is_head: bool
    valid_from: date
    valid_to: date | None = Field(None, description="First day it no longer holds")


class CareerOut(PersonOut):
    """An employee with every place."""

    appointments: list[AppointmentOut] = Field(..., description="Oldest first")
    places_mark: str = Field(..., description="Send it back as `seen` with the next place")
