"""Extra points, deductions, vetoes and gates of one card: which figure each reads, and whether it holds.

Each rule that concerns a card is met once, when it is scored, and kept with the sheet as it was met: rule version,
figure with all it rests on, events, and who lifted it. Later changes of any of them need a new scoring.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from kpiloop.engine.achievement import achievement
from kpiloop.engine.scoring.adjusting import DEDUCTION, EXTRA, GATE, Ceiling, Points, points_given
from kpiloop.engine.scoring.conditions import Lights, holds, units
from kpiloop.engine.scoring.curves import score_line
from kpiloop.engine.values import Figure, Missing, sum_of
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.reward.rows import RuleRow
from kpiloop.loop.reward.scoring.adjustment_rows import AdjustmentRuleRow, EventRow, LiftRow, TermsRow
from kpiloop.loop.reward.scoring.cards import DEFAULT, CardSegment
from kpiloop.loop.reward.scoring.met_rows import APPLIED, LIFTED, NOT_MET, UNKNOWN
from kpiloop.loop.reward.scoring.quarter import FigureBook, QuarterFigure, quarter_figure


@dataclass(frozen=True)
class HeldScore:
    """The last score a KPI of a subject had."""

    line_id: int  #: line of the earlier sheet
    period_code: str  #: its quarter
    score: Decimal  #: points


@dataclass(frozen=True)
class AdjustmentBook:
    """Everything beside the lines, read once for a cycle."""

    rules: tuple[AdjustmentRuleRow, ...] = ()  #: in force, by kind and code
    terms: TermsRow = field(default_factory=TermsRow)  #: limits of every card
    events: Mapping[tuple[str, int], Sequence[EventRow]] = field(default_factory=dict)  #: (rule, subject): approved
    lifts: Mapping[tuple[str, int], LiftRow] = field(default_factory=dict)  #: (rule, subject): approved
    assignments: Mapping[tuple[int, int], AssignmentRow] = field(default_factory=dict)  #: (KPI, subject), any weight
    held: Mapping[tuple[int, int], HeldScore] = field(default_factory=dict)  #: (KPI, subject): last score before
    groups: Mapping[int, int] = field(default_factory=dict)  #: person -> unit of the place held last
    parents: Mapping[int, int | None] = field(default_factory=dict)  #: unit -> the one above, on the last day


@dataclass(frozen=True)
class ReadFigure:
    """The figure of a KPI a condition looked at."""

    assignment: AssignmentRow  #: KPI of a subject
    quarter: QuarterFigure  #: actual and target with what they rest on
    achievement: Figure  #: fraction, 1 = on target
    score: Figure  #: points by the scoring rule, where that is what is read
    rule: RuleRow | None  #: scoring rule, where that is what is read


@dataclass(frozen=True)
class MetRule:
    """A rule as it was met on a card."""

    rule: AdjustmentRuleRow  #: version used
    state: str  #: applied, not_met, unknown, lifted
    examined: Figure  #: number of events, or the figure that was read
    points: Decimal  #: given or taken, 0 or more
    read: ReadFigure | None  #: figure of a KPI; None for events
    events: tuple[EventRow, ...]  #: what happened
    lift: LiftRow | None  #: who took it back


@dataclass(frozen=True)
class CardSubject:
    """Whose card is adjusted."""

    subject_id: int  #: unit or person
    kind: str  #: unit or person
    segments: tuple[CardSegment, ...]  #: stretches of days it is judged on
    span: tuple[date, date]  #: first day of the quarter, first day after


def met_rules(
    who: CardSubject,
    adjusting: AdjustmentBook,
    rules: Mapping[int, RuleRow],
    book: FigureBook,
    months: Sequence[PeriodRow],
) -> tuple[MetRule, ...]:
    """Meet every rule that concerns a card, in the order of kinds and codes."""
    reading = _Reading(adjusting, rules, book, months)
    return tuple(met for rule in adjusting.rules if (met := _met(rule, who, reading)) is not None)


def points_of(met: Sequence[MetRule]) -> list[Points]:
    """Extra points and deductions that count."""
    return [Points(row.rule.stated.code, row.rule.stated.kind, row.points) for row in met if row.points]


def ceilings_of(met: Sequence[MetRule]) -> list[Ceiling]:
    """Vetoes on the total that hold."""
    return [Ceiling(row.rule.stated.code, row.rule.stated.most or Decimal(0)) for row in _vetoes(met, "total")]


def grades_left(met: Sequence[MetRule]) -> list[str]:
    """Best grades the vetoes that hold leave."""
    return [row.rule.stated.grade for row in _vetoes(met, "grade")]


def pay_cap_of(met: Sequence[MetRule]) -> Decimal | None:
    """Highest factor the vetoes that hold leave; None = no veto on pay holds."""
    return min((row.rule.stated.most or Decimal(0) for row in _vetoes(met, "pay")), default=None)


def line_caps(met: Sequence[MetRule]) -> dict[int, MetRule]:
    """Vetoes on single lines that hold: KPI -> the one that leaves least."""
    found: dict[int, MetRule] = {}
    for row in sorted(_vetoes(met, "line"), key=lambda row: -(row.rule.stated.most or Decimal(0))):
        found[row.rule.kpi_id or 0] = row
    return found


def _vetoes(met: Sequence[MetRule], scope: str) -> Iterator[MetRule]:
    return (
        row for row in met if row.state == APPLIED and row.rule.stated.kind == "veto" and row.rule.stated.scope == scope
    )


@dataclass(frozen=True)
class _Reading:
    """What every rule of a card is met with."""

    adjusting: AdjustmentBook  #: rules, events and lifts of the cycle
    rules: Mapping[int, RuleRow]  #: scoring rule by KPI
    book: FigureBook  #: figures of everybody
    months: Sequence[PeriodRow]  #: months of the quarter


def _met(rule: AdjustmentRuleRow, who: CardSubject, reading: _Reading) -> MetRule | None:
    """A rule on a card; None where it does not concern the card."""
    said = rule.stated
    if said.cards not in ("all", who.kind) or (said.kind == GATE and who.kind != "unit"):
        return None
    if said.kind == GATE and rule.subject_id not in (None, who.subject_id):
        return None
    if said.reads == "event":
        events = _events(rule, who, reading.adjusting)
        if not events and said.kind in (EXTRA, DEDUCTION):
            return None
        return _judged(rule, who, reading, sum_of(row.count for row in events), events=events)
    read = _read(rule, who, reading)
    if read is None:
        return None
    figure = {"actual": read.quarter.actual, "score": read.score}.get(said.reads, read.achievement)
    return _judged(rule, who, reading, figure, read=read)


def _judged(
    rule: AdjustmentRuleRow,
    who: CardSubject,
    reading: _Reading,
    figure: Figure,
    *,
    read: ReadFigure | None = None,
    events: tuple[EventRow, ...] = (),
) -> MetRule | None:
    lights = None
    if read is not None:
        lights = Lights(read.assignment.kpi.green_from, read.assignment.kpi.amber_from)
    said = rule.stated
    if said.kind in (EXTRA, DEDUCTION):
        given = points_given(units(rule.condition, figure, lights), said.points or Decimal(0), said.most)
        state = UNKNOWN if isinstance(given, Missing) else APPLIED if given else NOT_MET
        points = Decimal(0) if isinstance(given, Missing) else given
        return MetRule(rule, state, figure, points, read, events, None)
    is_met = holds(rule.condition, figure, lights)
    lift = reading.adjusting.lifts.get((said.code, who.subject_id))
    state = UNKNOWN if is_met is None else APPLIED if is_met else NOT_MET
    if lift is not None and state in (APPLIED, UNKNOWN):
        state = LIFTED
    return MetRule(rule, state, figure, Decimal(0), read, events, lift if state == LIFTED else None)


def _events(rule: AdjustmentRuleRow, who: CardSubject, adjusting: AdjustmentBook) -> tuple[EventRow, ...]:
    """Events of the card's own subject, and of the units and positions it was judged on, while it was."""
    spans = [(who.subject_id, *who.span)]
    for part in who.segments:
        if part.kind != DEFAULT:
            spans += [(key, part.starts_on, part.ends_before) for key in part.subject_ids if key != who.subject_id]
    found = {
        row.id: row
        for key, start, end in spans
        for row in adjusting.events.get((rule.stated.code, key), ())
        if start <= row.happened_on < end
    }
    return tuple(sorted(found.values(), key=lambda row: (row.happened_on, row.id)))


def _read(rule: AdjustmentRuleRow, who: CardSubject, reading: _Reading) -> ReadFigure | None:
    """The KPI of the named unit, else of the card's subject, else of the unit or position it was judged on longest."""
    parts = sorted((part for part in who.segments if part.kind != DEFAULT), key=lambda part: -part.days)
    keys = [who.subject_id, *(key for part in parts for key in part.subject_ids)]
    if rule.subject_id is not None:
        keys = [rule.subject_id]
    held = (reading.adjusting.assignments.get((rule.kpi_id or 0, key)) for key in keys)
    assignment = next((row for row in held if row is not None), None)
    if assignment is None:
        return None
    quarter = quarter_figure(assignment, reading.months, reading.book)
    kpi = assignment.kpi
    reached = achievement(
        kpi.achievement_method, quarter.actual, quarter.target, parameters=kpi.parameters_with(quarter.band)
    )
    curve = reading.rules.get(kpi.id) if rule.stated.reads == "score" else None
    score: Figure = Missing("input_missing")
    if curve is not None:
        score = score_line(
            curve.method, actual=quarter.actual, target=quarter.target, achievement=reached, parameters=curve.parameters
        ).clamped
    return ReadFigure(assignment, quarter, reached, score, curve)
