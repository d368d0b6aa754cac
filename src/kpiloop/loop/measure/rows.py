"""What measure hands out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from kpiloop.foundation.org.rows import SubjectRow
from kpiloop.loop.plan.rows import KpiRow


@dataclass(frozen=True)
class PartRow:
    """One input of a value: an aggregate over rows, or another KPI's value."""

    name: str  #: canonical text of the aggregate, or kpi(code) with its shift
    figure: Decimal | None  #: its figure; None when missing
    rows: int  #: source rows that count into it
    scan: str  #: key of the SQL statement in the run; empty for a KPI reference
    kpi: str = ""  #: code of the referenced KPI, empty for an aggregate
    period: str = ""  #: period of the referenced value
    submission_id: int | None = None  #: report it is, where people reported it
    window: str = ""  #: of a KPI reference: its span, target or monthly_average; empty for the window of the value
    months: tuple[str, ...] = ()  #: periods of the values a mean of months is made of
    carried: str = ""  #: period without a value that this earlier one stands in for
    subject_id: int | None = None  #: the company, where a KPI reference takes its figure; None: that of the value


@dataclass(frozen=True)
class Overridden:
    """What a person decided about a value, and what the system says of it."""

    effect: str  #: replaced, added (a longer window took the difference) or noted (it contains such a month)
    ids: tuple[int, ...]  #: overrides it rests on
    periods: tuple[str, ...]  #: their months
    system: Decimal | None  #: figure of the system; None when missing
    system_state: str  #: complete, partial, missing
    system_reason: str  #: why the system has none
    adds: bool  #: months of this KPI add up


@dataclass(frozen=True)
class ValueRow:
    """A KPI of a subject in a period and window, with what it rests on."""

    id: int  #: key
    kpi_id: int  #: KPI
    kpi_code: str  #: its code
    subject_id: int  #: unit, position or person
    period_id: int  #: period
    period_code: str  #: its code
    window: str  #: month, qtd (at quarter ends: the quarter) or ytd
    actual: Decimal | None  #: the figure in the KPI's measurement unit; None when missing
    state: str  #: complete, partial, missing
    reason: str  #: why it is missing
    parts: tuple[PartRow, ...]  #: inputs in formula order
    row_count: int  #: source rows in scope
    run_number: int  #: run that wrote it
    warehouse_version: int | None  #: version of the facts it was computed from
    load_numbers: tuple[int, ...]  #: loads whose rows were in scope
    definition_id: int  #: definition version (key)
    definition_version: int  #: definition version (number)
    formula_version: int | None  #: formula version; None for submitted values
    submission_id: int | None  #: submission it repeats
    is_current: bool  #: False once a newer version exists
    frozen_revision: int  #: revision of the first close that froze it, 0 = not frozen
    overridden: Overridden | None = None  #: what a person decided about it

    @property
    def system(self) -> Decimal | None:
        """Figure of the system, whether it counts or not."""
        return self.overridden.system if self.overridden else self.actual


@dataclass(frozen=True)
class RunRow:
    """One computation."""

    id: int  #: key
    number: int  #: its number
    state: str  #: running, done, failed
    first_period: str  #: first period computed
    last_period: str  #: last period computed
    warehouse_version: int | None  #: version of the facts
    values_written: int  #: new or changed values
    values_unchanged: int  #: values that came out the same
    failures: tuple[Mapping[str, object], ...]  #: KPIs that could not be computed: kpi, code, fields
    started_by: str  #: account
    started_at: datetime  #: when it began
    finished_at: datetime | None  #: when it ended


@dataclass(frozen=True)
class OverrideRow:
    """A figure that a person decided in place of the system's, until a day."""

    id: int  #: key
    state: str  #: proposed, approved, rejected, ended, expired
    kpi: KpiRow  #: definition in force in the month
    subject: SubjectRow  #: whose figure
    period_id: int  #: month (key)
    period_code: str  #: month
    figure: Decimal  #: what counts, in the unit of the KPI
    system_then: Decimal | None  #: figure of the system when it was asked for
    system_now: Decimal | None  #: figure of the system by the newest run
    reason: str  #: why
    evidence: str  #: where the proof lies
    valid_until: date  #: from this day on the figure of the system counts again
    asked_by: str  #: account
    asked_at: datetime  #: when
    decided_by: str  #: account; empty while it waits
    decided_at: datetime | None  #: when
    decision_reason: str  #: what was said about it
    ended_by: str  #: account; empty when it expired
    ended_at: datetime | None  #: when it stopped to count
    end_reason: str  #: why it was ended
    counts: bool  #: the newest run took it; False while it waits for one
    is_held: bool  #: its day came, but its month is closed with it


@dataclass(frozen=True)
class FormulaRow:
    """One version of how a KPI is computed."""

    id: int  #: key
    kpi_code: str  #: KPI
    version: int  #: number
    text: str  #: canonical text
    fingerprint: str  #: sha256 of the text
    valid_from: date  #: first day it is used for
    date_columns: Mapping[str, str] = field(hash=False)  #: dataset -> date role it counts by
    written_by: str  #: account
    written_at: datetime  #: when
    unit_columns: Mapping[str, str] = field(default_factory=dict, hash=False)  #: dataset -> column that names the unit


@dataclass(frozen=True)
class NewFormula:
    """A formula to set in bulk."""

    kpi: str  #: KPI code
    text: str  #: formula
    valid_from: date  #: first day it is used for
    date_columns: Mapping[str, str] = field(default_factory=dict)  #: dataset -> date role
    unit_columns: Mapping[str, str] = field(default_factory=dict)  #: dataset -> column that names the unit


@dataclass(frozen=True)
class Freshness:
    """How new the figures are."""

    computed_at: datetime | None  #: end of the last finished run
    run_number: int | None  #: its number
    warehouse_version: int | None  #: version it used
    is_behind: bool  #: True when a newer version of the facts is published


class SplitPart(NamedTuple):
    """One member of a dimension inside a value; a tuple, because a page asks for thousands."""

    member: str  #: value of the dimension column
    figures: tuple[Decimal | None, ...]  #: figure per aggregate, in formula order
    figure: Decimal | None  #: the KPI of this member alone; None when missing


@dataclass(frozen=True)
class Drill:
    """A KPI of several subjects and windows by the members of a dimension."""

    parts: Mapping[tuple[int, str, str], SplitPart]  #: (subject, window, member) -> figures; only where there are rows
    members: tuple[str, ...]  #: the members asked for, most rows first; empty when all were
    read: str  #: months (the month table), kept (worked out from rows before) or rows
    statements: tuple[str, ...]  #: the queries that answered
