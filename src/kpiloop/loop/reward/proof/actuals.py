"""Actuals and targets of a line as steps: from the quarter to its months, and from there to the rows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal

from kpiloop.engine.formula.printer import number_text
from kpiloop.engine.trace import Person_, Step
from kpiloop.engine.values import APPROVED_NA, sum_of
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.reward.choices import RULE_FORMULA, RULE_SUM
from kpiloop.loop.reward.judged_bands import band_used
from kpiloop.loop.reward.models import ScoreLine
from kpiloop.loop.reward.proof.values import ValueOpener


def actual_step(line: ScoreLine, assignment: AssignmentRow, opener: ValueOpener) -> Step:
    """The actual a line was judged by, opened by the rule that made it from its months."""
    fields = line_fields(line, assignment)
    keys = [int(each["id"]) for each in line.value_keys]
    if line.actual is None or not keys:
        return Step(
            "actual",
            "proof.actual_quarter",
            fields=fields,
            leaf="missing",
            parameters={"reason": line.missing_reason or "no_value"},
        )
    months = [opener.open(key) for key in keys]
    unit = assignment.kpi.measurement_unit
    if any(step.leaf == "restricted" for step in months):
        return _restricted(line, fields, unit, months)
    children: tuple[Step, ...] = tuple(months)
    if line.quarter_rule == RULE_FORMULA:
        values = [opener.values[key] for key in keys]
        children = (fold(months, values),)
    return Step(
        "actual",
        "proof.actual_quarter",
        fields=fields,
        figure=line.actual,
        unit=unit,
        operation="sum" if line.quarter_rule == RULE_SUM else "given",
        parameters={"quarter_rule": line.quarter_rule},
        evidence={"values": ", ".join(str(key) for key in keys), "runs": _joined(months, "run")},
        children=children,
    )


def target_step(line: ScoreLine, assignment: AssignmentRow) -> Step:
    """The target a line was judged by: the decided versions of its months."""
    fields = line_fields(line, assignment)
    unit = assignment.kpi.measurement_unit
    band = band_used(line)
    if line.target_figure is None and line.missing_reason != APPROVED_NA:
        return Step("target", "proof.target", fields=fields, leaf="missing", parameters={"reason": "no_target"})
    versions = tuple(_version(each, fields, unit) for each in line.target_keys)
    return Step(
        "target",
        "proof.target",
        fields=fields,
        figure=line.target_figure,
        unit=unit,
        operation="sum",
        parameters={} if band is None else {"low": number_text(band.low), "high": number_text(band.high)},
        children=versions,
    )


def _version(each: Mapping[str, object], fields: Mapping[str, str], unit: str) -> Step:
    """A decided version of a target, or the decision that the KPI does not apply."""
    is_excused = "why" in each
    return Step(
        "not_applicable" if is_excused else "target_version",
        "proof.not_applicable" if is_excused else "proof.target_version",
        fields={**fields, "period": str(each["period"])},
        figure=None if is_excused else Decimal(str(each["target"])),
        unit=unit,
        operation="decision",
        parameters={name: str(each[name]) for name in ("low", "high", "why") if name in each},
        leaf="decision",
        people=(Person_("na_approved_by" if is_excused else "target_set_by", str(each["by"]), str(each["at"])),),
        evidence={"target": str(each["id"]), "version": str(each["version"])},
    )


def achievement_step(line: ScoreLine, actual: Step, target: Step) -> Step:
    """Actual against target by the method of the definition version in force then."""
    return Step(
        "achievement",
        "proof.achievement",
        fields=dict(actual.fields),
        figure=line.achievement,
        unit="ratio",
        operation="achievement",
        parameters={name: str(value) for name, value in line.achievement_rule.items()},
        evidence={"definition": str(line.definition_id), "light": line.light},
        children=(actual, target),
    )


def fold(months: Sequence[Step], values: Sequence[ValueRow | None]) -> Step:
    """The formula of several months of one KPI over the sums of their inputs; None where no month is missing."""
    open_months = [_formula(step) for step in months]
    known = [step for step in open_months if step is not None]
    if not known:
        return Step("actual", "proof.sum_of_months", figure=None, operation="sum", children=tuple(months))
    shape = known[0]
    inputs = [
        _input(place, [_child(step, place, value) for step, value in zip(open_months, values, strict=True)])
        for place in range(len(shape.children))
    ]
    return Step(
        "formula",
        "proof.formula_over_months",
        fields=dict(shape.fields),
        unit=shape.unit,
        operation="formula",
        parameters=dict(shape.parameters),
        people=shape.people,
        evidence=dict(shape.evidence),
        children=tuple(inputs),
    )


def line_fields(line: ScoreLine, assignment: AssignmentRow) -> dict[str, str]:
    """Names the titles of a line's steps need."""
    return {
        "kpi": assignment.kpi.code,
        "name_zh": assignment.kpi.name_zh,
        "name_en": assignment.kpi.name_en or assignment.kpi.name_zh,
        "subject": assignment.subject.code,
        "subject_zh": assignment.subject.name_zh,
        "subject_en": assignment.subject.name_en or assignment.subject.name_zh,
        "period": ", ".join(str(each["period"]) for each in line.value_keys),
    }


def curve_parameters(method: str, parameters: Mapping[str, object]) -> dict[str, str]:
    """Parameters of a scoring rule as text; tables become JSON."""
    given = {name: value for name, value in parameters.items() if value is not None}
    written = {name: value if isinstance(value, str) else json.dumps(value) for name, value in given.items()}
    return {"method": method, **written}


def _formula(step: Step) -> Step | None:
    inner = step
    while (inner.operation in ("round", "given") and len(inner.children) == 1) or _is_beside(inner):
        inner = inner.children[0]
    return inner if inner.operation == "formula" and inner.children else None


def _is_beside(step: Step) -> bool:
    """Overridden in one month only: several months together are made of what the system says."""
    return step.operation == "override" and step.parameters.get("adds") == "no"


def _child(month: Step | None, place: int, value: ValueRow | None) -> Step:
    if month is not None:
        return month.children[place]
    assert value is not None
    # A month without a figure of its own (nothing happened, or a denominator of 0) still has its parts.
    part = value.parts[place] if place < len(value.parts) else None
    return Step(
        "source_rows",
        "proof.rows",
        fields={"aggregate": part.name if part else "", "period": value.period_code},
        figure=part.figure if part else None,
        leaf="source_row" if part and part.figure is not None else "missing",
        parameters={"reason": value.reason or "no_rows"},
        evidence={"value": str(value.id), "row_count": str(part.rows if part else 0), "run": str(value.run_number)},
    )


def _input(place: int, steps: Sequence[Step]) -> Step:
    figures = [step.figure for step in steps if step.figure is not None]
    figure = sum_of(figures) if len(figures) == len(steps) else None
    if all(_formula(step) is not None for step in steps) and any(step.kind == "actual" for step in steps):
        return fold(steps, [None] * len(steps))
    fields = {**dict(steps[0].fields), "place": str(place)}
    return Step("sum_of_months", "proof.sum_of_months", fields, figure, operation="sum", children=tuple(steps))


def _restricted(line: ScoreLine, fields: Mapping[str, str], unit: str, months: Sequence[Step]) -> Step:
    counts = [int(step.evidence.get("row_count") or 0) for step in months]
    evidence = {
        **{name: months[-1].evidence.get(name, "") for name in ("definition_version", "formula_version", "sha256")},
        "loads": _joined(months, "loads"),
        "runs": _joined(months, "run"),
        "row_count": str(sum(counts)),
        "row_sum": "" if line.actual is None else number_text(line.actual),
        "open_to": next(step.evidence.get("open_to", "") for step in months if step.leaf == "restricted"),
    }
    return Step(
        "actual",
        "proof.actual_quarter",
        fields=fields,
        figure=line.actual,
        unit=unit,
        leaf="restricted",
        parameters={"quarter_rule": line.quarter_rule},
        evidence=evidence,
    )


def _joined(steps: Sequence[Step], name: str) -> str:
    found = [part.strip() for step in steps for part in step.evidence.get(name, "").split(",") if part.strip()]
    return ", ".join(dict.fromkeys(found))
