"""How a bundle lies in a workbook: a sheet for every part, and one for every structure that has rows of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kpiloop.engine.scoring.scorecard import POLICIES
from kpiloop.foundation.warehouse.services.folders import KEEPS
from kpiloop.governance.bundle.contents import PARTS
from kpiloop.governance.bundle.contents.facts import COLUMN_TYPES
from kpiloop.governance.bundle.fields import Field, Part

#: What a column of a dataset is for; one column may be several of these.
ROLES = ("key", "date", "unit", "person", "dimension", "money")
#: Structures of `name = value` in one cell.
PAIRS = {
    ("kpis", "achievement_parameters"),
    ("scoring", "parameters"),
    ("formulas", "date_columns"),
    ("formulas", "unit_columns"),
    ("datasets", "folder_names"),
    ("source_columns", "map"),
}
#: Columns of sheets that say one name inside a structure of their part.
SPREAD: dict[tuple[str, str], tuple[Field, ...]] = {
    ("scoring", "parameters"): (
        Field("full_mark", "figure"),
        Field("cap", "figure"),
        Field("floor", "figure"),
        Field("on", choices=("achievement", "actual")),
        Field("missing", choices=POLICIES),
    ),
    ("datasets", "registered"): (
        Field("folder"),
        Field("keeps", choices=KEEPS),
        Field("folder_names", "nested"),
    ),
}
#: Columns other sheets say better; they are read where they stand, and written where nothing else says as much.
RARE = {
    "datasets": (
        "columns", "key_columns", "date_columns", "unit_column", "person_column",
        "dimensions", "tree_columns", "money_columns", "registered",
    ),
    "sources": ("settings", "recipe"),
}  # fmt: skip
_DATASET = Field("dataset", "code", is_required=True, refers=("datasets",))
_SOURCE = Field("source", "code", is_required=True, refers=("sources",))
_SCHEME = Field("scheme", "code", is_required=True, refers=("schemes",))
_KPI = Field("kpi", "code", is_required=True, refers=("kpis",))
#: Sheets of rows inside the structures of a part: name -> part and columns.
DETAILS: dict[str, tuple[str, tuple[Field, ...]]] = {
    "dataset_columns": (
        "datasets",
        (
            _DATASET,
            Field("column", is_required=True),
            Field("type", is_required=True, choices=COLUMN_TYPES),
            Field("roles", "names"),
            Field("trees", "names", refers=("trees",)),
        ),
    ),
    "source_settings": (
        "sources",
        (_SOURCE, Field("setting", is_required=True), Field("name"), Field("value", is_required=True)),
    ),
    "source_columns": (
        "sources",
        (
            _SOURCE,
            Field("column", is_required=True),
            Field("heading"),
            Field("heading_above"),
            Field("scale"),
            Field("default"),
            Field("map", "nested"),
            Field("required", "flag"),
            Field("fill_down", "flag"),
            Field("order", choices=("dmy", "mdy")),
            Field("low"),
            Field("high"),
        ),
    ),
    "source_steps": (
        "sources",
        (_SOURCE, Field("step", is_required=True), Field("name"), Field("value", is_required=True)),
    ),
    "scoring_bands": (
        "scoring",
        (
            _SCHEME,
            _KPI,
            Field("band_from", "figure"),
            Field("band_to", "figure"),
            Field("band_score", "figure", is_required=True),
        ),
    ),
}


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook."""

    name: str  #: code of the sheet; that of its part where it is the part's own
    part: str  #: part it says something about
    columns: tuple[Field, ...]  #: columns, in order
    rare: frozenset[str] = frozenset()  #: columns that are written only where they say more than the others

    @property
    def is_detail(self) -> bool:
        """Whether its rows stand inside structures of another sheet's rows."""
        return self.name != self.part

    def column(self, name: str) -> Field | None:
        """One column by name."""
        return next((field for field in self.columns if field.name == name), None)


def _sheets() -> Iterator[Sheet]:
    for name, part in PARTS.items():
        yield Sheet(name, name, tuple(_columns(part)), frozenset(RARE.get(name, ())))
        for detail, (owner, columns) in DETAILS.items():
            if owner == name:
                yield Sheet(detail, name, columns)


def _columns(part: Part) -> Iterator[Field]:
    for field in part.fields:
        yield from SPREAD.get((part.name, field.name), ())
        yield field


#: In the order of the parts, every structure behind its part.
SHEETS: dict[str, Sheet] = {sheet.name: sheet for sheet in _sheets()}
