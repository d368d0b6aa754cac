"""Which heading becomes which column of a dataset, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.loop.collect.cleaning.texts import same_name
from kpiloop.loop.collect.reading.guessing.columns import MANY, ColumnFacts
from kpiloop.loop.collect.reading.guessing.concepts import concept_of, plain_heading
from kpiloop.loop.collect.reading.heads import without_number

#: Below this a match would only mislead.
LEAST = 50


@dataclass(frozen=True)
class Match:
    """One column of the dataset and where it comes from."""

    column: str  #: column of the dataset
    heading: tuple[str, ...]  #: heading of the source, top to bottom
    sureness: int  #: 0 to 100
    why: str  #: code: name, synonym, remembered, content, only_one


def match_columns(
    facts: Sequence[ColumnFacts], shape: DatasetShape, remembered: Mapping[str, str]
) -> dict[str, tuple[ColumnFacts, Match]]:
    """The best heading for every column of the dataset; each heading is used once."""
    rated: list[tuple[int, int, str, ColumnFacts, str]] = []
    for order, name in enumerate(shape.columns):
        for column in facts:
            score, why = _score(column, name, shape, remembered)
            if score >= LEAST:
                rated.append((-score, order, name, column, why))
    rated.sort(key=lambda entry: (entry[0], entry[1], entry[3].place))
    found: dict[str, tuple[ColumnFacts, Match]] = {}
    used: set[int] = set()
    for score, _, name, column, why in rated:
        if name not in found and column.place not in used:
            found[name] = (column, Match(name, column.path, -score, why))
            used.add(column.place)
    return found


def concept_of_column(name: str, shape: DatasetShape) -> str:
    """What a column of a dataset speaks of: its role, else its code."""
    if name == shape.unit_column:
        return "unit"
    if name == shape.person_column:
        return "person"
    if shape.columns[name] == "date" and name in shape.date_columns[:1]:
        return "date"
    return concept_of(name)[0]


def _score(column: ColumnFacts, name: str, shape: DatasetShape, remembered: Mapping[str, str]) -> tuple[int, str]:
    if not _fits(column.kind, shape.columns[name]) or column.month or column.is_total:
        return 0, ""
    if remembered.get(plain_heading(column.heading)) == name:
        return 100, "remembered"
    bare = [without_number(part) for part in column.path]
    if same_name(name) in {same_name(part) for part in (*bare, plain_heading(" / ".join(bare)))}:
        return 99, "name"
    wanted = concept_of_column(name, shape)
    if name == shape.unit_column and column.units >= MANY:
        return 80 + int(column.units * 10) + (column.concept == "unit") * 5, "content"
    if name == shape.person_column and column.people >= MANY:
        return 80 + int(column.people * 10) + (column.concept == "person") * 5, "content"
    if wanted and wanted == column.concept:
        return column.sureness, "synonym"
    if wanted == "date" and column.kind == "date" and not column.concept:
        return 70, "content"
    return _by_elimination(column, name, shape)


def _by_elimination(column: ColumnFacts, name: str, shape: DatasetShape) -> tuple[int, str]:
    """One column of figures is left for one column of figures."""
    figures = [each for each, kind in shape.columns.items() if kind in ("decimal", "integer")]
    if figures == [name] and column.kind in ("decimal", "integer") and column.concept in ("", "amount", "actual"):
        return 60, "only_one"
    return 0, ""


def _fits(held: str, wanted: str) -> bool:
    """Whether cells of a kind may go into a column of a type."""
    if held == "" or wanted == "text":
        return held != "" or wanted == "text"
    if wanted in ("decimal", "integer"):
        return held in ("decimal", "integer")
    return held == wanted or wanted == "boolean"
