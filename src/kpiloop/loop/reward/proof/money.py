"""A bonus as a chain of steps: amount -> pool -> entitlement -> base, days and factors -> scores."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kpiloop.engine.trace import Person_, Step
from kpiloop.engine.values import EXACT
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org.rows import SubjectRow
from kpiloop.loop.reward.choices import BY_GRADE
from kpiloop.loop.reward.models import BonusLine, CarriedDifference, ScoreSheet
from kpiloop.loop.reward.pay.carried import carried_rows
from kpiloop.loop.reward.proof.bases import base_steps
from kpiloop.loop.reward.proof.pooling import paid_from_pool
from kpiloop.loop.reward.proof.scores import closed_factor_step, factor_step, gate_steps
from kpiloop.loop.reward.row_building import base_shares
from kpiloop.loop.reward.visibility import Sight, sight_of


@dataclass(frozen=True)
class Looking:
    """Who looks at a bonus, and how deep."""

    sight: Sight  #: what the viewer may see of the cycle
    by_grade: bool  #: factors by grade, else total / 100
    with_rows: bool  #: False: month values are summed up, their rows are opened later


def bonus_step(viewer: Actor, line: BonusLine, person: SubjectRow, *, with_rows: bool) -> Step:
    """The amount of a line, opened as far as the viewer may look."""
    run = line.run
    looking = Looking(sight_of(viewer, run.cycle), run.rule.individual_from == BY_GRADE, with_rows)
    entitled = _entitlement_step(looking, line)
    others = [row for row in run.lines.all() if row.pk != line.pk and row.entitlement is not None]
    fields = {
        "person": person.code,
        "person_zh": person.name_zh,
        "person_en": person.name_en or person.name_zh,
        "period": run.cycle.period.code,
    }
    people = [Person_("prepared_by", run.prepared_by, run.prepared_at.isoformat())]
    if run.approved_at is not None:
        people.append(Person_("released_by", run.approved_by, run.approved_at.isoformat()))
    evidence = {"run": str(run.pk), "run_number": str(run.number), "fingerprint": run.input_fingerprint}
    operation, parameters, children = paid_from_pool(line, entitled, others)
    if line.amount is None:
        evidence["open_reason"] = line.open_reason
    made = Step(
        "bonus",
        "proof.bonus",
        fields=fields,
        figure=line.amount,
        unit="CNY",
        operation=operation,
        parameters=parameters,
        people=tuple(people),
        evidence=evidence,
        children=children,
    )
    carried = tuple(_carried_step(row) for row in carried_rows(run.cycle, line.person_id)) if line.carried else ()
    if not carried or line.amount is None:
        return made
    total = EXACT.add(line.amount, line.carried)
    return Step(
        "bonus_paid", "proof.bonus_paid", fields=fields, figure=total, unit="CNY", operation="sum",
        children=(made, *carried),
    )  # fmt: skip


def _carried_step(row: CarriedDifference) -> Step:
    """A difference of a closed quarter: what was paid, what late data would have made of it, who decided."""
    return Step(
        "carried",
        "proof.carried",
        fields={"period": row.cycle.period.code},
        figure=row.amount,
        unit="CNY",
        operation="decision",
        leaf="decision",
        people=(Person_("decided_by", row.decided_by, row.decided_at.isoformat()),),
        evidence={
            "paid": str(row.line.amount),
            "with_late_data": str(row.after),
            "closed_month": row.source,
            "warehouse_version": str(row.warehouse_version),
            "document": row.reason,
        },
    )


def _entitlement_step(looking: Looking, line: BonusLine) -> Step:
    rule = line.run.rule
    children: list[Step] = list(base_steps(line, base_shares(line.bases)))
    if rule.uses_company_factor:
        children.append(_result_step(looking, line.company_sheet, "company_factor", line.company_factor))
    if rule.uses_unit_factor and line.unit_sheet is not None:
        children.append(_result_step(looking, line.unit_sheet, "unit_factor", line.unit_factor))
    children.append(_individual_step(looking, line))
    gates = gate_steps(looking.sight, line, with_rows=looking.with_rows)
    return Step(
        "entitlement",
        "proof.entitlement",
        figure=line.entitlement,
        unit="CNY",
        operation="gated_amount" if gates else "product",
        people=(Person_("approved_by", rule.approved_by, rule.approved_at.isoformat()),),
        evidence={"rule_version": str(rule.version), "rule_fingerprint": rule.fingerprint},
        children=(*children, *gates),
    )


def _individual_step(looking: Looking, line: BonusLine) -> Step:
    if line.sheet is None:
        return _missing("individual_factor", line.open_reason or "no_card")
    return factor_step(
        looking.sight.viewer,
        line.sheet,
        kind="individual_factor",
        by_grade=looking.by_grade,
        cap=line.run.rule.factor_cap,
        with_rows=looking.with_rows,
    )


def _result_step(looking: Looking, sheet: ScoreSheet | None, kind: str, figure: Decimal | None) -> Step:
    if sheet is None:
        return _missing(kind, "no_value")
    if not looking.sight.sees_result(sheet.subject_id, "unit"):
        return closed_factor_step(sheet, kind=kind, figure=figure)
    viewer = looking.sight.viewer
    return factor_step(viewer, sheet, kind=kind, by_grade=looking.by_grade, cap=None, with_rows=looking.with_rows)


def _missing(kind: str, reason: str) -> Step:
    return Step(kind, f"proof.{kind}", unit="factor", leaf="missing", parameters={"reason": reason})
