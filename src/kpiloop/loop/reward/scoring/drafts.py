"""From cards and figures to sheets: segments, lines, totals, grades and ranks, all in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from kpiloop.engine.achievement import achievement
from kpiloop.engine.scoring import scorecard
from kpiloop.engine.scoring.adjusting import adjust, held_grade
from kpiloop.engine.scoring.curves import LineScore, missing_policy, score_line
from kpiloop.engine.scoring.grades import grade_of
from kpiloop.engine.status import rag
from kpiloop.engine.values import APPROVED_NA, Figure, Missing, is_excused, multiply
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.reward.scoring.adjusting import (
    CardSubject,
    MetRule,
    ceilings_of,
    grades_left,
    line_caps,
    met_rules,
    points_of,
)
from kpiloop.loop.reward.scoring.cards import DEFAULT, OWN, CardSegment
from kpiloop.loop.reward.scoring.draft_rows import LineDraft, ScoringFrame, SheetDraft, shown
from kpiloop.loop.reward.scoring.placing import distributed
from kpiloop.loop.reward.scoring.quarter import quarter_figure


def draft_sheets(cards: Sequence[tuple[int, str, Sequence[CardSegment]]], frame: ScoringFrame) -> list[SheetDraft]:
    """Score everybody: first the cards with KPIs, then those that rest on the results of a unit and its head."""
    rests = {key for key, _, segments in cards if any(part.kind == DEFAULT for part in segments)}
    first = {key: draft_sheet(key, kind, parts, frame) for key, kind, parts in cards if key not in rests}
    first |= {draft.subject_id: draft for draft in distributed(list(first.values()), frame)}
    return [first.get(key) or draft_sheet(key, kind, parts, frame, first) for key, kind, parts in cards]


def draft_sheet(
    subject_id: int,
    kind: str,
    segments: Sequence[CardSegment],
    frame: ScoringFrame,
    others: Mapping[int, SheetDraft] = MappingProxyType({}),
) -> SheetDraft:
    """Score one card: every segment on its own KPIs and targets, merged by days, then adjusted (rule R7)."""
    quarter = frame.quarter_months
    who = CardSubject(subject_id, kind, tuple(segments), (quarter[0].starts_on, quarter[-1].ends_before))
    met = met_rules(who, frame.adjusting, frame.rules, frame.book, quarter)
    lines: list[LineDraft] = []
    totals: list[Figure] = []
    rests_on: list[tuple[int, str, str]] = []
    for place, segment in enumerate(segments):
        if segment.kind == DEFAULT:
            unit, factor = _results(segment, others)
            totals.append(multiply(unit, factor))
            rests_on.append((place, shown(unit), shown(factor)))
            continue
        drafts, total = _segment(place, segment, frame, line_caps(met))
        lines += drafts
        totals.append(total)
    merged = scorecard.merge_segments([(part.days, figure) for part, figure in zip(segments, totals, strict=True)])
    adjusted = adjust(merged, points_of(met), ceilings_of(met), frame.adjusting.terms.limits)
    band = held_grade(grade_of(adjusted.official, frame.bands), frame.bands, grades_left(met))
    return SheetDraft(
        subject_id=subject_id,
        kind=kind,
        segments=tuple(segments),
        totals=tuple(totals),
        lines=tuple(lines),
        card_total=merged,
        adjusted=adjusted,
        met=met,
        band=band,
        rests_on=tuple(rests_on),
    )


def _results(segment: CardSegment, others: Mapping[int, SheetDraft]) -> tuple[Figure, Figure]:
    """Score of the unit and factor of its head's grade; a head without a result of its own KPIs leaves it open."""
    unit, head = (others.get(key) for key in segment.subject_ids)
    factor: Figure = Missing("head_without_grade") if head is None or head.band is None else head.band.factor
    return (unit.total if unit else Missing("no_value")), factor


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


def _segment(
    place: int, segment: CardSegment, frame: ScoringFrame, caps: Mapping[int, MetRule]
) -> tuple[list[LineDraft], Figure]:
    drafts = [
        replace(_line(place, order, segment, row, frame), veto=caps.get(row.kpi.id))
        for order, row in enumerate(segment.assignments)
    ]
    card = scorecard.total(
        [scorecard.WeightedLine(str(line.order), line.assignment.weight, line.score, line.policy) for line in drafts],
        missing_policy=frame.missing_policy,
    )
    weighed = [
        replace(line, effective_weight=card.effective_weights[str(line.order)], weighted=card.weighted[str(line.order)])
        for line in drafts
    ]
    return weighed, card.total


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
    if is_excused(quarter.target):
        scored = LineScore(quarter.target, quarter.target, (f"missing reason={APPROVED_NA}",))
    light = rag(reached, green=row.kpi.green_from, amber=row.kpi.amber_from)
    held = None
    is_silent = isinstance(scored.clamped, Missing) and not is_excused(scored.clamped)
    if is_silent and (missing_policy(rule.parameters) or frame.missing_policy) == "hold_last":
        held = frame.adjusting.held.get((row.kpi.id, row.subject.id))
    return LineDraft(place, order, row, rule, quarter, reached, light, scored, Decimal(0), scored.clamped, held)
