"""What looks odd before anything is confirmed: a figure ten times the others, three spellings of one name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import product
from statistics import median

from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.engine.values import sum_of
from kpiloop.loop.collect.cleaning.texts import same_name, tidy
from kpiloop.loop.collect.reading.content import Content, tidy_value
from kpiloop.loop.collect.reading.guessing.concepts import concept_of

#: A figure this many times the usual size is pointed out.
FACTOR = Decimal(10)
_YEAR_NAMES = frozenset({"year", "年", "年份", "年度", "nian"})
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
    found: list[Suspect] = [*_counted_twice(content, shape), *_odd_headings(content, shape)]
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


def _odd_headings(content: Content, shape: DatasetShape) -> Iterator[Suspect]:
    """A column called year that holds days."""
    for name, kind in shape.columns.items():
        if kind != "date" or name.casefold() not in _YEAR_NAMES:
            continue
        days = [value for row in content.taken if isinstance(value := row.values.get(name), date)]
        if any((day.month, day.day) != (1, 1) for day in days):
            yield Suspect("heading_odd", name, 0, name, days[0].isoformat())


def _counted_twice(content: Content, shape: DatasetShape) -> Iterator[Suspect]:
    """Several rows of one number repeat its amount: a sum over them counts it several times; both sums are told."""
    numbers = [name for name, kind in shape.columns.items() if kind == "text" and concept_of(name)[0] == "number"]
    figures = [name for name, kind in shape.columns.items() if kind == "decimal"]
    for number, figure in product(numbers, figures):
        groups: dict[str, list[Decimal]] = defaultdict(list)
        for row in content.taken:
            key, value = row.values.get(number), row.values.get(figure)
            if isinstance(key, str) and isinstance(value, Decimal):
                groups[key].append(value)
        several = [values for values in groups.values() if len(values) > 1]
        if several and all(len(set(values)) == 1 and values[0] for values in several):
            every = sum_of([value for values in groups.values() for value in values])
            once = sum_of([values[0] for values in groups.values()])
            yield Suspect("counted_twice", figure, 0, format(every, "f"), format(once, "f"))
