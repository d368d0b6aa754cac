"""A score as a chain of steps: total -> segments -> lines -> achievement -> actual and target."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from kpiloop.engine.formula.printer import number_text
from kpiloop.engine.trace import LeafKind, Person_, Step
from kpiloop.engine.values import EXACT
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.measure import engine_io as measure_io
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.reward.models import BonusLine, GradeBand, ScoreLine, ScoreSheet
from kpiloop.loop.reward.pay.settling import HUNDRED
from kpiloop.loop.reward.proof.adjustments import (
    Opening,
    adjustment_step,
    adjustment_steps,
    closed_step,
    limits_of,
    place_step,
    read_lines,
    steps_of_scope,
)
from kpiloop.loop.reward.proof.calibration import calibration_steps
from kpiloop.loop.reward.proof.lines import held_lines, line_step
from kpiloop.loop.reward.proof.values import ValueOpener
from kpiloop.loop.reward.row_building import gate_rows
from kpiloop.loop.reward.scoring.cards import DEFAULT
from kpiloop.loop.reward.scoring.kept_rules import kept_rules
from kpiloop.loop.reward.visibility import Sight, sight_of


def score_step(viewer: Actor, sheet: ScoreSheet, *, with_rows: bool) -> Step:
    """The total of a sheet, opened as far as the viewer may look; without rows each month stays summed up."""
    lines = list(ScoreLine.objects.filter(sheet=sheet).select_related("rule").order_by("segment", "order"))
    opening = _opening(viewer, sheet, lines, with_rows=with_rows)
    parts = [
        _segment_step(sheet, place, stored, [line for line in lines if line.segment == place], opening)
        for place, stored in enumerate(sheet.segments)
    ]
    operation, parameters, children = "day_weighted", dict[str, str](), tuple(parts)
    if len(parts) == 1:
        operation, parameters, children = parts[0].operation, dict(parts[0].parameters), parts[0].children
    if not sheet.limits:
        return _total(sheet, operation, parameters, children)
    fields = {"subject": sheet.subject.code, "period": sheet.cycle.period.code}
    card = Step(
        "card_total", "proof.card_total", fields, sheet.card_total, "score", operation, parameters, children=children
    )
    return _total(sheet, "adjusted_total", limits_of(sheet), (card, *adjustment_steps(sheet, opening)))


def _opening(viewer: Actor, sheet: ScoreSheet, lines: Sequence[ScoreLine], *, with_rows: bool) -> Opening:
    """Everything the steps of a sheet name, read at once: also what its conditions read and its held lines rest on."""
    held = held_lines(lines)
    rests_on = [*lines, *held.values(), *read_lines(sheet)]
    last_day = sheet.cycle.period.ends_before - timedelta(days=1)
    assignments = plan_io.assignments_by_id({line.assignment_id for line in rests_on}, on=last_day)
    keys = {int(each["id"]) for line in rests_on for each in line.value_keys}
    return Opening(ValueOpener(viewer, measure_io.values_by_id(keys), with_rows), assignments, held)


def factor_step(
    viewer: Actor, sheet: ScoreSheet, *, kind: str, by_grade: bool, cap: Decimal | None, with_rows: bool
) -> Step:
    """What a result is worth as a factor: by its grade, or total / 100, below the cap."""
    total = score_step(viewer, sheet, with_rows=with_rows)
    bands = _bands(sheet)
    beside = _opening(viewer, sheet, (), with_rows=with_rows) if sheet.adjustments else None
    place = place_step(sheet) if by_grade else None
    calibrated = calibration_steps(sheet) if by_grade else ()
    graded = steps_of_scope(sheet, "grade", beside) if by_grade and beside is not None else ()
    full = Step("rule_constant", "proof.full_mark", figure=HUNDRED, unit="score", leaf="decision")
    fields = {"subject": sheet.subject.code, "subject_zh": sheet.subject.name_zh, "subject_en": sheet.subject.name_en}
    figure = sheet.factor if by_grade else _hundredth(sheet.total)
    worth = Step(
        kind,
        f"proof.{kind}",
        fields={**fields, "grade": sheet.grade},
        figure=figure,
        unit="factor",
        operation="grade_factor" if by_grade else "quotient",
        parameters={"bands": json.dumps(_written(bands))} if by_grade else {},
        people=tuple(Person_("approved_by", band.approved_by, band.approved_at.isoformat()) for band in bands[:1]),
        evidence={"grade_table_version": str(sheet.band_version)} if by_grade else {},
        children=(total, *((place,) if place is not None else ()), *calibrated, *graded) if by_grade else (total, full),
    )
    vetoes = steps_of_scope(sheet, "pay", beside) if beside is not None else ()
    if vetoes:
        figure = figure if figure is None or sheet.pay_cap is None else min(figure, sheet.pay_cap)
        worth = Step(kind, f"proof.{kind}", fields, figure, "factor", "held_down", children=(worth, *vetoes))
    if cap is None:
        return worth
    bounded = None if figure is None else min(figure, cap)
    parameters = {"cap": str(cap)}
    return Step(kind, f"proof.{kind}", fields, bounded, "factor", "clamp", parameters, children=(worth,))


def gate_steps(sight: Sight, line: BonusLine, *, with_rows: bool) -> tuple[Step, ...]:
    """Gates that concern a payout, each as it was met on the card of its unit; closed where the card is."""
    rows = gate_rows(line.gates)
    related = ScoreSheet.objects.select_related("cycle__scheme", "cycle__period", "subject")
    sheets = {sheet.pk: sheet for sheet in related.filter(pk__in=[row.sheet_id for row in rows])}
    found: list[Step] = []
    for row in rows:
        sheet = sheets[row.sheet_id]
        rule = next(rule for rule in kept_rules(sheet.adjustments) if rule.code == row.code)
        if sight.sees_result(sheet.subject_id, "unit"):
            step = adjustment_step(rule, _opening(sight.viewer, sheet, (), with_rows=with_rows))
        else:
            step = closed_step(rule, sheet)
        found.append(replace(step, evidence={**step.evidence, "binding": "yes" if row.binds else ""}))
    return tuple(found)


def default_step(sheet: ScoreSheet, place: int, stored: Mapping[str, object], opener: ValueOpener) -> Step:
    """A stretch without KPIs by the rule of the scheme: score of the unit times the factor of its head's grade."""
    total, marks = stored["total"], stored["sheets"]
    assert isinstance(marks, list)
    related = ScoreSheet.objects.select_related("cycle__scheme", "cycle__period", "subject")
    unit, head = (
        related.filter(cycle_id=sheet.cycle_id, fingerprint=mark).order_by("-revision").first() for mark in marks
    )
    sight = sight_of(opener.viewer, sheet.cycle)
    children = [_resting(opener, sight, unit, "unit_score"), _resting(opener, sight, head, "head_factor")]
    return Step(
        "segment",
        "proof.default_segment",
        fields={"from": str(stored["from"]), "to": str(stored["to"]), "place": str(place + 1)},
        figure=None if total is None else Decimal(str(total)),
        unit="score",
        operation="product",
        parameters={"days": str(stored["days"])},
        evidence={"rule": "unit_by_head", "scheme_version": str(sheet.cycle.scheme.version)},
        children=tuple(children),
    )


def _resting(opener: ValueOpener, sight: Sight, sheet: ScoreSheet | None, kind: str) -> Step:
    is_factor = kind == "head_factor"
    if sheet is None:
        return Step(kind, f"proof.{kind}", leaf="missing", parameters={"reason": "no_value"})
    figure = sheet.factor if is_factor else sheet.total
    if not sight.sees_result(sheet.subject_id, sheet.subject.kind):
        closed = closed_factor_step(sheet, kind=kind, figure=figure)
        return closed if is_factor else replace(closed, unit="score")
    if is_factor:
        return factor_step(opener.viewer, sheet, kind=kind, by_grade=True, cap=None, with_rows=opener.with_rows)
    return score_step(opener.viewer, sheet, with_rows=opener.with_rows)


def closed_factor_step(sheet: ScoreSheet, *, kind: str, figure: Decimal | None) -> Step:
    """A factor whose sheet the viewer may not open: the figure, what it rests on, and who may open it."""
    lines = list(ScoreLine.objects.filter(sheet=sheet).select_related("rule"))
    keys = {int(each["id"]) for line in lines for each in line.value_keys}
    values = measure_io.values_by_id(keys).values()
    kpis = plan_io.assignments_by_id({line.assignment_id for line in lines})
    head = org_io.heads(sheet.cycle.period.ends_before - timedelta(days=1)).get(sheet.subject_id)
    person = org_io.people_by_id().get(head) if head else None
    loads = sorted({number for value in values for number in value.load_numbers})
    named = [(kpis[line.assignment_id].kpi.code, line) for line in lines]
    evidence = {
        "definition": "; ".join(f"{code} v{line.rule.version} {line.rule.method}" for code, line in named),
        "calculation": "; ".join(f"{code} {_text(line.actual)} / {_text(line.target_figure)}" for code, line in named),
        "kpis": "; ".join(code for code, _line in named),
        "kpis_zh": "; ".join(kpis[line.assignment_id].kpi.name_zh for _code, line in named),
        "kpis_en": "; ".join(kpis[line.assignment_id].kpi.name_en for _code, line in named),
        "sheet": str(sheet.pk),
        "revision": str(sheet.revision),
        "loads": ", ".join(str(number) for number in loads),
        "warehouse_version": ", ".join(sorted({str(value.warehouse_version or "") for value in values} - {""})),
        "row_count": str(sum(value.row_count for value in values)),
        "row_sum": "; ".join(f"{code} {_text(line.actual)}" for code, line in named),
        "sha256": sheet.fingerprint,
        "open_to": person.name_zh if person else "",
        "open_to_en": person.name("en") if person else "",
    }
    fields = {"subject": sheet.subject.code, "subject_zh": sheet.subject.name_zh, "subject_en": sheet.subject.name_en}
    leaf: LeafKind = "restricted" if figure is not None else "missing"
    return Step(kind, f"proof.{kind}", fields, figure, "factor", leaf=leaf, evidence=evidence)


def _segment_step(
    sheet: ScoreSheet,
    place: int,
    stored: Mapping[str, object],
    lines: Sequence[ScoreLine],
    opening: Opening,
) -> Step:
    total = stored["total"]
    if stored["kind"] == DEFAULT:
        return default_step(sheet, place, stored, opening.opener)
    return Step(
        "segment",
        "proof.segment",
        fields={"from": str(stored["from"]), "to": str(stored["to"]), "place": str(place + 1)},
        figure=None if total is None else Decimal(str(total)),
        unit="score",
        operation="weighted_total",
        parameters={"days": str(stored["days"]), "missing_policy": sheet.missing_policy},
        children=tuple(line_step(sheet, line, opening) for line in lines),
    )


def _total(sheet: ScoreSheet, operation: str, parameters: Mapping[str, str], children: Sequence[Step]) -> Step:
    people = [Person_("scored_by", sheet.computed_by, sheet.computed_at.isoformat())]
    if sheet.calibration:
        held = sheet.calibration
        people.append(Person_("calibration_confirmed_by", held["confirmed_by"], held["confirmed_at"]))
    if sheet.signed_at is not None:
        people.append(Person_("signed_by", sheet.signed_by, sheet.signed_at.isoformat()))
    return Step(
        "score",
        "proof.score",
        fields={
            "subject": sheet.subject.code,
            "subject_zh": sheet.subject.name_zh,
            "subject_en": sheet.subject.name_en or sheet.subject.name_zh,
            "period": sheet.cycle.period.code,
            "grade": sheet.grade,
        },
        figure=sheet.total,
        unit="score",
        operation=operation,
        parameters=dict(parameters),
        people=tuple(people),
        evidence={
            "sheet": str(sheet.pk),
            "revision": str(sheet.revision),
            "scheme_version": str(sheet.cycle.scheme.version),
            "sha256": sheet.fingerprint,
        },
        children=tuple(children),
    )


def _bands(sheet: ScoreSheet) -> list[GradeBand]:
    found = GradeBand.objects.filter(scheme_id=sheet.cycle.scheme_id, version=sheet.band_version)
    return list(found.order_by("-lower"))


def _written(bands: Sequence[GradeBand]) -> list[list[str | None]]:
    return [
        [band.grade, str(band.lower), None if band.upper is None else str(band.upper), str(band.factor)]
        for band in bands
    ]


def _text(figure: Decimal | None) -> str:
    return "-" if figure is None else number_text(figure)


def _hundredth(total: Decimal | None) -> Decimal | None:
    return None if total is None else EXACT.divide(total, HUNDRED)
