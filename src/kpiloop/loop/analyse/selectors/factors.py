"""What somebody may name as a factor of a figure."""

from __future__ import annotations

from datetime import date

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.loop.analyse import around
from kpiloop.loop.analyse.factoring import formula_behind, keys_of, note_of
from kpiloop.loop.analyse.permissions import last_day
from kpiloop.loop.analyse.rows import FactorChoice
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan import selectors as plan


def factor_choices(
    viewer: Actor, *, assignment_id: int, period_code: str, on: date | None = None
) -> list[FactorChoice]:
    """Inputs of the formula in their order, then the other KPIs the same subject has a figure of, by code."""
    period = calendar.period(viewer, period_code)
    assignment = plan.assignment(viewer, assignment_id, on=on or last_day(period))
    kpi, subject = assignment.kpi, assignment.subject
    known = {row.code: row for row in plan_io.published_definitions(last_day(period)).values()}
    formula = formula_behind(assignment, around.bases_of(period))
    inputs = keys_of(formula, kpi.code) if formula is not None else {}
    choices = []
    for key, source in inputs.items():
        row = known.get(source.code)
        names = (row.name_zh, row.name_en) if row else (key, "")
        choices.append(FactorChoice(key, *names, note=note_of(source), is_input=len(inputs) > 1))
    rows = measure.values(SYSTEM, period_codes=[period_code], window=kpi.judged_on, subject_ids=[subject.id])
    others = sorted({row.kpi_code for row in rows if row.actual is not None} - {kpi.code, *inputs})
    return [
        *(choice for choice in choices if choice.is_input),
        *(FactorChoice(code, known[code].name_zh, known[code].name_en, "", False) for code in others if code in known),
    ]
