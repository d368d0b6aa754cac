"""From sheets to money, in memory: factors, entitlements, and the split of the pool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from kpiloop.engine.incentive.caps import clamp
from kpiloop.engine.incentive.pool import scale_to_pool, split
from kpiloop.engine.incentive.proration import day_share
from kpiloop.engine.values import Figure, Missing, add, divide, from_fraction, multiply, sum_of
from kpiloop.foundation.org.rows import AppointmentRow
from kpiloop.foundation.org.tree import Tree
from kpiloop.loop.reward.choices import BY_GRADE, BY_SHARE
from kpiloop.loop.reward.pay_rows import BaseRow, BaseShare, BonusRuleRow, LineDraft
from kpiloop.loop.reward.scoring.cards import days_employed, last_place

ONE = Decimal(1)
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class SheetFigures:
    """What money needs of a score sheet."""

    sheet_id: int  #: key
    total: Decimal | None  #: points, unrounded
    factor: Decimal | None  #: factor of the grade
    fingerprint: str  #: hash of everything the sheet was made of


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

    share: the pool is paid out exactly, by largest remainder; cap: every amount is rounded by
    itself unless the pool does not suffice, then it is split like a share. Open lines get nothing.
    """
    asked = {pool_key(line.person_id): line.entitlement for line in lines if line.entitlement is not None}
    whole = sum((Fraction(figure) for figure in asked.values()), Fraction(0))
    if not whole:
        amounts, scaling = {key: Decimal("0.00") for key in asked}, ONE
    elif rule.pool_method == BY_SHARE:
        amounts, scaling = split(pool, asked), from_fraction(Fraction(pool) / whole)
    else:
        scaled = scale_to_pool(asked, pool)
        amounts, scaling = scaled.amounts, scaled.factor
    return [replace(line, amount=amounts.get(pool_key(line.person_id))) for line in lines], scaling


def pool_key(person_id: int) -> str:
    """Key of a person in a split: equal fractions are served in the order of employees' keys."""
    return f"{person_id:012d}"


def sheet_factor(sheet: SheetFigures, rule: BonusRuleRow) -> Decimal | None:
    """What a result is worth as a factor: that of its grade, or total / 100."""
    if rule.individual_from == BY_GRADE:
        return sheet.factor
    return None if sheet.total is None else _known(divide(sheet.total, HUNDRED))


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
    entitled = entitlement(shares, period, (company_factor, unit_factor, individual))
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
        entitlement=entitled,
        open_reason=_open_reason(own, individual, unit_factor, company_factor),
    )


def entitlement(shares: Sequence[BaseShare], period: int, factors: Sequence[Decimal | None]) -> Decimal | None:
    """Base x share of days x factors, unrounded; None while a factor is missing."""
    paid = add(*[multiply(share.amount, day_share(share.days, period)) for share in shares])
    known = [Missing("input_missing") if factor is None else factor for factor in factors]
    return _known(multiply(paid, *known))


def sum_of_entitlements(lines: Sequence[LineDraft]) -> Decimal:
    """Sum of what payable lines ask for."""
    return sum_of(line.entitlement for line in lines if line.entitlement is not None)


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
