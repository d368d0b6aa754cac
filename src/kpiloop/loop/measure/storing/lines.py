"""A value as the line of its table, encoded once: what is compared is what would be written."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from kpiloop.engine.values import Missing
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.figures import FigureField
from kpiloop.loop.measure.choices import STORED_PLACES
from kpiloop.loop.measure.evaluation import Computed, Slot
from kpiloop.loop.measure.models import Run
from kpiloop.loop.plan.rows import KpiRow

_ACTUAL = FigureField(places=STORED_PLACES)
_encode = json.JSONEncoder(ensure_ascii=False).encode


class Line(NamedTuple):
    """One row of the table of values, in the order and the words of its columns."""

    kpi_id: int  #: KPI
    subject_id: int  #: whose
    period_id: int  #: month
    window: str  #: month, qtd or ytd
    actual: str | None  #: digits of the figure
    state: str  #: complete, partial or missing
    reason: str  #: why it is missing
    definition_id: int  #: version of the definition
    formula_id: int | None  #: version of the formula
    submission_id: int | None  #: report it repeats
    row_count: int  #: rows in scope
    load_numbers: str  #: JSON
    parts: str  #: JSON
    run_id: int  #: run that writes it
    warehouse_version: int | None  #: version of the facts
    is_current: bool = False  #: invisible until the run ends
    frozen_revision: int = 0  #: not frozen


#: Columns that are the figure and what it rests on: equal there, a value keeps its version.
COMPARED = Line._fields[:13]
_Current = tuple[object, ...]


@dataclass(frozen=True)
class Lines:
    """Turns what was computed into lines of one run."""

    run: Run  #: run that writes
    months: Mapping[str, PeriodRow]  #: months by code
    definitions: Mapping[str, Mapping[int, KpiRow]]  #: period code -> KPI -> definition in force
    loads: Mapping[tuple[str, str], Sequence[int]]  #: (dataset, window code) -> load numbers
    _numbers: dict[tuple[frozenset[str], str, frozenset[str]], str] = field(
        default_factory=dict
    )  #: load numbers as JSON

    def line(self, slot: Slot, result: Computed) -> Line:
        """The line of a value."""
        kpi_id, subject_id, period_code, window = slot
        figure = result.figure
        return Line(
            kpi_id,
            subject_id,
            self.months[period_code].id,
            window,
            _ACTUAL.get_prep_value(figure) if isinstance(figure, Decimal) else None,
            result.state,
            figure.reason if isinstance(figure, Missing) else "",
            self.definitions[period_code][kpi_id].definition_id,
            result.bound.formula_id if result.bound else None,
            result.submission_id,
            result.row_count,
            self._loads_of(result, period_code, window),
            _encode(result.parts) if result.parts else "[]",
            self.run.pk,
            self.run.warehouse_version if result.datasets else None,
        )

    def _loads_of(self, result: Computed, period_code: str, window: str) -> str:
        spans = frozenset((window, *(result.bound.spans if result.bound else ())))
        key = (result.datasets, period_code, spans)
        known = self._numbers.get(key)
        if known is None:
            asked = [(dataset, f"{period_code}:{span}") for dataset in result.datasets for span in spans]
            known = self._numbers[key] = _encode(
                sorted({number for each in asked for number in self.loads.get(each, ())})
            )
        return known


def is_same(old: _Current | None, new: Line) -> bool:
    """Whether the line in force says the same as a new one.

    Shape:    columns COMPARED of the old line, None when there is none.
    Law:      equal text is equal; else the figures are compared, and of the inputs their names and figures.
    """
    if old is None:
        return False
    if old == new[:13]:
        return True
    if old[5:12] != new[5:12] or not _is_equal(old[4], new.actual):
        return False
    return _figures(str(old[12])) == _figures(new.parts)


def _is_equal(old: object, new: str | None) -> bool:
    return old is new if old is None or new is None else Decimal(str(old)) == Decimal(new)


def _figures(parts: str) -> list[object]:
    return [(part["name"], part["figure"], part.get("state"), part.get("reason")) for part in json.loads(parts)]
