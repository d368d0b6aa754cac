"""Lines of sheets as the cells of their table: encoded here once, written past the object layer."""

from __future__ import annotations

import json

from kpiloop.engine.values import Figure, Missing
from kpiloop.foundation.bulk import Column
from kpiloop.loop.reward.scoring.draft_rows import LineDraft
from kpiloop.loop.reward.scoring.kept_rules import target_keys, value_keys

#: Columns of a line in the order of its cells; a test holds them against the model.
LINE_COLUMNS = (
    *("sheet_id", "segment", "order", "assignment_id", "definition_id", "rule_id", "quarter_rule", "achievement_rule"),
    *("actual", "target_figure", "achievement", "light", "raw_score", "score", "weight", "effective_weight"),
    *("weighted_score", "missing_reason", "value_keys", "target_keys", "held", "words"),
)


def line_cells(sheet_id: int, draft: LineDraft) -> tuple[Column, ...]:
    """One line as it is stored: figures as their digits, JSON as text."""
    kpi, quarter = draft.assignment.kpi, draft.quarter
    parameters = {name: str(number) for name, number in kpi.parameters_with(quarter.band).items()}
    clamped = draft.scored.clamped
    return (
        sheet_id,
        draft.segment,
        draft.order,
        draft.assignment.id,
        kpi.definition_id,
        draft.rule.id,
        quarter.rule,
        json.dumps({"method": kpi.achievement_method, **parameters}),
        _digits(quarter.actual),
        _digits(quarter.target),
        _digits(draft.achievement),
        draft.light,
        _digits(draft.scored.raw),
        _digits(draft.score),
        str(draft.assignment.weight),
        str(draft.effective_weight),
        _digits(draft.weighted),
        clamped.reason if isinstance(clamped, Missing) else "",
        json.dumps(value_keys(quarter)),
        json.dumps(target_keys(quarter)),
        json.dumps({} if draft.held is None else {"line": draft.held.line_id, "period": draft.held.period_code}),
        json.dumps([f"quarter rule={quarter.rule}", *draft.scored.words, *_beside(draft)]),
    )


def _beside(draft: LineDraft) -> list[str]:
    """What moved a line beyond its own rule."""
    words = [] if draft.held is None else [f"held from={draft.held.period_code}"]
    return words if draft.veto is None else [*words, f"veto code={draft.veto.rule.stated.code}"]


def _digits(figure: Figure) -> str | None:
    return None if isinstance(figure, Missing) else str(figure)
