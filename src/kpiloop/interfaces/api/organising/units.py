"""Units by program: how they hang on a day, adding, moving, ending and renaming them, names in other systems."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors, services
from kpiloop.foundation.org.rows import UnitRow
from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.interfaces.api.organising.schemas import (
    AliasIn,
    AliasOut,
    ClosingIn,
    CodeOut,
    MoveIn,
    NameIn,
    UnitEndIn,
    UnitIn,
    UnitOut,
    UnitsOut,
)

router = Router(tags=["organisation"])


@reading(router, "/organisation/units", answer=UnitsOut, permission=None, summary="Units as they hang on a day")
def list_units(request: HttpRequest, on: date | None = None) -> UnitsOut:
    """Those the reader may see; today without a day."""
    viewer, day = reader(request), on or timezone.localdate()
    rows = selectors.units(viewer, on=day)
    return UnitsOut(on=day, mark=selectors.mark(viewer), units=units_out(viewer, rows, day))


@writing(router, "/organisation/units", answer=CodeOut, permission="org.edit", object_kind="unit", summary="Add a unit")
def add_unit(request: HttpRequest, body: UnitIn) -> CodeOut:
    """From a day on; its name is unique below its parent only."""
    services.add_unit(
        reader(request), code=body.code, name_zh=body.name_zh, name_en=body.name_en, kind=body.kind,
        parent=body.parent or None, valid_from=body.valid_from,
    )  # fmt: skip
    return CodeOut(code=body.code)


@writing(
    router,
    "/organisation/units/{code}/move",
    answer=CodeOut,
    permission="org.edit",
    object_kind="unit",
    summary="Hang a unit below another one from a day on",
)
def move_unit(request: HttpRequest, code: str, body: MoveIn) -> CodeOut:
    """Facts before that day stay with the old parent."""
    services.move_unit(
        reader(request), code=code, new_parent=body.parent, on=body.on, reason=body.reason, seen=body.seen or None
    )
    return CodeOut(code=code)


@writing(
    router,
    "/organisation/units/{code}/close",
    answer=CodeOut,
    permission="org.edit",
    object_kind="unit",
    summary="End a unit on a day; people and units below go elsewhere first",
)
def close_unit(request: HttpRequest, code: str, body: ClosingIn) -> CodeOut:
    """Everything before that day stays."""
    services.close_unit(reader(request), code=code, on=body.on, reason=body.reason, seen=body.seen or None)
    return CodeOut(code=code)


@writing(
    router,
    "/organisation/units/{code}/end",
    answer=CodeOut,
    permission="org.edit",
    object_kind="unit",
    summary="Let a unit end on another day than was said, or take its end back",
)
def change_unit_end(request: HttpRequest, code: str, body: UnitEndIn) -> CodeOut:
    """Days of closed months keep the organisation they were closed with."""
    services.change_unit_end(reader(request), code=code, on=body.on, reason=body.reason, seen=body.seen or None)
    return CodeOut(code=code)


@writing(
    router,
    "/organisation/subjects/{code}/name",
    answer=CodeOut,
    permission="org.edit",
    object_kind="subject",
    summary="Give a unit, position or person another name; the code stays",
)
def rename_subject(request: HttpRequest, code: str, body: NameIn) -> CodeOut:
    """Older documents keep the name they were written with."""
    services.rename_subject(
        reader(request), code=code, name_zh=body.name_zh, name_en=body.name_en, seen=body.seen or None
    )
    return CodeOut(code=code)


@reading(
    router,
    "/organisation/aliases",
    answer=list[AliasOut],
    permission="org.edit",
    object_kind="unit",
    summary="Codes and names units have in other systems",
)
def list_aliases(request: HttpRequest) -> list[AliasOut]:
    """By unit; for who keeps the whole organisation."""
    held = selectors.organisation(reader(request))
    units = {**held.units, **held.tree_units}
    rows = [AliasOut(alias=alias, unit=units[key].code) for alias, key in held.aliases.items()]
    return sorted(rows, key=lambda row: (row.unit, row.alias))


@writing(
    router,
    "/organisation/units/{code}/aliases",
    answer=AliasOut,
    permission="org.edit",
    object_kind="unit",
    summary="Record another code or name a unit has in some source",
)
def add_alias(request: HttpRequest, code: str, body: AliasIn) -> AliasOut:
    """The same again changes nothing; one that leads elsewhere is refused."""
    services.add_alias(reader(request), unit=code, alias=body.alias)
    return AliasOut(alias=body.alias, unit=code)


def units_out(viewer: Actor, rows: tuple[UnitRow, ...], day: date) -> list[UnitOut]:
    """Units with the codes of their parents and the numbers of their heads, as far as they are in sight."""
    codes = {row.id: row.code for row in rows}
    people = {row.id: row.code for row in selectors.people(viewer, on=day)}
    return [UnitOut.of(row, codes, people) for row in rows]
