"""One line of a sheet as steps: its curve, a score held from before, what a veto leaves, and its weight."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kpiloop.engine.scoring.curves import clamp_score, missing_policy
from kpiloop.engine.trace import Person_, Step
from kpiloop.engine.values import APPROVED_NA
from kpiloop.loop.reward.models import ScoreLine, ScoreSheet, ScoringRule
from kpiloop.loop.reward.proof.actuals import (
    achievement_step,
    actual_step,
    curve_parameters,
    line_fields,
    target_step,
)
from kpiloop.loop.reward.proof.adjustments import Opening, steps_of_scope

#: What each scoring method looks at; the ones left out choose by their parameter `on`.
_LOOKS_AT = {
    "linear": ("achievement",),
    "mirror": ("actual", "target"),
    "inverse": ("actual", "target"),
    "manual": ("actual",),
    "goal_red_flag": ("actual",),
}


def line_step(sheet: ScoreSheet, line: ScoreLine, opening: Opening) -> Step:
    assignment = opening.assignments[line.assignment_id]
    fields = line_fields(line, assignment)
    weight = Step(
        "weight",
        "proof.weight",
        fields=fields,
        figure=line.weight,
        unit="percent",
        leaf="decision",
        evidence={"assignment": str(line.assignment_id)},
        people=(Person_("owner", assignment.owner.name_zh, ""),),
    )
    policy = "renormalise" if line.missing_reason == APPROVED_NA else missing_policy(line.rule.parameters)
    return Step(
        "line",
        "proof.line",
        fields={**fields, "points": "" if line.weighted_score is None else str(line.weighted_score)},
        figure=line.score,
        unit="score",
        operation="line",
        parameters={"missing_policy": policy} if policy else {},
        children=(_scored(sheet, line, opening), weight),
    )


def _scored(sheet: ScoreSheet, line: ScoreLine, opening: Opening) -> Step:
    """The score of a line: its own or one held from before, and what a veto on it leaves."""
    own = held_step(line, opening) if line.held else curve_step(line, line.rule, _looks_at(line), opening)
    vetoes = steps_of_scope(sheet, "line", opening, kpi=opening.assignments[line.assignment_id].kpi.code)
    if not vetoes:
        return own
    return Step(
        "line_score", "proof.line_held", dict(own.fields), line.score, "score", "held_down", children=(own, *vetoes)
    )


def held_step(line: ScoreLine, opening: Opening) -> Step:
    """A score held from an earlier quarter, opened as it was then."""
    before = opening.held[int(line.held["line"])]
    fields = {**line_fields(before, opening.assignments[before.assignment_id]), "period": str(line.held["period"])}
    earlier = held_step(before, opening) if before.held else curve_step(before, before.rule, _looks_at(before), opening)
    figure = before.score
    if earlier.figure != figure:  # a veto held the earlier line down: what it left is what is held
        earlier = Step("line_score", "proof.line_score", fields, figure, "score", leaf="decision")
    return Step("held_score", "proof.held_score", fields, figure, "score", "given", children=(earlier,))


def held_lines(lines: Sequence[ScoreLine]) -> dict[int, ScoreLine]:
    """Earlier lines whose scores are held, and those they held in turn."""
    found: dict[int, ScoreLine] = {}
    wanted = {int(line.held["line"]) for line in lines if line.held}
    while wanted:
        read = ScoreLine.objects.filter(pk__in=wanted).select_related("rule")
        found |= {line.pk: line for line in read}
        wanted = {int(line.held["line"]) for line in read if line.held} - found.keys()
    return found


def _looks_at(line: ScoreLine) -> tuple[str, ...]:
    method, parameters = line.rule.method, line.rule.parameters
    if method == "deduction":
        return ("actual", "target") if parameters.get("base") == "target" else ("actual",)
    if method in _LOOKS_AT:
        return _LOOKS_AT[method]
    return ("actual",) if parameters.get("on") == "actual" else ("achievement",)


def curve_step(line: ScoreLine, rule: ScoringRule, looks_at: Sequence[str], opening: Opening) -> Step:
    """The score of a line by its rule, before anything holds it down."""
    assignment = opening.assignments[line.assignment_id]
    actual, target = actual_step(line, assignment, opening.opener), target_step(line, assignment)
    children = [
        {"actual": actual, "target": target}.get(wanted) or achievement_step(line, actual, target)
        for wanted in looks_at
    ]
    default_floor = Decimal(0) if rule.method == "deduction" else None
    raw = line.raw_score
    return Step(
        "line_score",
        "proof.line_score",
        fields=dict(actual.fields),
        figure=None if raw is None else clamp_score(raw, rule.parameters, default_floor=default_floor)[0],
        unit="score",
        operation="curve",
        parameters=curve_parameters(rule.method, rule.parameters),
        people=(Person_("approved_by", rule.approved_by, rule.approved_at.isoformat()),),
        evidence={"rule_version": str(rule.version), "rule_fingerprint": rule.fingerprint},
        children=tuple(children),
    )
