"""What one KPI of one unit shows: figures, history, who moved it, why, what is done about it."""

from __future__ import annotations

from dataclasses import dataclass

from kpiloop.interfaces.charts.marks.variance_bar import VarianceBar
from kpiloop.interfaces.web.components.figures import Difference, Freshness, Link, Picture
from kpiloop.interfaces.web.track.kpi.stretches import Days, Halves


@dataclass(frozen=True)
class Fact:
    """One figure of the strip under the title."""

    name: str  #: what it is
    figure: str  #: the figure
    unit: str  #: its unit
    difference: Difference | None = None  #: against the actual
    aside: str = ""  #: a remark instead of a difference
    link: Link | None = None  #: why this number


@dataclass(frozen=True)
class HistoryRow:
    """One period of the table twin of the chart."""

    period: str  #: name of the period
    actual: str  #: actual or dash
    target: str  #: target or dash
    prior_year: str  #: a year earlier or dash
    light: str  #: status


@dataclass(frozen=True)
class History:
    """The control chart with its finding and its table."""

    title: str  #: KPI
    note: str  #: unit, step and range of periods
    light: str  #: status shown beside the finding
    finding: str  #: noise or not, in bold
    reason: str  #: why
    limits_note: str  #: which points the limits come from
    picture: Picture | None  #: drawn chart
    rows: tuple[HistoryRow, ...]  #: same figures


@dataclass(frozen=True)
class WeekLine:
    """One week of the table."""

    name: str  #: week
    days: str  #: first and last day
    actual: str  #: figure or dash
    address: str  #: why this figure; empty without one
    target: str  #: target or dash
    prior_year: str  #: figure of the week a year before, or dash
    prior_name: str  #: that week
    light: str  #: status
    remark: str  #: running, partly collected, late, missing ...
    is_grave: bool  #: the remark is that nothing came


@dataclass(frozen=True)
class Weeks:
    """The weeks: chart and table."""

    note: str  #: unit, weeks shown
    policy: str  #: what the year before means
    picture: Picture | None  #: drawn chart; None before the second figure
    rows: tuple[WeekLine, ...]  #: newest first


@dataclass(frozen=True)
class PartRow:
    """One contributor."""

    name: str  #: member of the dimension
    cells: tuple[str, ...]  #: figures in the order of the heads
    difference: Difference  #: its own gap
    bar: VarianceBar | None  #: share of the impact
    impact: str  #: impact in figures
    is_total: bool = False  #: True for the last row


@dataclass(frozen=True)
class Breakdown:
    """Who moved the KPI."""

    title: str  #: question in words
    note: str  #: how it is sorted
    splits: tuple[tuple[str, str, bool], ...]  #: word, address, True when shown
    heads: tuple[str, ...]  #: column heads of the figures
    difference_head: str  #: head of the gap
    impact_head: str  #: head of the impact
    rows: tuple[PartRow, ...]  #: largest first, total last
    rows_link: Link | None  #: source rows
    split_head: str = ""  #: head of the first column


@dataclass(frozen=True)
class CauseRow:
    """One cause as its owner wrote it."""

    title: str  #: the cause
    lines: tuple[str, ...]  #: evidence, who wrote and who confirmed
    impact: Difference | None  #: signed impact
    is_rest: bool = False  #: True for what nobody has explained


@dataclass(frozen=True)
class ActionRow:
    """One action."""

    title: str  #: what is done
    address: str  #: its page
    note: str  #: last progress
    owner: str  #: who
    due: str  #: until when
    state: str  #: code of its state
    state_word: str  #: state in words
    effect: str  #: expected effect


@dataclass(frozen=True)
class Note:
    """One line of the small panels at the foot."""

    name: str  #: what it is, or the date
    text: str  #: the content
    aside: str = ""  #: person or count


@dataclass(frozen=True)
class Notes:
    """One small panel."""

    title: str  #: heading
    note: str  #: beside the heading
    rows: tuple[Note, ...]  #: lines
    link: Link | None = None  #: where to read on


@dataclass(frozen=True)
class KpiPage:
    """The whole page."""

    crumbs: tuple[Link, ...]  #: way here; an empty address is the page itself
    title: str  #: KPI and period
    light: str  #: status
    verdict: str  #: status with its streak
    under: tuple[tuple[str, str], ...]  #: owner, unit, direction, frequency, weight
    freshness: Freshness | None  #: data time
    agenda_address: str  #: its place on the agenda of the month; empty where it has none or may not be seen
    export_address: str  #: its months as a file
    facts: tuple[Fact, ...]  #: the strip
    history: History | None  #: None without any period
    breakdown: Breakdown | None  #: None without a mapped dimension
    causes: tuple[CauseRow, ...]  #: largest first, unexplained rest last
    causes_note: str  #: how much is explained
    write_cause_address: str  #: where to write one; empty without the right
    actions: tuple[ActionRow, ...]  #: actions of this KPI
    actions_note: str  #: done of all, late
    actions_total: str  #: expected effect of all
    effect_unit: str  #: unit of the effect column
    new_action_address: str  #: where to add one; empty without the right
    why: Notes  #: why this number
    definition: Notes  #: formula, thresholds, parent
    changes: Notes  #: change log
    weeks: Weeks | None = None  #: of a KPI that is measured by week
    ways: tuple[tuple[str, str, bool], ...] = ()  #: by month, half-year or day: word, address, True when shown
    halves: Halves | None = None  #: instead of the history, where asked for
    days: Days | None = None  #: likewise
    year_note: str = ""  #: which years the figures are by; empty where there is but one
    overridden: tuple[str, ...] = ()  #: what persons decided about this figure and those below
    override_address: str = ""  #: where to ask that another figure counts; empty without the right
    pace: str = ""  #: what should be reached by now; empty once the month is over
    rates: str = ""  #: month or constant: which rates the key figures are at; empty without foreign amounts
