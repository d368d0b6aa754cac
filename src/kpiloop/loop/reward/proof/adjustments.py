"""Rules beside the lines as steps: the rule, the figure or events it was met by down to rows, and who lifted it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from kpiloop.engine.formula.printer import number_text
from kpiloop.engine.trace import Person_, Step
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org.rows import SubjectRow
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.reward.models import ScoreLine, ScoreSheet, ScoringRule
from kpiloop.loop.reward.proof.actuals import achievement_step, actual_step, curve_parameters, target_step
from kpiloop.loop.reward.proof.values import ValueOpener
from kpiloop.loop.reward.scoring.kept_rules import kept_rules
from kpiloop.loop.reward.scoring.met_rows import UNKNOWN, KeptEvent, KeptRule

#: Parts of the limits of a card that the total is recomputed by.
_LIMITS = ("extra_most", "deduction_most", "floor", "cap", "places")


@dataclass(frozen=True)
class Opening:
    """What the steps of one sheet are opened with."""

    opener: ValueOpener  #: opens stored values
    assignments: Mapping[int, AssignmentRow]  #: KPIs of subjects named by the lines and rules
    held: Mapping[int, ScoreLine] = field(default_factory=dict)  #: earlier lines whose scores are held


def read_lines(sheet: ScoreSheet) -> list[ScoreLine]:
    """The figures conditions read, as lines that were never stored: they open as every line does."""
    return [read_line(rule.read) for rule in kept_rules(sheet.adjustments) if rule.read is not None]


def read_line(read: Mapping[str, Any]) -> ScoreLine:
    """The figure one condition read."""
    figures = {
        name: None if read[name] is None else Decimal(read[name])
        for name in ("actual", "target_figure", "achievement", "score")
    }
    given = {
        name: read[name]
        for name in (
            "assignment_id", "definition_id", "rule_id", "quarter_rule", "achievement_rule", "missing_reason",
            "value_keys", "target_keys",
        )
    }  # fmt: skip
    return ScoreLine(**given, **figures)


def adjustment_steps(sheet: ScoreSheet, opening: Opening) -> tuple[Step, ...]:
    """Every rule beside the lines, in the order it was applied."""
    return tuple(adjustment_step(rule, opening) for rule in kept_rules(sheet.adjustments))


def steps_of_scope(sheet: ScoreSheet, scope: str, opening: Opening, *, kpi: str = "") -> tuple[Step, ...]:
    """Vetoes that hold something down: lines of a KPI, the grade, or pay."""
    return tuple(
        adjustment_step(rule, opening)
        for rule in kept_rules(sheet.adjustments)
        if rule.kind == "veto" and rule.scope == scope and kpi in ("", rule.kpi)
    )


def adjustment_step(rule: KeptRule, opening: Opening) -> Step:
    """One rule: points of extra points and deductions, 1 or 0 of vetoes and gates."""
    is_points = rule.kind in ("extra_points", "deduction")
    people = [Person_("approved_by", rule.approved_by, rule.approved_at)]
    evidence = {"rule_version": str(rule.version), "rule_fingerprint": rule.fingerprint, "state": rule.state}
    if rule.lift is not None:
        people += [
            Person_("lift_asked_by", rule.lift.asked_by, rule.lift.asked_at),
            Person_("lifted_by", rule.lift.approved_by, rule.lift.approved_at),
        ]
        evidence["document"] = rule.lift.reason
    return Step(
        rule.kind,
        f"proof.{rule.kind}",
        fields={"code": rule.code, "name_zh": rule.name_zh, "name_en": rule.name_en or rule.name_zh},
        figure=rule.points if is_points else _flag(rule),
        unit="score" if is_points else "",
        operation="adjustment",
        parameters=_parameters(rule),
        people=tuple(people),
        evidence=evidence,
        children=_examined(rule, opening),
    )


def closed_step(rule: KeptRule, sheet: ScoreSheet) -> Step:
    """A rule whose card the viewer may not open: whether it holds, and who may open it."""
    return Step(
        rule.kind,
        f"proof.{rule.kind}",
        fields={"code": rule.code, "name_zh": rule.name_zh, "name_en": rule.name_en or rule.name_zh},
        figure=_flag(rule),
        parameters=_parameters(rule),
        leaf="restricted",
        evidence={
            "rule_version": str(rule.version),
            "calculation": f"{rule.kpi} {'' if rule.examined is None else number_text(rule.examined)}".strip(),
            "sheet": str(sheet.pk),
            "sha256": sheet.fingerprint,
            "open_to": sheet.computed_by,
        },
    )


def limits_of(sheet: ScoreSheet) -> dict[str, str]:
    """Limits of the card as the recomputation reads them."""
    return {name: str(sheet.limits[name]) for name in _LIMITS if sheet.limits.get(name) is not None}


def place_step(sheet: ScoreSheet) -> Step | None:
    """The place of a person in the group a forced distribution compared; results of the others stay theirs."""
    placed = sheet.limits.get("placed")
    if placed is None:
        return None
    unit = org_io.subjects_by_id()[placed["unit"]]
    least = placed["bottom_least"]
    return Step(
        "place",
        "proof.place",
        fields={"subject": unit.code, "subject_zh": unit.name_zh, "subject_en": unit.name_en or unit.name_zh},
        figure=Decimal(placed["place"]),
        leaf="restricted",
        parameters={
            "shares": json.dumps(placed["shares"]),
            "size": str(placed["size"]),
            "together": str(placed["together"]),
            "wording": placed["wording"],
            **({} if least is None else {"bottom_least": str(least)}),
            **({"counted_from": placed["counted_from"]} if "counted_from" in placed else {}),
        },
        evidence={
            **_merged(placed.get("units", []), unit),
            "row_count": str(placed["size"]),
            "open_to": sheet.computed_by,
            "sha256": sheet.fingerprint,
        },
    )


def _merged(units: Sequence[int], group: SubjectRow) -> dict[str, str]:
    """The units that are compared here, where they are more than the group itself."""
    subjects = org_io.subjects_by_id()
    codes = sorted(subjects[unit].code for unit in units)
    return {} if codes in ([], [group.code]) else {"units": ", ".join(codes)}


def _flag(rule: KeptRule) -> Decimal | None:
    """1 where a veto or gate holds, 0 where not; nobody knows of a gate whose figure is missing."""
    if rule.kind == "gate" and rule.state == UNKNOWN:
        return None
    return Decimal(1) if rule.holds else Decimal(0)


def _parameters(rule: KeptRule) -> dict[str, str]:
    said = rule.condition
    figures = {"limit": said.limit, "per": said.per, "each": rule.each, "most": rule.most}
    words = {
        "reads": said.reads,
        "comparison": said.comparison,
        "light": said.light,
        "counting": said.counting,
        "scope": rule.scope,
        "grade": rule.grade,
        "lifted": "yes" if rule.lift is not None else "",
    }
    lights = {name: str(rule.read[name]) for name in ("green", "amber")} if rule.read is not None else {}
    return {
        **{name: str(figure) for name, figure in figures.items() if figure is not None},
        **{name: word for name, word in words.items() if word},
        **lights,
    }


def _examined(rule: KeptRule, opening: Opening) -> tuple[Step, ...]:
    """What the condition looked at."""
    if rule.read is None:
        return tuple(_event_step(event) for event in rule.events) or (
            Step("event", "proof.no_event", figure=Decimal(0), unit="", leaf="decision"),
        )
    line = read_line(rule.read)
    assignment = opening.assignments[line.assignment_id]
    actual = actual_step(line, assignment, opening.opener)
    if rule.condition.reads == "actual":
        return (actual,)
    if rule.condition.reads == "score" and line.rule_id is not None:
        # Which figures the curve looks at is the curve's business: it is given all three.
        scoring = ScoringRule.objects.get(pk=line.rule_id)
        reached = achievement_step(line, actual, target_step(line, assignment))
        return (
            Step(
                "line_score", "proof.line_score", fields=dict(actual.fields), figure=line.score, unit="score",
                operation="curve", parameters=curve_parameters(scoring.method, scoring.parameters),
                evidence={"rule_version": str(scoring.version)},
                children=(actual, target_step(line, assignment), reached),
            ),
        )  # fmt: skip
    return (achievement_step(line, actual, target_step(line, assignment)),)


def _event_step(event: KeptEvent) -> Step:
    return Step(
        "event",
        "proof.event",
        fields={"on": event.happened_on, "text": event.text},
        figure=event.count,
        leaf="decision",
        people=(
            Person_("recorded_by", event.recorded_by, event.recorded_at),
            Person_("approved_by", event.approved_by, event.approved_at),
        ),
        evidence={"document": event.evidence, "event": str(event.id)},
    )
