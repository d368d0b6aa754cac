"""Further trees over the same facts, and legal entities, by program."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema

from kpiloop.foundation.org import selectors, services
from kpiloop.foundation.org.rows import UnitRow
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.interfaces.api.organising.schemas import FIRST_DAY, PARENT, ClosingIn, CodeOut, MoveIn, NameIn, UnitOut
from kpiloop.interfaces.api.organising.units import units_out

router = Router(tags=["organisation"])


class TreeOut(Schema):
    """A further tree over the same facts."""

    code: str
    name_zh: str
    name_en: str


class PlacesOut(TreeOut):
    """A further tree as it stands on a day."""

    on: date
    mark: str = Field(..., description="Send it back as `seen`")
    units: list[UnitOut] = Field(..., description="With the company at its top, parents before children")
    unplaced: list[str] = Field(..., description="Codes of units no place brings along; they count in the total alone")


class TreeIn(Schema):
    """A tree to begin."""

    code: str = Field(..., min_length=1)
    name_zh: str = Field(..., min_length=1)
    name_en: str = ""


class NodeIn(TreeIn):
    """A unit that stands in a further tree alone, such as a territory."""

    parent: str = Field("", description=PARENT)
    valid_from: date = Field(..., description=FIRST_DAY)


class RolesIn(Schema):
    """What columns of a dataset mean; what is left out stays as it is."""

    trees: dict[str, str] | None = Field(None, description="Tree -> column that names its units")
    money: list[str] | None = Field(None, description="Columns with amounts of the legal entity")
    seen: str = Field("", description="Mark of the dataset it was decided from; without it nothing is compared")


class EntityYearOut(Schema):
    """Which year an entity counts from a day on."""

    start_month: int | None = Field(None, description="Month it begins in; null: the year of the group")
    valid_from: date


class EntityOut(Schema):
    """A legal entity."""

    unit: str
    currency: str
    time_zone: str = Field(..., description="Empty: that of the installation")
    day_begins: int
    years: list[EntityYearOut] = Field(..., description="Years of its own, oldest first")


class EntityIn(Schema):
    """Currency and days of a legal entity."""

    currency: str = Field(..., description="ISO 4217")
    time_zone: str = ""
    day_begins: int = Field(0, ge=0, le=23)
    seen: str = ""


class EntityYearIn(Schema):
    """A fiscal year of its own."""

    start_month: int | None = Field(..., ge=1, le=12, description="Null: the year of the group again")
    valid_from: date
    seen: str = ""


@reading(
    router, "/organisation/trees", answer=list[TreeOut], permission=None, summary="Further trees over the same facts"
)
def list_trees(request: HttpRequest) -> list[TreeOut]:
    """By code; the company's own tree is under /organisation/units."""
    rows = selectors.further_trees(reader(request))
    return [TreeOut(code=row.code, name_zh=row.name_zh, name_en=row.name_en) for row in rows]


@reading(
    router,
    "/organisation/trees/{code}",
    answer=PlacesOut,
    permission=None,
    object_kind="unit_tree",
    summary="A further tree on a day",
)
def get_tree(request: HttpRequest, code: str, on: date | None = None) -> PlacesOut:
    """Cut to the units the reader may see."""
    viewer, day = reader(request), on or timezone.localdate()
    rows: tuple[UnitRow, ...] = tuple(selectors.further_tree(viewer, code, on=day).units.values())
    named = next(row for row in selectors.further_trees(viewer) if row.code == code)
    return PlacesOut(
        code=code,
        name_zh=named.name_zh,
        name_en=named.name_en,
        on=day,
        mark=selectors.mark(viewer),
        units=units_out(viewer, rows, day),
        unplaced=[row.code for row in selectors.unplaced(viewer, code, on=day)],
    )


@writing(
    router,
    "/organisation/trees",
    answer=CodeOut,
    permission="org.edit",
    object_kind="unit_tree",
    summary="Begin a tree",
)
def add_tree(request: HttpRequest, body: TreeIn) -> CodeOut:
    """The company stands at its top, so its total is the same in every tree."""
    services.add_tree(reader(request), code=body.code, name_zh=body.name_zh, name_en=body.name_en)
    return CodeOut(code=body.code)


@writing(
    router,
    "/organisation/trees/{code}/name",
    answer=CodeOut,
    permission="org.edit",
    object_kind="unit_tree",
    summary="Give a further tree another name; the code stays",
)
def rename_tree(request: HttpRequest, code: str, body: NameIn) -> CodeOut:
    """Places and units stay as they are."""
    services.rename_tree(reader(request), code=code, name_zh=body.name_zh, name_en=body.name_en, seen=body.seen or None)
    return CodeOut(code=code)


@writing(
    router,
    "/organisation/trees/{code}/nodes",
    answer=CodeOut,
    permission="org.edit",
    object_kind="unit_tree",
    summary="Add a unit that stands in this tree alone",
)
def add_node(request: HttpRequest, code: str, body: NodeIn) -> CodeOut:
    """A territory, a product line."""
    services.add_node(
        reader(request), tree=code, code=body.code, name_zh=body.name_zh, name_en=body.name_en,
        parent=body.parent or None, valid_from=body.valid_from,
    )  # fmt: skip
    return CodeOut(code=body.code)


@writing(
    router,
    "/organisation/trees/{code}/units/{unit}",
    answer=CodeOut,
    permission="org.edit",
    object_kind="unit_tree",
    summary="Hang a unit in a further tree, or move it there, from a day on",
)
def hang_unit(request: HttpRequest, code: str, unit: str, body: MoveIn) -> CodeOut:
    """Days before keep the old place."""
    services.hang_unit(
        reader(request), tree=code, unit=unit, parent=body.parent or None, on=body.on, reason=body.reason,
        seen=body.seen or None,
    )  # fmt: skip
    return CodeOut(code=unit)


@writing(
    router,
    "/organisation/trees/{code}/units/{unit}/take-out",
    answer=CodeOut,
    permission="org.edit",
    object_kind="unit_tree",
    summary="Take a unit out of a further tree from a day on",
)
def take_out(request: HttpRequest, code: str, unit: str, body: ClosingIn) -> CodeOut:
    """Everything before stays."""
    services.take_out(reader(request), tree=code, unit=unit, on=body.on, reason=body.reason)
    return CodeOut(code=unit)


@writing(
    router,
    "/collect/datasets/{dataset}/columns",
    answer=CodeOut,
    permission="sources.edit",
    object_kind="dataset",
    summary="Say which columns of a dataset name units of further trees, and which hold money",
)
def set_column_roles(request: HttpRequest, dataset: str, body: RolesIn) -> CodeOut:
    """What is left out stays as it is."""
    warehouse.set_column_roles(
        reader(request), dataset=dataset, tree_columns=body.trees, money_columns=body.money, seen=body.seen or None
    )
    return CodeOut(code=dataset)


@reading(router, "/organisation/entities", answer=list[EntityOut], permission=None, summary="Legal entities on a day")
def list_entities(request: HttpRequest, on: date | None = None) -> list[EntityOut]:
    """Among the units the reader may see, by place in the tree."""
    viewer, day = reader(request), on or timezone.localdate()
    held = selectors.entities(viewer, on=day)
    return [
        EntityOut(
            unit=row.code,
            currency=held[row.id].currency,
            time_zone=held[row.id].time_zone,
            day_begins=held[row.id].day_begins,
            years=[EntityYearOut(start_month=y.start_month, valid_from=y.valid_from) for y in held[row.id].years],
        )
        for row in selectors.units(viewer, on=day)
        if row.id in held
    ]


@writing(
    router,
    "/organisation/entities/{unit}",
    answer=CodeOut,
    permission="org.edit",
    object_kind="unit",
    summary="Make a unit a legal entity, or change its currency and what its days are",
)
def set_entity(request: HttpRequest, unit: str, body: EntityIn) -> CodeOut:
    """The company comes first; everything below belongs to it, up to the next entity."""
    services.set_entity(
        reader(request), unit=unit, currency=body.currency, time_zone=body.time_zone, day_begins=body.day_begins,
        seen=body.seen or None,
    )  # fmt: skip
    return CodeOut(code=unit)


@writing(
    router,
    "/organisation/entities/{unit}/year",
    answer=CodeOut,
    permission="org.edit",
    object_kind="unit",
    summary="Let a legal entity count a fiscal year of its own from a day on",
)
def set_entity_year(request: HttpRequest, unit: str, body: EntityYearIn) -> CodeOut:
    """Beside the year of the group, which goes on deciding periods, closes and pay."""
    services.set_entity_year(
        reader(request), unit=unit, start_month=body.start_month, valid_from=body.valid_from, seen=body.seen or None
    )
    return CodeOut(code=unit)
