"""Runs of misses of KPIs and of low grades, as the rungs see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kpiloop.engine.guards.repeated_miss import Mark, repeated_misses
from kpiloop.loop.improve.ladders.rungs import Rung
from kpiloop.loop.reward.rows import FinalGrade
from kpiloop.loop.track.rows import JudgedMonth


@dataclass(frozen=True)
class KpiRun:
    """Misses of one KPI of one subject that belong together."""

    months: tuple[JudgedMonth, ...]  #: from the first to the last miss, with what stood between them
    length: int  #: misses
    is_open: bool  #: whether it still lasts at the newest month

    @property
    def first(self) -> JudgedMonth:
        """The month it began with."""
        return self.months[0]

    @property
    def last(self) -> JudgedMonth:
        """The newest miss."""
        return self.months[-1]

    @property
    def assignment_id(self) -> int:
        """The card of the newest miss."""
        assert self.last.assignment_id is not None  # a miss was judged on a card
        return self.last.assignment_id

    @property
    def period_ids(self) -> frozenset[int]:
        """Months from the first to the last miss."""
        return frozenset(month.period_id for month in self.months)


def kpi_runs(history: Sequence[JudgedMonth], *, misses: int, within: int | None) -> list[KpiRun]:
    """Runs of a history, oldest first."""
    found = repeated_misses([month.mark for month in history], misses=misses, within=within)
    return [KpiRun(tuple(history[run.first : run.last + 1]), run.length, run.is_open) for run in found]


def grade_run(grades: Sequence[FinalGrade | None], rung: Rung, lowest: Mapping[int, str]) -> list[FinalGrade]:
    """The low grades in a row a person ends with, as many as the rung asks for; empty where there are fewer.

    Shape:    one entry per cycle in calendar order, None: the person had no result in it; the lowest grade by cycle.
    Missing:  a result without a grade neither counts nor breaks; no result breaks.
    """
    marks: list[Mark] = []
    for row in grades:
        if row is None:
            marks.append("held")
        elif not row.grade:
            marks.append("silent")
        else:
            low = rung.grades or (lowest.get(row.cycle_id, ""),)
            marks.append("miss" if row.grade in low else "held")
    runs = [run for run in repeated_misses(marks, misses=rung.misses) if run.is_open]
    if not runs:
        return []
    within = grades[runs[-1].first : runs[-1].last + 1]
    return [
        row
        for row, mark in zip(within, marks[runs[-1].first : runs[-1].last + 1], strict=True)
        if row and mark == "miss"
    ]
