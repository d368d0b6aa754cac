"""From sheets to money, in memory: factors, entitlements, and the split of the pool."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from kpiloop.engine.incentive.held_pool import Claim, split_held
from kpiloop.engine.incentive.pool import scale_to_pool, split
from kpiloop.engine.values import from_fraction, sum_of
from kpiloop.foundation.org.rows import AppointmentRow
from kpiloop.foundation.org.tree import Tree
from kpiloop.loop.reward.choices import BY_SHARE, GIVEN_BACK, SCALED
from kpiloop.loop.reward.pay.settling import ONE, LineBasis, SheetFigures, settled
from kpiloop.loop.reward.pay_rows import BaseRow, BaseShare, BonusRuleRow, GateRow, LineDraft
from kpiloop.loop.reward.scoring.cards import days_employed, last_place


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
    lines = [draft_line(person, frame) for person in sorted(frame.bases)]
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


def draft_line(person: int, frame: PayFrame) -> LineDraft | None:
    """The line of a person; None without a base or a day in the company."""
    places = frame.appointments.get(person, ())
    days = days_employed(places, frame.starts_on, frame.ends_before)
    shares = base_shares_of(person, frame)
    if not days or not shares:
        return None
    unit_id = unit_of_line(places, frame) if frame.rule.uses_unit_factor else None
    basis = LineBasis(
        person_id=person,
        own=frame.sheets.get(person),
        unit=frame.sheets.get(unit_id) if unit_id is not None else None,
        company=frame.sheets.get(frame.tree.root_id or 0) if frame.rule.uses_company_factor else None,
        bases=shares,
        days_employed=days,
        days_in_period=(frame.ends_before - frame.starts_on).days,
        gates=tuple(gates_of(places, frame)),
    )
    return settled(basis, frame.rule)


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


def base_shares_of(person: int, frame: PayFrame) -> tuple[BaseShare, ...]:
    """Bases of a person with the days of the quarter each held, in order of days."""
    places = frame.appointments.get(person, ())
    shares: list[BaseShare] = []
    for base in sorted(frame.bases.get(person, ()), key=lambda row: row.valid_from):
        first = max(base.valid_from, frame.starts_on)
        last = frame.ends_before if base.valid_to is None else min(base.valid_to, frame.ends_before)
        days = days_employed(places, first, last) if first < last else 0
        if days:
            at = base.decided_at.isoformat()
            shares.append(BaseShare(base.id, base.amount, days, base.document, base.decided_by, at))
    return tuple(shares)
