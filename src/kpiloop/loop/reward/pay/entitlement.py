"""From sheets to money, in memory: factors, entitlements, and the split of the pool."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from kpiloop.engine.incentive.caps import clamp
from kpiloop.engine.incentive.gates import GateCap, gated_payout, payout_factor
from kpiloop.engine.incentive.held_pool import Claim, split_held
from kpiloop.engine.incentive.pool import scale_to_pool, split
from kpiloop.engine.incentive.proration import day_share
from kpiloop.engine.values import Figure, Missing, add, divide, from_fraction, multiply, sum_of
from kpiloop.foundation.org.rows import AppointmentRow
from kpiloop.foundation.org.tree import Tree
from kpiloop.loop.reward.choices import BY_GRADE, BY_SHARE, GIVEN_BACK, SCALED
from kpiloop.loop.reward.pay_rows import BaseRow, BaseShare, BonusRuleRow, GateRow, LineDraft
from kpiloop.loop.reward.scoring.adjusting import APPLIED, UNKNOWN
from kpiloop.loop.reward.scoring.cards import days_employed, last_place

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


class ClaimingLine(Protocol):
    """A line of a run, drafted or stored."""

    @property
    def person_id(self) -> int:
        """Who."""

    @property
    def entitlement(self) -> Decimal | None:
        """Currency, unrounded; None = open."""

    @property
    def ungated(self) -> Decimal | None:
        """The same without gates."""


@dataclass(frozen=True)
class PayFrame:
    """What holds for every line of a run."""

    starts_on: date  #: first day of the quarter
    ends_before: date  #: first day after
    rule: BonusRuleRow  #: rule version
    sheets: Mapping[int, SheetFigures]  #: current sheet by subject
    tree: Tree  #: units at the end of the quarter
    appointments: Mapping[int, Sequence[AppointmentRow]]  #: places of each person in the quarter
    bases: Mapping[int, Sequence[BaseRow]]  #: bases of each person that touch the quarter


def draft_lines(frame: PayFrame) -> list[LineDraft]:
    """One line per person with a base and at least one day in the company, amounts still empty."""
    lines = [_line(person, frame) for person in sorted(frame.bases)]
    return [line for line in lines if line is not None]


def pay_out(lines: Sequence[LineDraft], pool: Decimal, rule: BonusRuleRow) -> tuple[list[LineDraft], Decimal]:
    """Turn entitlements into amounts and say by which factor they were scaled.

    share: the pool is paid out exactly, by largest remainder, and nobody gets more than the own gate leaves;
    cap: every amount is rounded by itself unless the pool does not suffice, then it is split like a
    share. Open lines get nothing.
    """
    asked = {pool_key(line.person_id): line.entitlement for line in lines if line.entitlement is not None}
    whole = sum((Fraction(figure) for figure in asked.values()), Fraction(0))
    if not whole:
        amounts, scaling = {key: Decimal("0.00") for key in asked}, ONE
    elif rule.pool_method == BY_SHARE and rule.gate_money != SCALED:
        held = split_held(pool, claims_of(lines), gives_back=rule.gate_money == GIVEN_BACK)
        amounts, scaling = held.amounts, held.scaling
    elif rule.pool_method == BY_SHARE:
        amounts, scaling = split(pool, asked), from_fraction(Fraction(pool) / whole)
    else:
        scaled = scale_to_pool(asked, pool)
        amounts, scaling = scaled.amounts, scaled.factor
    return [replace(line, amount=amounts.get(pool_key(line.person_id))) for line in lines], scaling


def claims_of(lines: Iterable[ClaimingLine]) -> dict[str, Claim]:
    """What payable lines ask of a pool: without gates, and what a gate that binds leaves."""
    found: dict[str, Claim] = {}
    for line in lines:
        if line.entitlement is not None:
            full = line.entitlement if line.ungated is None else line.ungated
            found[pool_key(line.person_id)] = Claim(full, line.entitlement if full != line.entitlement else None)
    return found


def pool_key(person_id: int) -> str:
    """Key of a person in a split: equal fractions are served in the order of employees' keys."""
    return f"{person_id:012d}"


def sheet_factor(sheet: SheetFigures, rule: BonusRuleRow) -> Decimal | None:
    """What a result is worth as a factor: that of its grade, or total / 100; a veto on pay holds either."""
    factor = sheet.factor
    if rule.individual_from != BY_GRADE:
        factor = None if sheet.total is None else _known(divide(sheet.total, HUNDRED))
    return factor if factor is None or sheet.pay_cap is None else min(factor, sheet.pay_cap)


def unit_of_line(places: Sequence[AppointmentRow], frame: PayFrame) -> int | None:
    """The unit whose result counts: that of the last place held, else the nearest one above with a card.

    The company itself is never it: its result is the company factor.
    """
    place = last_place(places, frame.starts_on, frame.ends_before)
    if place is None:
        return None
    for unit_id in (place.unit_id, *frame.tree.ancestors(place.unit_id)):
        if unit_id in frame.sheets and unit_id != frame.tree.root_id:
            return unit_id
    return None


def _line(person: int, frame: PayFrame) -> LineDraft | None:
    places = frame.appointments.get(person, ())
    days = days_employed(places, frame.starts_on, frame.ends_before)
    shares = _base_shares(frame.bases[person], places, frame)
    if not days or not shares:
        return None
    own = frame.sheets.get(person)
    unit_id = unit_of_line(places, frame) if frame.rule.uses_unit_factor else None
    unit = frame.sheets.get(unit_id) if unit_id is not None else None
    company = frame.sheets.get(frame.tree.root_id or 0) if frame.rule.uses_company_factor else None
    individual = _individual(own, frame.rule)
    unit_factor = sheet_factor(unit, frame.rule) if unit else ONE
    company_factor = sheet_factor(company, frame.rule) if company else None
    if not frame.rule.uses_company_factor:
        company_factor = ONE
    period = (frame.ends_before - frame.starts_on).days
    gates = gates_of(places, frame)
    factors = {"company": _figure(company_factor), "unit": _figure(unit_factor), "individual": _figure(individual)}
    caps = [GateCap(row.code, row.most) for row in gates if row.state == APPLIED]
    held = payout_factor(factors, caps)
    is_open = any(row.state == UNKNOWN for row in gates)
    return LineDraft(
        person_id=person,
        sheet_id=own.sheet_id if own else None,
        unit_sheet_id=unit.sheet_id if unit else None,
        company_sheet_id=company.sheet_id if company else None,
        bases=shares,
        days_employed=days,
        days_in_period=period,
        individual_factor=individual,
        unit_factor=unit_factor,
        company_factor=company_factor,
        payout_factor=_known(held.figure),
        gates=tuple(replace(row, binds=row.code == held.binding) for row in gates),
        binding=held.binding or ("" if own is None else _binding(own, frame.rule)),
        entitlement=None if is_open else _known(gated_payout(base_of(shares, period), factors, caps)),
        ungated=None if is_open else _known(gated_payout(base_of(shares, period), factors, [])),
        open_reason=_open_reason(own, individual, unit_factor, company_factor) or ("gate_unknown" if is_open else ""),
    )


def base_of(shares: Sequence[BaseShare], period: int) -> Figure:
    """Base x share of days, unrounded."""
    return add(*[multiply(share.amount, day_share(share.days, period)) for share in shares])


def gates_of(places: Sequence[AppointmentRow], frame: PayFrame) -> list[GateRow]:
    """Gates that concern somebody: those of the own unit, and the named ones of it and of every unit above."""
    place = last_place(places, frame.starts_on, frame.ends_before)
    if place is None:
        return []
    found: list[GateRow] = []
    has_own = False
    for unit_id in (place.unit_id, *frame.tree.ancestors(place.unit_id)):
        sheet = frame.sheets.get(unit_id)
        if sheet is None:
            continue
        mine = [gate for gate in sheet.gates if gate.is_named or not has_own]
        has_own = True
        found += [
            GateRow(sheet.sheet_id, gate.code, gate.version, gate.most, gate.state, gate.name_zh, gate.name_en)
            for gate in mine
        ]
    return sorted(found, key=lambda gate: (gate.code, gate.sheet_id))


def sum_of_entitlements(lines: Sequence[LineDraft]) -> Decimal:
    """Sum of what payable lines ask for."""
    return sum_of(line.entitlement for line in lines if line.entitlement is not None)


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


def _base_shares(bases: Sequence[BaseRow], places: Sequence[AppointmentRow], frame: PayFrame) -> tuple[BaseShare, ...]:
    shares: list[BaseShare] = []
    for base in sorted(bases, key=lambda row: row.valid_from):
        first = max(base.valid_from, frame.starts_on)
        last = frame.ends_before if base.valid_to is None else min(base.valid_to, frame.ends_before)
        days = days_employed(places, first, last) if first < last else 0
        if days:
            at = base.decided_at.isoformat()
            shares.append(BaseShare(base.id, base.amount, days, base.document, base.decided_by, at))
    return tuple(shares)


def _known(figure: Figure) -> Decimal | None:
    return None if isinstance(figure, Missing) else figure
