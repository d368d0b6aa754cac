"""What the cockpit shows, in its order: sentence, cards, exceptions, bridge, units, next steps."""

from __future__ import annotations

from dataclasses import dataclass

from kpiloop.interfaces.charts.marks.bullet import Bullet
from kpiloop.interfaces.charts.marks.sparkline import Sparkline
from kpiloop.interfaces.charts.marks.variance_bar import VarianceBar
from kpiloop.interfaces.charts.options.bridge import Bridge, columns, floor_of
from kpiloop.interfaces.web.components.figures import Difference, Freshness, Link, Picture


@dataclass(frozen=True)
class LightCount:
    """How many KPIs have one status."""

    light: str  #: green, amber, red or na
    count: int  #: number of KPIs


@dataclass(frozen=True)
class CardLine:
    """One comparison on a card."""

    name: str  #: plan, target, prior year
    reference: str  #: the figure compared with
    differences: tuple[Difference, ...]  #: absolute first, then relative; one alone for percentages


@dataclass(frozen=True)
class Card:
    """One headline KPI."""

    name: str  #: name of the KPI
    address: str  #: its page
    light: str  #: status
    value: str  #: the actual, or a dash
    unit: str  #: unit of the value
    spark: Sparkline | None  #: last twelve periods
    lines: tuple[CardLine, ...]  #: plan first, prior year second
    bullet: Bullet | None  #: actual against target
    is_constant: bool = False  #: whether figure and prior year are at constant exchange rates
    subject: str = ""  #: whose figure, where the same KPI stands on several cards


@dataclass(frozen=True)
class ExceptionRow:
    """One KPI that needs attention."""

    light: str  #: status
    name: str  #: name of the KPI
    address: str  #: its page
    unit: str  #: unit it is judged for
    owner: str  #: accountable person
    impact: VarianceBar | None  #: size of the gap in money; None where it cannot be stated
    impact_text: str  #: the same in figures, or why there is none
    actual: str  #: actual with unit
    target: str  #: target with unit
    difference: Difference  #: gap between the two
    spark: Sparkline | None  #: last twelve periods with the target dotted
    streak: str  #: how long it has lasted
    is_first: bool  #: True when it happens for the first time
    cause: str  #: main cause as written by the owner; empty when nobody has analysed it
    ask_address: str  #: where to remind the owner; empty when there is a cause or no right to ask
    actions: str  #: done of all, such as 1/4; empty when there are none
    late: str  #: how late the latest action is; empty when none is late
    doubt: str = ""  #: why the figure deserves a second look; empty when it does not


@dataclass(frozen=True)
class BridgeRow:
    """One step of the bridge, for the table twin and for phones."""

    name: str  #: plan, a cause, actual
    text: str  #: figure, signed for steps
    judgement: str  #: better, worse, plan or actual
    address: str  #: explorer filtered to this step
    x: str  #: left edge of its bar, percent
    width: str  #: length of its bar, percent


@dataclass(frozen=True)
class BridgePanel:
    """From plan to actual."""

    title: str  #: KPI and what is compared
    note: str  #: unit and period
    rows: tuple[BridgeRow, ...]  #: first total, steps, last total
    picture: Picture | None  #: the drawn bridge
    axis_note: str  #: where the axis starts when it does not start at zero
    table_address: str  #: explorer


@dataclass(frozen=True)
class UnitCell:
    """Score of one unit in one period."""

    light: str  #: status
    score: str  #: score or dash
    address: str  #: the unit in that month


@dataclass(frozen=True)
class UnitRow:
    """One unit over the last periods."""

    name: str  #: unit
    address: str  #: its page
    cells: tuple[UnitCell, ...]  #: oldest period first
    streak: str  #: how long the last status has lasted; empty when on target
    is_missed: bool  #: True when missed now
    cause: Link | None  #: KPI that weighs most


@dataclass(frozen=True)
class UnitPanel:
    """The unit grid."""

    note: str  #: how many periods and units
    legend: tuple[tuple[str, str], ...]  #: status and its range of scores
    periods: tuple[str, ...]  #: short names, oldest first
    rows: tuple[UnitRow, ...]  #: worst first
    rest: str  #: on phones: how many further units are on target
    silent: str = ""  #: how many have no figure; empty when all have


@dataclass(frozen=True)
class NextStep:
    """One thing somebody has to do next."""

    title: str  #: what it is
    aside: str  #: date or time; empty when there is none
    lines: tuple[str, ...]  #: details
    link: Link | None  #: where to do it
    progress: tuple[int, int] | None = None  #: done and total of a known amount


@dataclass(frozen=True)
class CockpitPage:
    """The whole page."""

    sentence: str  #: the finding, which is the title
    scope: str  #: how many KPIs of which period
    lights: tuple[LightCount, ...]  #: counts by status
    causes_address: str  #: where the causes stand
    freshness: Freshness | None  #: data time
    cards: tuple[Card, ...]  #: at most six
    exceptions: tuple[ExceptionRow, ...]  #: at most ten, largest money first
    exceptions_note: str  #: how many and how they are sorted
    exceptions_hint: str  #: what the marks mean and what must not be added up
    impact_unit: str  #: unit of the impact column
    explorer_address: str  #: variance analysis
    bridge: BridgePanel | None  #: None without a KPI that can be bridged
    units: UnitPanel | None  #: None without scores
    steps: tuple[NextStep, ...]  #: next steps of this reader
    steps_note: str  #: how many
    is_silent: bool = False  #: True while no KPI of the period has a value
    begin: tuple[Link, ...] | None = None  #: ways to begin while no card is judged; None once one is
    pace: str = ""  #: how far the period has come; empty once it is over
    rate_ways: tuple[tuple[str, str, bool], ...] = ()  #: exchange rates to choose from: word, address, True when shown
    rates_note: str = ""  #: at which rates the cards are; empty where there is one currency
    export_address: str = ""  #: the month as a file
    year_note: str = ""  #: which year the figures are by; empty where there is but one


def bridge_rows(bridge: Bridge, *, address: str) -> tuple[BridgeRow, ...]:
    """The bridge as rows with floating bars, on the same broken axis as the picture."""
    placed, floor = columns(bridge), floor_of(bridge)
    span = max(column.high for column in placed) - floor
    rows = []
    for step, column in zip(bridge.steps, placed, strict=True):
        left = max(column.low, floor) - floor
        kind = step.judgement if step.kind == "step" else step.kind
        rows.append(
            BridgeRow(
                name=step.name,
                text=step.text,
                judgement=kind,
                address=address,
                x=f"{left / span * 100:.2f}" if span else "0",
                width=f"{(column.high - floor - left) / span * 100:.2f}" if span else "0",
            )
        )
    return tuple(rows)
