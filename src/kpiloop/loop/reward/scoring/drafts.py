"""From cards and figures to sheets: segments, lines, totals, grades and ranks, all in memory."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType

from kpiloop.engine.achievement import achievement
from kpiloop.engine.scoring import ranking, scorecard
from kpiloop.engine.scoring.curves import LineScore, score_line
from kpiloop.engine.scoring.grades import Band, grade_of
from kpiloop.engine.status import rag
from kpiloop.engine.values import Figure, Missing, multiply
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.reward.rows import RuleRow
from kpiloop.loop.reward.scoring.cards import DEFAULT, OWN, CardSegment
from kpiloop.loop.reward.scoring.quarter import FigureBook, QuarterFigure, quarter_figure


@dataclass(frozen=True)
class LineDraft:
    """One scored line before it is stored."""

    segment: int  #: place of its segment
    order: int  #: place within the segment
    assignment: AssignmentRow  #: the KPI of the card
    rule: RuleRow  #: scoring rule version used
    quarter: QuarterFigure  #: actual and target with what they rest on
    achievement: Figure  #: fraction, 1 = on target
    light: str  #: green, amber, red, na
    scored: LineScore  #: raw and bounded score with words
    effective_weight: Decimal  #: fraction of 1 that counted within its segment
    weighted: Figure  #: points it brings to the segment's total


@dataclass(frozen=True)
class SheetDraft:
    """One scored card before it is stored."""

    subject_id: int  #: whose card
    kind: str  #: unit or person
    segments: tuple[CardSegment, ...]  #: in order of days
    totals: tuple[Figure, ...]  #: total per segment
    lines: tuple[LineDraft, ...]  #: all lines, by segment and order
    total: Figure  #: merged by days, unrounded
    band: Band | None  #: grade it falls into
    rests_on: tuple[tuple[int, str, str], ...] = ()  #: default segments: place, unit score, head factor
    rank: int | None = None  #: place among the sheets of its kind


@dataclass(frozen=True)
class ScoringFrame:
    """What holds for every sheet of a cycle."""

    quarter_months: tuple[PeriodRow, ...]  #: months of the quarter
    book: FigureBook  #: figures of everybody
    rules: Mapping[int, RuleRow]  #: scoring rule by KPI
    bands: tuple[Band, ...]  #: grade table
    missing_policy: str  #: renormalise, zero or block


def draft_sheets(cards: Sequence[tuple[int, str, Sequence[CardSegment]]], frame: ScoringFrame) -> list[SheetDraft]:
    """Score everybody: first the cards with KPIs, then those that rest on the results of a unit and its head."""
    rests = {key for key, _, segments in cards if any(part.kind == DEFAULT for part in segments)}
    first = {key: draft_sheet(key, kind, parts, frame) for key, kind, parts in cards if key not in rests}
    return [first.get(key) or draft_sheet(key, kind, parts, frame, first) for key, kind, parts in cards]


def draft_sheet(
    subject_id: int,
    kind: str,
    segments: Sequence[CardSegment],
    frame: ScoringFrame,
    others: Mapping[int, SheetDraft] = MappingProxyType({}),
) -> SheetDraft:
    """Score one card: every segment on its own KPIs and targets, merged by days."""
    lines: list[LineDraft] = []
    totals: list[Figure] = []
    rests_on: list[tuple[int, str, str]] = []
    for place, segment in enumerate(segments):
        if segment.kind == DEFAULT:
            unit, factor = _results(segment, others)
            totals.append(multiply(unit, factor))
            rests_on.append((place, shown(unit), shown(factor)))
            continue
        drafts = _segment_lines(place, segment, frame)
        card = scorecard.total(
            [scorecard.WeightedLine(str(line.order), line.assignment.weight, line.scored.clamped) for line in drafts],
            missing_policy=frame.missing_policy,
        )
        totals.append(card.total)
        lines += [
            replace(
                line,
                effective_weight=card.effective_weights[str(line.order)],
                weighted=card.weighted[str(line.order)],
            )
            for line in drafts
        ]
    total = scorecard.merge_segments([(part.days, figure) for part, figure in zip(segments, totals, strict=True)])
    band = grade_of(total, frame.bands)
    return SheetDraft(
        subject_id, kind, tuple(segments), tuple(totals), tuple(lines), total, band, rests_on=tuple(rests_on)
    )


def _results(segment: CardSegment, others: Mapping[int, SheetDraft]) -> tuple[Figure, Figure]:
    """Score of the unit and factor of its head's grade; a head without a result of its own KPIs leaves it open."""
    unit, head = (others.get(key) for key in segment.subject_ids)
    factor: Figure = Missing("head_without_grade") if head is None or head.band is None else head.band.factor
    return (unit.total if unit else Missing("no_value")), factor


def with_ranks(drafts: Sequence[SheetDraft]) -> list[SheetDraft]:
    """Rank the sheets of each kind by their unrounded totals."""
    places: dict[tuple[str, int], int] = {}
    for kind in {draft.kind for draft in drafts}:
        totals = {str(draft.subject_id): draft.total for draft in drafts if draft.kind == kind}
        places |= {(kind, int(key)): place for key, place in ranking.rank(totals).items()}
    return [replace(draft, rank=places.get((draft.kind, draft.subject_id))) for draft in drafts]


def judged_months(segment: CardSegment, quarter: Sequence[PeriodRow]) -> list[PeriodRow]:
    """The months a segment is judged on.

    KPIs of the subject itself carry only its own rows: every month the segment touches. KPIs of a
    unit or position are everybody's: only the months the segment covers in full, and where it
    covers none, the quarter.
    """
    if segment.kind == OWN:
        return [
            month
            for month in quarter
            if month.starts_on < segment.ends_before and month.ends_before > segment.starts_on
        ]
    covered = [
        month for month in quarter if segment.starts_on <= month.starts_on and month.ends_before <= segment.ends_before
    ]
    return covered or list(quarter)


def fingerprint(draft: SheetDraft, frame: ScoringFrame) -> str:
    """One hash over everything a sheet was made of: equal inputs give an equal sheet."""
    written = {
        "total": shown(draft.total),
        "rank": draft.rank,
        "band": [draft.band.grade, str(draft.band.factor)] if draft.band else None,
        "policy": frame.missing_policy,
        "segments": [
            [part.kind, list(part.subject_ids), part.starts_on.isoformat(), part.ends_before.isoformat()]
            for part in draft.segments
        ],
        **({"rests_on": [list(each) for each in draft.rests_on]} if draft.rests_on else {}),
        "lines": [
            [
                line.segment,
                line.assignment.id,
                line.assignment.kpi.definition_id,
                line.rule.fingerprint,
                str(line.assignment.weight),
                [value.id for value in line.quarter.values],
                [target.id for target in line.quarter.targets],
                shown(line.scored.clamped),
            ]
            for line in draft.lines
        ],
    }
    return hashlib.sha256(json.dumps(written, sort_keys=True).encode()).hexdigest()


def shown(figure: Figure) -> str:
    """A figure or the reason it is missing, as text."""
    return figure.reason if isinstance(figure, Missing) else str(figure)


def _segment_lines(place: int, segment: CardSegment, frame: ScoringFrame) -> list[LineDraft]:
    return [_line(place, order, segment, row, frame) for order, row in enumerate(segment.assignments)]


def _line(place: int, order: int, segment: CardSegment, row: AssignmentRow, frame: ScoringFrame) -> LineDraft:
    months = judged_months(segment, frame.quarter_months)
    quarter = quarter_figure(row, months, frame.book)
    reached = achievement(
        row.kpi.achievement_method,
        quarter.actual,
        quarter.target,
        parameters=row.kpi.parameters_with(quarter.band),
    )
    rule = frame.rules[row.kpi.id]
    scored = score_line(
        rule.method, actual=quarter.actual, target=quarter.target, achievement=reached, parameters=rule.parameters
    )
    light = rag(reached, green=row.kpi.green_from, amber=row.kpi.amber_from)
    return LineDraft(place, order, row, rule, quarter, reached, light, scored, Decimal(0), scored.clamped)
