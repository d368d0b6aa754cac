"""Rows about money: bases, rules, runs, lines and statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from kpiloop.foundation.org.rows import SubjectRow
from kpiloop.loop.reward.rows import CycleRow, SheetRow


@dataclass(frozen=True)
class NewBase:
    """A bonus base decided for a person."""

    person: str  #: employee number
    amount: Decimal  #: currency for a full quarter
    valid_from: date  #: first day
    document: str  #: where the decision stands
    valid_to: date | None = None  #: first day no longer


@dataclass(frozen=True)
class BaseRow:
    """A bonus base in force from a day."""

    id: int  #: key
    person: SubjectRow  #: whose
    amount: Decimal  #: currency for a full quarter
    valid_from: date  #: first day
    valid_to: date | None  #: first day no longer
    document: str  #: where the decision stands
    decided_by: str  #: account
    decided_at: datetime  #: when it was recorded


@dataclass(frozen=True)
class BonusRuleRow:
    """One version of how factors make money."""

    id: int  #: key
    scheme_id: int  #: scheme
    version: int  #: number of the version, from 1
    individual_from: str  #: grade (factor of the grade) or score (total / 100), for every factor
    uses_unit_factor: bool  #: whether the unit's result counts
    uses_company_factor: bool  #: whether the company's result counts
    factor_cap: Decimal | None  #: highest individual factor
    pool_method: str  #: share (sum = pool) or cap (scaled down only)
    gate_money: str  #: of share: what gates withhold is kept or given_back; scaled = rules of before
    fingerprint: str  #: hash of the rule
    approved_by: str  #: account
    approved_at: datetime  #: when


@dataclass(frozen=True)
class BaseShare:
    """Days of the quarter under one base."""

    base_id: int  #: base
    amount: Decimal  #: currency for a full quarter
    days: int  #: days employed under it
    document: str  #: where the decision stands
    decided_by: str  #: account
    decided_at: str  #: when, ISO text


@dataclass(frozen=True)
class GateRow:
    """A gate that concerns somebody's payout."""

    sheet_id: int  #: card of the unit it was met on
    code: str  #: rule
    version: int  #: its version
    most: Decimal  #: highest payout it leaves, as a factor of base x days
    state: str  #: applied, not_met, unknown, lifted
    name_zh: str  #: Chinese name
    name_en: str  #: English name
    binds: bool = False  #: whether it holds this payout


@dataclass(frozen=True)
class LineDraft:
    """One person's money before it is stored."""

    person_id: int  #: who
    sheet_id: int | None  #: own card
    unit_sheet_id: int | None  #: card of the unit
    company_sheet_id: int | None  #: card of the company
    bases: tuple[BaseShare, ...]  #: bases of the quarter in order of days
    days_employed: int  #: days in the company
    days_in_period: int  #: days of the quarter
    individual_factor: Decimal | None  #: None = no total yet
    unit_factor: Decimal | None  #: 1 where the rule does not use it
    company_factor: Decimal | None  #: 1 where the rule does not use it
    entitlement: Decimal | None  #: currency, unrounded; None = open
    payout_factor: Decimal | None = None  #: company x unit x individual, held by gates
    gates: tuple[GateRow, ...] = ()  #: gates that concern it, by code
    binding: str = ""  #: what holds the payout: a gate by code, veto, factor_cap
    amount: Decimal | None = None  #: currency, to the cent; None = open
    open_reason: str = ""  #: what has to be decided first
    ungated: Decimal | None = None  #: entitlement without gates, unrounded
    carried: Decimal = Decimal("0.00")  #: differences of closed quarters, currency, beside the pool


@dataclass(frozen=True)
class BonusPlan:
    """A bonus run that was worked out; run_id is None for a simulation, which writes nothing."""

    run_id: int | None  #: stored run, waiting for the second person
    cycle: CycleRow  #: quarter and scheme
    rule: BonusRuleRow  #: rule version used
    pool: Decimal  #: currency
    pool_document: str  #: where the pool was decided
    total: Decimal  #: sum of the amounts, currency
    scaling: Decimal  #: entitlements x this = amounts before rounding to the cent
    lines: tuple[LineDraft, ...]  #: one per person, by key
    fingerprint: str  #: hash of every input
    prepared_by: str  #: account
    unsettled: tuple[int, ...] = ()  #: people with a difference of a closed quarter and no line to settle it with

    @property
    def carried(self) -> Decimal:
        """Sum of the differences of closed quarters, currency; not part of the pool."""
        return sum((line.carried for line in self.lines), Decimal("0.00"))

    @property
    def left_over(self) -> Decimal:
        """What of the pool is not paid out, currency."""
        return self.pool - self.total

    @property
    def open_lines(self) -> tuple[LineDraft, ...]:
        """Lines that cannot be paid yet."""
        return tuple(line for line in self.lines if line.amount is None)


@dataclass(frozen=True)
class RunRow:
    """A settlement of a cycle."""

    id: int  #: key
    cycle: CycleRow  #: quarter and scheme
    number: int  #: number within the cycle
    state: str  #: prepared, applied, superseded
    rule: BonusRuleRow  #: rule version used
    pool: Decimal  #: currency
    pool_document: str  #: where the pool was decided
    total: Decimal  #: currency, sum of the payable lines
    scaling: Decimal  #: factor from entitlement to amount
    lines: int  #: people
    open_lines: int  #: people whose line is open
    fingerprint: str  #: hash of every input
    correction_reason: str  #: why a paid quarter was worked out again, else empty
    prepared_by: str  #: account
    prepared_at: datetime  #: when
    approved_by: str  #: account, empty until applied
    approved_at: datetime | None  #: when


@dataclass(frozen=True)
class BonusLineRow:
    """One person's money."""

    id: int  #: key
    run_id: int  #: run
    person: SubjectRow  #: who
    sheet_id: int | None  #: own card
    unit_sheet_id: int | None  #: card of the unit
    company_sheet_id: int | None  #: card of the company
    base_amount: Decimal  #: currency for a full quarter
    bases: tuple[BaseShare, ...]  #: every base of the quarter
    days_employed: int  #: days in the company
    days_in_period: int  #: days of the quarter
    individual_factor: Decimal | None  #: None = no total yet
    unit_factor: Decimal | None  #: 1 where the rule does not use it
    company_factor: Decimal | None  #: 1 where the rule does not use it
    entitlement: Decimal | None  #: currency, unrounded
    amount: Decimal | None  #: currency, to the cent; None = open
    state: str  #: payable or open
    open_reason: str  #: what has to be decided first
    carried: Decimal  #: differences of closed quarters, currency, beside the pool
    payout_factor: Decimal | None = None  #: company x unit x individual, held by gates; None on lines of older runs
    gates: tuple[GateRow, ...] = ()  #: gates that concern it, by code
    binding: str = ""  #: what holds the payout: a gate by code, veto, factor_cap
    ungated: Decimal | None = None  #: entitlement without gates, unrounded; None on lines of older runs
    gate_money: str = ""  #: what the rule of the run does with money a gate withholds; empty = the pool caps

    @property
    def paid(self) -> Decimal | None:
        """What payroll is told: the amount with what is carried; None while the line is open."""
        return None if self.amount is None else self.amount + self.carried


@dataclass(frozen=True)
class RunExplanation:
    """What applying a run would do, cut to what the viewer may see."""

    plan: BonusPlan  #: the run, with only the visible lines
    visible: int  #: lines shown
    hidden: int  #: lines of people outside the viewer's scope
    total_before: Decimal | None  #: total of the last applied run of the scheme, currency
    by_grade: tuple[tuple[str, int, Decimal], ...]  #: grade, people, currency of the visible lines


@dataclass(frozen=True)
class StatementRow:
    """What one person is told about a cycle."""

    cycle: CycleRow  #: quarter and scheme
    person: SubjectRow  #: who
    sheet: SheetRow | None  #: own card with lines
    line: BonusLineRow | None  #: own money; None until a run is applied
    run: RunRow | None  #: the run it stands in


@dataclass(frozen=True)
class PayLine:
    """What a file tells payroll about one person."""

    person: SubjectRow  #: who
    factor: Decimal | None  #: individual factor of the run; None when the person left the run
    amount: Decimal  #: currency, to the cent; below zero takes back
    state: str = "made"  #: made, accepted, rejected
    answer: str = ""  #: why payroll does not pay it


@dataclass(frozen=True)
class LineAnswer:
    """What payroll says about one line of a file."""

    line: str  #: id of the line, as the file names it
    state: str  #: accepted or rejected
    reason: str = ""  #: why, of what is rejected


@dataclass(frozen=True)
class OwedRow:
    """What payroll does not have yet of the released run of a quarter."""

    run_id: int  #: the run that stands
    run_number: int  #: its number in the quarter
    people: int  #: people with something to hand over
    total: Decimal  #: currency, sum of the lines of the next file
    open_lines: int  #: people whose amount is not settled: they come by a later file
    is_first: bool  #: whole amounts; later only differences


@dataclass(frozen=True)
class PayFileRow:
    """One file for payroll with its control totals."""

    id: int  #: key
    cycle: CycleRow  #: quarter and scheme
    run_id: int  #: run it was made from
    run_number: int  #: its number in the quarter
    number: int  #: number within the cycle; from the second on it holds differences only
    state: str  #: made, accepted, rejected, partly
    people: int  #: lines
    total: Decimal  #: currency, sum of the lines
    sha256: str  #: hash of the lines
    made_by: str  #: account
    made_at: datetime  #: when
    answered_by: str  #: account that recorded what payroll said, empty until then
    answered_at: datetime | None  #: when
    answer: str  #: what payroll said
    lines: tuple[PayLine, ...]  #: by employee number

    def line_id(self, line: PayLine) -> str:
        """How the file names one of its lines, and payroll names it back."""
        return f"{self.id}-{line.person.code}"
