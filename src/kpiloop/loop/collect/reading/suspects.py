"""What looks odd before anything is confirmed: a figure ten times the others, three spellings of one name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.loop.collect.cleaning.texts import same_name, tidy
from kpiloop.loop.collect.reading.content import Content, tidy_value

#: A figure this many times the usual size is pointed out.
FACTOR = Decimal(10)
_LEAST_ROWS = 8
_MOST_SUSPECTS = 20


@dataclass(frozen=True)
class Suspect:
    """One oddity."""

    code: str  #: far_from_usual, spelling_variants, day_far_off
    column: str  #: column of the dataset
    line: int  #: line of the source, 0 for the whole column
    written: str  #: what stands there
    usual: str  #: what would have been expected


def suspects_of(content: Content, shape: DatasetShape) -> list[Suspect]:
    """At most twenty oddities, in the order of the columns."""
    found: list[Suspect] = []
    for name, kind in shape.columns.items():
        if kind in ("integer", "decimal"):
            found.extend(_far_figures(content, name))
        elif kind == "date":
            found.extend(_far_days(content, name))
        elif kind == "text" and name not in shape.key_columns:
            found.extend(_spellings(content, name))
    return found[:_MOST_SUSPECTS]


def _far_figures(content: Content, name: str) -> Iterator[Suspect]:
    figures = [
        (row.line, Decimal(value)) for row in content.taken if isinstance(value := row.values.get(name), int | Decimal)
    ]
    sizes = [abs(figure) for _, figure in figures if figure]
    if len(sizes) < _LEAST_ROWS:
        return
    usual = median(sizes)
    largest = sorted(sizes)[-2]
    for line, figure in figures:
        # Honest figures are skewed: only one that leaves even the next largest far behind is odd.
        if abs(figure) > usual * FACTOR and abs(figure) >= largest * (FACTOR / 2):
            yield Suspect("far_from_usual", name, line, format(figure, "f"), format(usual, "f"))


def _far_days(content: Content, name: str) -> Iterator[Suspect]:
    days = [(row.line, value) for row in content.taken if isinstance(value := row.values.get(name), date)]
    if len(days) < _LEAST_ROWS:
        return
    middle = sorted(day for _, day in days)[len(days) // 2]
    for line, day in days:
        if abs((day - middle).days) > 3 * 366:
            yield Suspect("day_far_off", name, line, day.isoformat(), middle.isoformat())


def _spellings(content: Content, name: str) -> Iterator[Suspect]:
    forms: dict[str, set[str]] = defaultdict(set)
    for row in content.taken:
        value = row.values.get(name)
        if isinstance(value, str):
            forms[same_name(value)].add(tidy(value))
        if len(forms) > 500:
            return
    for variants in forms.values():
        if len(variants) > 1:
            listed = sorted(variants)
            yield Suspect("spelling_variants", name, 0, ", ".join(listed), tidy_value(listed[0]))
