"""A bonus as a chain of steps: amount -> pool -> entitlement -> base, days and factors -> scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kpiloop.engine.incentive.proration import day_share
from kpiloop.engine.incentive.rounding import floor_to_unit
from kpiloop.engine.trace import Person_, Step
from kpiloop.engine.values import EXACT, multiply, sum_of
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org.rows import SubjectRow
from kpiloop.loop.reward.choices import BY_GRADE, BY_SHARE
from kpiloop.loop.reward.models import BonusLine, BonusRun, CarriedDifference, ScoreSheet
from kpiloop.loop.reward.pay.carried import carried_rows
from kpiloop.loop.reward.pay.entitlement import ONE, pool_key
from kpiloop.loop.reward.pay_rows import BaseShare
from kpiloop.loop.reward.proof.scores import closed_factor_step, factor_step, gate_steps
from kpiloop.loop.reward.references import hash_of
from kpiloop.loop.reward.row_building import base_shares
from kpiloop.loop.reward.visibility import Sight, sight_of

_CENTS = 2


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
    operation, parameters, children = _paid(line, entitled, others)
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


def _paid(line: BonusLine, entitled: Step, others: Sequence[BonusLine]) -> tuple[str, dict[str, str], tuple[Step, ...]]:
    run = line.run
    asked = sum_of(row.entitlement for row in (line, *others) if row.entitlement is not None)
    is_split = run.rule.pool_method == BY_SHARE or (run.scaling is not None and run.scaling != ONE)
    if line.amount is None or not asked or not is_split:
        scaling = Step(
            "scaling",
            "proof.scaling",
            fields={"pool": str(run.pool), "asked": str(asked)},
            figure=ONE,
            unit="factor",
            leaf="restricted" if others else "decision",
            evidence=_pool_evidence(run, others),
        )
        scaled = Step(
            "scaled",
            "proof.scaled",
            figure=line.entitlement,
            unit="CNY",
            operation="scale",
            children=(entitled, scaling),
        )
        return "round", {"places": str(_CENTS)}, (scaled,)
    return "largest_remainder", {"key": pool_key(line.person_id), "places": str(_CENTS)}, _split(line, entitled, others)


def _split(line: BonusLine, entitled: Step, others: Sequence[BonusLine]) -> tuple[Step, ...]:
    run = line.run
    key = pool_key(line.person_id)
    pool = Step(
        "pool",
        "proof.pool",
        figure=run.pool,
        unit="CNY",
        leaf="decision",
        evidence={"document": run.pool_document},
        people=(Person_("prepared_by", run.prepared_by, run.prepared_at.isoformat()),),
    )
    share = Step(
        "share",
        "proof.share",
        figure=line.entitlement,
        unit="CNY",
        operation="given",
        parameters={"key": key},
        children=(entitled,),
    )
    rest = sum_of(row.entitlement for row in others if row.entitlement is not None)
    other_shares = Step(
        "other_shares",
        "proof.other_shares",
        figure=rest,
        unit="CNY",
        leaf="restricted",
        evidence=_pool_evidence(run, others),
    )
    left_over = Step(
        "left_over",
        "proof.left_over",
        figure=_left_over(line, rest),
        unit="CNY",
        leaf="restricted",
        evidence=_pool_evidence(run, others),
    )
    return pool, share, other_shares, left_over


def _left_over(line: BonusLine, rest: Decimal) -> Decimal:
    """The cent of the remainder that fell to this line: what largest remainder gave beyond the cut-down share."""
    own = line.entitlement or Decimal(0)
    whole = EXACT.add(own, rest)
    exact = EXACT.divide(EXACT.multiply(line.run.pool, own), whole) if whole else Decimal(0)
    return EXACT.subtract(line.amount or Decimal(0), floor_to_unit(exact, _CENTS))


def _pool_evidence(run: BonusRun, others: Sequence[BonusLine]) -> dict[str, str]:
    figures = [[row.person_id, str(row.entitlement)] for row in sorted(others, key=lambda row: row.person_id)]
    return {
        "definition": f"bonus rule v{run.rule.version} {run.rule.pool_method}",
        "pool": str(run.pool),
        "document": run.pool_document,
        "row_count": str(len(figures)),
        "row_sum": str(sum_of(Decimal(figure) for _, figure in ((str(a), str(b)) for a, b in figures))),
        "sha256": hash_of(figures),
        "open_to": run.approved_by or run.prepared_by,
    }


def _entitlement_step(looking: Looking, line: BonusLine) -> Step:
    rule = line.run.rule
    children: list[Step] = list(_base_steps(line, base_shares(line.bases)))
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


def _base_steps(line: BonusLine, shares: Sequence[BaseShare]) -> tuple[Step, ...]:
    """Base and share of days as factors of their own; several bases of one quarter as their sum."""
    pairs = [(_base_step(share), _days_step(line, share)) for share in shares]
    if len(pairs) == 1:
        return pairs[0]
    products = tuple(
        Step("base_part", "proof.base_part", figure=_product(pair), unit="CNY", operation="product", children=pair)
        for pair in pairs
    )
    total = sum_of(step.figure for step in products if step.figure is not None)
    return (Step("base", "proof.bases", figure=total, unit="CNY", operation="sum", children=products),)


def _product(pair: tuple[Step, Step]) -> Decimal:
    figure = multiply(*[step.figure or Decimal(0) for step in pair])
    return figure if isinstance(figure, Decimal) else Decimal(0)


def _base_step(share: BaseShare) -> Step:
    return Step(
        "base",
        "proof.base",
        figure=share.amount,
        unit="CNY",
        operation="decision",
        leaf="decision",
        people=(Person_("decided_by", share.decided_by, share.decided_at),),
        evidence={"document": share.document, "base": str(share.base_id)},
    )


def _days_step(line: BonusLine, share: BaseShare) -> Step:
    cycle = line.run.cycle
    start, end = cycle.period.starts_on, cycle.period.ends_before
    employed = Step(
        "days_employed",
        "proof.days_employed",
        figure=Decimal(share.days),
        unit="days",
        leaf="decision",
        evidence={"appointments": _places(line.person_id, start, end)},
    )
    whole = Step(
        "days_in_period",
        "proof.days_in_period",
        fields={"period": cycle.period.code},
        figure=Decimal(line.days_in_period),
        unit="days",
        leaf="decision",
        evidence={"from": start.isoformat(), "to": (end - timedelta(days=1)).isoformat()},
    )
    return Step(
        "days_share",
        "proof.days_share",
        figure=day_share(share.days, line.days_in_period),
        unit="ratio",
        operation="quotient",
        children=(employed, whole),
    )


def _places(person_id: int, start: date, end: date) -> str:
    subjects = org_io.subjects_by_id()
    held = [row for row in org_io.appointments_between(start, end) if row.person_id == person_id]
    return "; ".join(
        f"{subjects[row.unit_id].code} {row.valid_from.isoformat()}..{row.valid_to.isoformat() if row.valid_to else ''}"
        for row in held
    )


def _missing(kind: str, reason: str) -> Step:
    return Step(kind, f"proof.{kind}", unit="factor", leaf="missing", parameters={"reason": reason})
