"""What analyse gives to others: frozen rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from kpiloop.engine.values import Figure
from kpiloop.engine.variance.difference import Difference
from kpiloop.engine.variance.limits import Limits
from kpiloop.loop.plan.rows import AssignmentRow, KpiRow


@dataclass(frozen=True)
class Comparison:
    """One figure beside its target, the period before and the year before."""

    assignment: AssignmentRow  #: what is compared
    period_code: str  #: the month
    window: str  #: month or ytd: what every figure here means
    actual: Figure  #: figure of the window
    target: Figure  #: target of the window
    prior_period: Figure  #: figure of the month before
    prior_year: Figure  #: figure a year ago
    to_target: Difference  #: change against target and whether it is good
    to_prior_period: Difference  #: against the month before
    to_prior_year: Difference  #: against a year ago
    in_points: bool  #: percentage KPI: changes are percentage points
    light: str  #: green, amber, red, na
    streak: int  #: reds in a row ending here
    value_id: int | None  #: opens the proof of the actual


@dataclass(frozen=True)
class PeerComparison:
    """One figure beside those of its peers: subjects of the same kind that have the same KPI."""

    peers: int  #: how many have a figure, this one included
    best: Figure  #: best achievement's figure; Missing below the smallest group
    median: Figure  #: median figure; Missing below the smallest group
    to_best: Difference  #: change against the best and whether it is good
    to_median: Difference  #: change against the median and whether it is good


@dataclass(frozen=True)
class PartRow:
    """What one unit, member or driver adds to a change."""

    key: str  #: unit code, member of the dimension or KPI code; "" for rows without a member
    name_zh: str  #: Chinese name; the member itself for dimensions
    name_en: str  #: English name
    base: Figure  #: its figure in the base
    current: Figure  #: its figure now
    change: Figure  #: what it adds to the whole change, in the KPI's unit (percentage KPIs: points)
    share: Figure  #: change / whole change, sign kept; may exceed 1 or be negative
    good: str  #: better, worse or neutral for the direction of the KPI
    rate_effect: Figure | None = None  #: of that, by its own rate (ratio KPIs)
    mix_effect: Figure | None = None  #: of that, by its weight in the whole (ratio KPIs)
    base_weight: Figure | None = None  #: its share of the denominator in the base (ratio KPIs)
    current_weight: Figure | None = None  #: the same now (ratio KPIs)
    assignment_id: int | None = None  #: opens the part, when it is a KPI of somebody
    kpi: KpiRow | None = None  #: whose unit base and current have, where a factor is a KPI of its own
    #: prior_year, prior_period, target, monthly_average or company, where a factor is not the KPI now; rows: no KPI is
    note: str = ""
    state: str = ""  #: new or gone, where a part is on one side only

    def name(self, language: str) -> str:
        """The name in a language, the Chinese one where there is no other."""
        return self.name_en if language.startswith("en") and self.name_en else self.name_zh


@dataclass(frozen=True)
class Contribution:
    """A change split so that the parts and the residual add up to it exactly."""

    assignment: AssignmentRow  #: whose change
    period_code: str  #: the month
    by: str  #: unit, drivers or a dimension
    baseline: str  #: target, prior_year or prior_period: what was really used
    asked_baseline: str  #: what was asked for; differs when a child has no target
    window: str  #: month or ytd
    base: Figure  #: figure of the base
    current: Figure  #: figure now
    change: Figure  #: current - base
    parts: tuple[PartRow, ...]  #: largest effect first
    residual: Figure  #: change less the parts
    residual_code: (
        str  #: what the residual is: none, unallocated, overlap, factor_targets, beside_factors or untargeted_mix
    )
    convention: str  #: additive, midpoint, base-weighted, current_share, shapley, chain or lmdi
    hidden: int = 0  #: parts whose unit the viewer may not see; they are inside the residual
    methods: tuple[str, ...] = ()  #: conventions these parts can be told apart by, the usual one first
    order: tuple[str, ...] = ()  #: factors in the order they are moved; empty where parts are no factors


@dataclass(frozen=True)
class CellRow:
    """What one member of the second dimension within one of the first adds to a change."""

    row: str  #: key of the member of the first dimension
    column: str  #: key of the member of the second
    part: PartRow  #: figures and effect


@dataclass(frozen=True)
class FactorChoice:
    """A figure somebody may name as a factor."""

    key: str  #: KPI code, or the text of an input of the formula
    name_zh: str  #: Chinese name; the text for an input no KPI is
    name_en: str  #: English name
    note: str  #: as in PartRow
    is_input: bool  #: an input of the formula


@dataclass(frozen=True)
class Crossing:
    """A change split by two dimensions at once; cells and residual add up to it exactly, margins are sums of cells."""

    assignment: AssignmentRow  #: whose change
    period_code: str  #: the month
    dimensions: tuple[str, str]  #: rows and columns of the table: columns of the dataset, the first may be unit
    baseline: str  #: prior_year or prior_period: what was really used
    asked_baseline: str  #: what was asked for; members of a dimension have no target
    window: str  #: month or ytd
    base: Figure  #: figure of the base
    current: Figure  #: figure now
    change: Figure  #: current - base
    rows: tuple[PartRow, ...]  #: sums along the first dimension, largest effect first, the others last
    columns: tuple[PartRow, ...]  #: sums along the second
    cells: tuple[CellRow, ...]  #: by row and column; only where there are rows of facts
    residual: Figure  #: change less the cells
    residual_code: str  #: none, unallocated or overlap
    convention: str  #: additive, midpoint or base-weighted
    methods: tuple[str, ...] = ()  #: conventions there are, the usual one first
    hidden: int = 0  #: units the viewer may not see; one row together

    @property
    def parts(self) -> tuple[PartRow, ...]:
        """The sums along the first dimension are parts of the change too."""
        return self.rows

    def cell(self, row: str, column: str) -> PartRow | None:
        """The cell of two members; None where neither side has rows of facts."""
        return next((cell.part for cell in self.cells if (cell.row, cell.column) == (row, column)), None)


@dataclass(frozen=True)
class BridgeStep:
    """One column of a waterfall."""

    key: str  #: "base", "current", "residual" or the key of a part
    name_zh: str  #: Chinese name, empty for the fixed keys (a label)
    name_en: str  #: English name
    kind: str  #: total, step or residual
    change: Figure  #: height of the step; for totals the total
    start: Figure  #: running total before it
    end: Figure  #: running total after it
    good: str  #: better, worse or neutral
    assignment_id: int | None = None  #: opens the step


@dataclass(frozen=True)
class Bridge:
    """From base to actual in steps that meet exactly."""

    contribution: Contribution  #: what the steps are drawn from
    steps: tuple[BridgeStep, ...]  #: base, steps, residual (if any), current


@dataclass(frozen=True)
class LimitPoint:
    """One month of a control chart."""

    period_code: str  #: the month
    actual: Figure  #: figure of the month
    target: Decimal | None  #: target of the month
    is_news: bool  #: outside the limits
    is_base: bool  #: whether the limits rest on it
    prior_year: Figure | None = None  #: figure a year before


@dataclass(frozen=True)
class XmR:
    """Is the movement noise or news."""

    assignment: AssignmentRow  #: whose figures
    points: tuple[LimitPoint, ...]  #: months, oldest first
    limits: Limits | None  #: None below six months with a value
    base_first: str  #: first month the limits rest on, empty without limits
    base_last: str  #: last month the limits rest on


@dataclass(frozen=True)
class CauseRow:
    """A cause of a variance."""

    id: int  #: key
    assignment_id: int  #: whose variance
    period_code: str  #: of which month
    kind: str  #: market, price, volume ...
    text: str  #: in the owner's words
    evidence: str  #: what shows it
    impact: Decimal | None  #: in the KPI's unit, sign as the gap
    state: str  #: written, confirmed, withdrawn
    written_by: str  #: account
    written_at: datetime  #: when
    confirmed_by: str  #: account, empty until confirmed
    confirmed_at: datetime | None  #: when
    months_named: int = 1  #: months of the last twelve this kind was named for the KPI

    @property
    def is_systemic(self) -> bool:
        """Named in three months or more: one more fix of the symptom will not do (R83)."""
        return self.months_named >= 3


@dataclass(frozen=True)
class Explained:
    """How much of a gap its causes explain."""

    gap: Decimal | None  #: actual - target
    explained: Decimal  #: sum of the impacts that were given
    unexplained: Decimal | None  #: gap - explained
    causes: tuple[CauseRow, ...]  #: largest impact first


@dataclass(frozen=True)
class MoneyEffect:
    """What an exception is worth in money."""

    amount: Decimal  #: currency of the company; below 0 is bad for it
    how: str  #: gap (the KPI is money) or rate (rate gap x what the rate is taken of)


@dataclass(frozen=True)
class NewCause:
    """A cause to write."""

    assignment_id: int  #: whose variance
    period_code: str  #: of which month
    kind: str  #: market, price, volume ...
    text: str  #: in the owner's words
    evidence: str = ""  #: what shows it
    impact: Decimal | None = None  #: in the KPI's unit, sign as the gap
