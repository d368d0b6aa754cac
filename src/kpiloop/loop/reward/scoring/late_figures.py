"""A scored quarter on the figures, targets, events and lifts it was scored on, but for figures that came late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kpiloop.loop.measure import engine_io as measure_io
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan.rows import TargetRow
from kpiloop.loop.reward.scoring.adjusting import AdjustmentBook
from kpiloop.loop.reward.scoring.adjustment_rows import EventRow
from kpiloop.loop.reward.scoring.as_scored import AsScored
from kpiloop.loop.reward.scoring.kept_sheets import KeptSheet
from kpiloop.loop.reward.scoring.met_rows import APPLIED, UNKNOWN
from kpiloop.loop.reward.scoring.quarter import FigureBook, Key


def with_late(scored: AsScored, late: Sequence[ValueRow]) -> AsScored:
    """The quarter as it would be scored, had late figures been there in time; nothing else of it is another one."""
    frame = scored.frame
    book = replace(_of_then(frame.book, scored), targets={**frame.book.targets, **_targets(scored)})
    return replace(
        scored,
        frame=replace(frame, book=_replaced(book, late), adjusting=_events_of_then(frame.adjusting, scored.kept)),
    )


def _of_then(book: FigureBook, scored: AsScored) -> FigureBook:
    """Figures the lines name; those of other KPIs their formulas read are the ones of now."""
    found = measure_io.values_by_id({key for row in scored.kept for line in row.judged for key in line.values})
    return _replaced(book, found.values())


def _replaced(book: FigureBook, values: Iterable[ValueRow]) -> FigureBook:
    rows = list(values)

    def others(window: str, held: Mapping[Key, ValueRow]) -> dict[Key, ValueRow]:
        keyed = {(row.kpi_id, row.subject_id, row.period_id): row for row in rows if row.window == window}
        return {key: keyed.get(key, row) for key, row in held.items()}

    return replace(
        book,
        values=others("month", book.values),
        ytd_values=others("ytd", book.ytd_values),
        quarter_values=others("qtd", book.quarter_values),
    )


def _targets(scored: AsScored) -> dict[Key, TargetRow]:
    lines = [line for row in scored.kept for line in row.judged]
    found = plan_io.targets_by_id({key for line in lines for key in line.targets})
    stories = plan_io.assignments_by_id({row.assignment_id for row in found.values()})
    return {
        (stories[row.assignment_id].kpi.id, stories[row.assignment_id].subject.id, row.period_id): row
        for row in found.values()
    }


def _events_of_then(book: AdjustmentBook, kept: Iterable[KeptSheet]) -> AdjustmentBook:
    """Events the sheets name, and lifts but for those that came after a sheet was made without them."""
    met = [(row.sheet.subject_id, rule) for row in kept for rule in row.beside]
    counted = {event.id for _, rule in met for event in rule.events}
    unlifted = {(rule.code, subject) for subject, rule in met if rule.state in (APPLIED, UNKNOWN)}
    events: dict[tuple[str, int], list[EventRow]] = {
        key: [row for row in rows if row.id in counted] for key, rows in book.events.items()
    }
    return replace(book, events=events, lifts={key: row for key, row in book.lifts.items() if key not in unlifted})
