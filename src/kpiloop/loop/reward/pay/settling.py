"""One line of a bonus run: what it rests on, and the money that makes, before the pool."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kpiloop.engine.incentive.caps import clamp
from kpiloop.engine.incentive.gates import GateCap, gated_payout, payout_factor
from kpiloop.engine.incentive.proration import day_share
from kpiloop.engine.values import Figure, Missing, add, divide, multiply
from kpiloop.loop.reward.choices import BY_GRADE
from kpiloop.loop.reward.pay_rows import BaseShare, BonusRuleRow, GateRow, LineDraft
from kpiloop.loop.reward.scoring.met_rows import APPLIED, UNKNOWN

ONE = Decimal(1)
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class MetGate:
    """A gate as it was met on the card of a unit."""

    code: str  #: rule
    version: int  #: its version
    most: Decimal  #: highest payout it leaves, as a factor
    state: str  #: applied, not_met, unknown, lifted
    name_zh: str  #: Chinese name
    name_en: str  #: English name
    is_named: bool  #: names its unit: reaches everybody below; else those whose unit it is


@dataclass(frozen=True)
class SheetFigures:
    """What money needs of a score sheet."""

    sheet_id: int  #: key
    total: Decimal | None  #: points, unrounded
    factor: Decimal | None  #: factor of the grade
    fingerprint: str  #: hash of everything the sheet was made of
    pay_cap: Decimal | None = None  #: highest factor a veto leaves
    gates: tuple[MetGate, ...] = ()  #: gates as they were met on the card


@dataclass(frozen=True)
class LineBasis:
    """What a person's money rests on."""

    person_id: int  #: who
    own: SheetFigures | None  #: own result
    unit: SheetFigures | None  #: result of the unit that counts; None = no factor of a unit
    company: SheetFigures | None  #: result of the company, where the rule uses it
    bases: tuple[BaseShare, ...]  #: bases of the quarter in order of days
    days_employed: int  #: days in the company
    days_in_period: int  #: days of the quarter
    gates: tuple[GateRow, ...]  #: gates that concern the person, by code


def settled(basis: LineBasis, rule: BonusRuleRow) -> LineDraft:
    """Factors and entitlement of a line, its amount still empty."""
    own, unit, company = basis.own, basis.unit, basis.company
    individual = _individual(own, rule)
    unit_factor = sheet_factor(unit, rule) if unit else ONE
    company_factor = sheet_factor(company, rule) if company else None
    if not rule.uses_company_factor:
        company_factor = ONE
    factors = {"company": _figure(company_factor), "unit": _figure(unit_factor), "individual": _figure(individual)}
    caps = [GateCap(row.code, row.most) for row in basis.gates if row.state == APPLIED]
    held = payout_factor(factors, caps)
    is_open = any(row.state == UNKNOWN for row in basis.gates)
    base = base_of(basis.bases, basis.days_in_period)
    return LineDraft(
        person_id=basis.person_id,
        sheet_id=own.sheet_id if own else None,
        unit_sheet_id=unit.sheet_id if unit else None,
        company_sheet_id=company.sheet_id if company else None,
        bases=basis.bases,
        days_employed=basis.days_employed,
        days_in_period=basis.days_in_period,
        individual_factor=individual,
        unit_factor=unit_factor,
        company_factor=company_factor,
        payout_factor=_known(held.figure),
        gates=tuple(replace(row, binds=row.code == held.binding) for row in basis.gates),
        binding=held.binding or ("" if own is None else _binding(own, rule)),
        entitlement=None if is_open else _known(gated_payout(base, factors, caps)),
        ungated=None if is_open else _known(gated_payout(base, factors, [])),
        open_reason=_open_reason(own, individual, unit_factor, company_factor) or ("gate_unknown" if is_open else ""),
    )


def sheet_factor(sheet: SheetFigures, rule: BonusRuleRow) -> Decimal | None:
    """What a result is worth as a factor: that of its grade, or total / 100; a veto on pay holds either."""
    factor = sheet.factor
    if rule.individual_from != BY_GRADE:
        factor = None if sheet.total is None else _known(divide(sheet.total, HUNDRED))
    return factor if factor is None or sheet.pay_cap is None else min(factor, sheet.pay_cap)


def base_of(shares: Sequence[BaseShare], period: int) -> Figure:
    """Base x share of days, unrounded."""
    return add(*[multiply(share.amount, day_share(share.days, period)) for share in shares])


def _binding(own: SheetFigures, rule: BonusRuleRow) -> str:
    """What held the individual factor below what the result is worth."""
    bare = sheet_factor(replace(own, pay_cap=None), rule)
    if bare is None:
        return ""
    if own.pay_cap is not None and own.pay_cap < bare:
        return "veto"
    return "factor_cap" if rule.factor_cap is not None and rule.factor_cap < bare else ""


def _figure(factor: Decimal | None) -> Figure:
    return Missing("input_missing") if factor is None else factor


def _individual(own: SheetFigures | None, rule: BonusRuleRow) -> Decimal | None:
    factor = sheet_factor(own, rule) if own else None
    return None if factor is None else clamp(factor, cap=rule.factor_cap)


def _open_reason(
    own: SheetFigures | None, individual: Decimal | None, unit: Decimal | None, company: Decimal | None
) -> str:
    if own is None:
        return "no_card"
    if individual is None:
        return "no_total" if own.total is None else "no_grade"
    if unit is None:
        return "unit_without_total"
    return "company_without_total" if company is None else ""


def _known(figure: Figure) -> Decimal | None:
    return None if isinstance(figure, Missing) else figure
