"""Lines that follow each other: a KPI of a subject goes on while its owner or its weight changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.plan.models import Assignment


class Line(NamedTuple):
    """An assignment as far as its dates go."""

    key: int  #: assignment
    story: tuple[int, int, int]  #: scheme, KPI, subject
    valid_from: date  #: first day
    valid_to: date | None  #: first day no longer

    def holds_on(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


def line_of(row: Assignment) -> Line:
    """A stored assignment as a line."""
    return Line(row.pk, (row.scheme_id, row.kpi_id, row.subject_id), row.valid_from, row.valid_to)


def other_lines(lines: Sequence[Line], periods: Sequence[PeriodRow]) -> dict[tuple[int, int], int]:
    """Whose a period is where a line does not hold at its end.

    Shape:    (line, period) -> the line of the same scheme, KPI and subject that holds on its last day; nothing where
              none does.
    """
    gaps = {line.key: [each for each in periods if not line.holds_on(each.last_day)] for line in lines}
    short = [line for line in lines if gaps[line.key]]
    if not short:
        return {}
    wanted = {line.story for line in short}
    stories: dict[tuple[int, int, int], list[Line]] = defaultdict(list)
    found = Assignment.objects.filter(
        scheme_id__in={scheme for scheme, _, _ in wanted}, kpi_id__in={kpi for _, kpi, _ in wanted}
    )
    for row in found.only("scheme_id", "kpi_id", "subject_id", "valid_from", "valid_to"):
        stories[line_of(row).story].append(line_of(row))
    return {
        (line.key, period.id): other.key
        for line in short
        for period in gaps[line.key]
        for other in stories[line.story]
        if other.key != line.key and other.holds_on(period.last_day)
    }
