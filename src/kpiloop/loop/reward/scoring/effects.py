"""What another target would do to a month, a line and a card: the same figures, one target replaced. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal

from kpiloop.engine.achievement import achievement
from kpiloop.engine.errors import Refusal
from kpiloop.engine.status import rag
from kpiloop.engine.targets.band import Band
from kpiloop.engine.values import Figure, Missing
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.plan.rows import Aim, AssignmentRow, TargetRow, aim_of
from kpiloop.loop.reward.scoring.cards import BySubject, own_segments
from kpiloop.loop.reward.scoring.draft_rows import ScoringFrame, SheetDraft
from kpiloop.loop.reward.scoring.drafts import draft_sheet

_NEVER = datetime.min.replace(tzinfo=UTC)  # a target that is only supposed was never recorded


@dataclass(frozen=True)
class Result:
    """How things stand with one target."""

    achievement: Decimal | None  #: of the month, as a fraction; None when it cannot be judged
    light: str  #: status of the month
    score: Decimal | None  #: points of the line in its quarter
    total: Decimal | None  #: points of the card in its quarter
    grade: str  #: grade of the card; empty when there is none


@dataclass(frozen=True)
class TargetEffect:
    """One target against another."""

    actual: Decimal | None  #: value of the month; None while there is none
    before: Result  #: with the target in force
    after: Result  #: with the other target


def effect_of(
    line: AssignmentRow, month: PeriodRow, asked: Aim, frame: ScoringFrame, counting: BySubject
) -> TargetEffect:
    """Compare the target in force with another one, on the card of its subject."""
    key = (line.kpi.id, line.subject.id, month.id)
    held = frame.book.targets.get(key)
    value = frame.book.values.get(key)
    actual: Figure = Missing("no_value") if value is None or value.actual is None else value.actual
    supposed = _replaced(held, line, month, asked)
    other = replace(frame, book=replace(frame.book, targets={**frame.book.targets, key: supposed}))
    return TargetEffect(
        None if isinstance(actual, Missing) else actual,
        _result(line, actual, held, frame, counting),
        _result(line, actual, supposed, other, counting),
    )


def _replaced(held: TargetRow | None, line: AssignmentRow, month: PeriodRow, asked: Aim) -> TargetRow:
    """The target as it would be; a figure moves the range in force along, as approving it would."""
    if isinstance(asked, Missing):
        return replace(held or _nothing(line, month), target=None, band=None, is_applicable=False)
    figure, band = (asked.middle, asked) if isinstance(asked, Band) else (asked, None)
    if held is None:
        return replace(_nothing(line, month), target=figure, band=band)
    if band is None and held.band is not None and figure is not None:
        band = held.band.moved(figure)
    return replace(held, target=figure, band=band, is_applicable=True)


def _nothing(line: AssignmentRow, month: PeriodRow) -> TargetRow:
    return TargetRow(0, line.id, month.id, month.code, 0, False, None, None, None, "", "", "", _NEVER)


def _result(
    line: AssignmentRow, actual: Figure, target: TargetRow | None, frame: ScoringFrame, counting: BySubject
) -> Result:
    reached = _reached(line, actual, target)
    card = _card(line, frame, counting)
    points = None
    if card is not None:
        points = next((each.scored.clamped for each in card.lines if each.assignment.id == line.id), None)
    return Result(
        _known(reached),
        rag(reached, green=line.kpi.green_from, amber=line.kpi.amber_from),
        _known(points),
        _known(card.total) if card else None,
        card.band.grade if card and card.band else "",
    )


def _reached(line: AssignmentRow, actual: Figure, target: TargetRow | None) -> Figure:
    try:
        return achievement(
            line.kpi.achievement_method,
            actual,
            aim_of(target),
            parameters=line.kpi.parameters_with(target.band if target else None),
        )
    except Refusal:
        return Missing("no_target")  # a target this formula cannot be judged by, e.g. 0 with a ratio


def _card(line: AssignmentRow, frame: ScoringFrame, counting: BySubject) -> SheetDraft | None:
    """The own card of the subject over the quarter; None while a KPI of it has no scoring rule."""
    rows: Sequence[AssignmentRow] = counting.get(line.subject.id, ())
    if not rows or any(row.kpi.id not in frame.rules for row in rows):
        return None
    quarter = frame.quarter_months
    segments = own_segments(line.subject.id, counting, quarter[0].starts_on, quarter[-1].ends_before)
    try:
        return draft_sheet(line.subject.id, line.subject.kind, segments, frame)
    except Refusal:
        return None


def by_subject(counting: Sequence[AssignmentRow]) -> Mapping[int, list[AssignmentRow]]:
    """Counting assignments by subject."""
    found: dict[int, list[AssignmentRow]] = {}
    for row in counting:
        found.setdefault(row.subject.id, []).append(row)
    return found


def _known(figure: Figure | None) -> Decimal | None:
    return None if figure is None or isinstance(figure, Missing) else figure
