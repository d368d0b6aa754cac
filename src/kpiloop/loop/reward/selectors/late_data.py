"""What scores and bonuses would become if values of closed months were others; nothing is written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from kpiloop.engine.scoring.grades import Band
from kpiloop.engine.values import Missing
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.rows import SubjectRow
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.reward import engine_io
from kpiloop.loop.reward.choices import APPLIED, FINALISED, PREPARED, PUBLISHED, SCORED
from kpiloop.loop.reward.models import BonusRun, ReviewCycle, ScoreSheet
from kpiloop.loop.reward.pay.entitlement import SheetFigures, draft_lines, pay_out
from kpiloop.loop.reward.pay.reading import met_gates, pay_frame
from kpiloop.loop.reward.row_building import bonus_rule_row
from kpiloop.loop.reward.scoring.draft_rows import SheetDraft
from kpiloop.loop.reward.scoring.drafts import draft_sheets
from kpiloop.loop.reward.scoring.kept_rules import kept, kept_rules
from kpiloop.loop.reward.scoring.quarter import FigureBook


@dataclass(frozen=True)
class ScoreChange:
    """The card of a subject that would score otherwise."""

    period_code: str  #: quarter
    subject: SubjectRow  #: whose card
    total_before: Decimal | None  #: points as scored, unrounded; None without a total
    total_after: Decimal | None  #: points it would have
    grade_before: str  #: grade as scored; empty without one
    grade_after: str  #: grade it would have


@dataclass(frozen=True)
class PayChange:
    """The bonus of a person that would be another one."""

    period_code: str  #: quarter
    person: SubjectRow  #: whose bonus
    before: Decimal | None  #: as the run in force pays; None while its line is open
    after: Decimal | None  #: what the same pool would pay


@dataclass(frozen=True)
class RewardChanges:
    """Everything that would change in scores and money."""

    scores: tuple[ScoreChange, ...]  #: by quarter, then subject
    pay: tuple[PayChange, ...]  #: by quarter, then person; empty without the right over pay


def preview_late_data(viewer: Actor, *, values: Sequence[ValueRow]) -> RewardChanges:
    """Scores and bonuses of quarters already scored, with these values in place of the ones they rest on.

    Shape:    values of closed months as they would be -> changed cards and bonuses in sight.
    Law:      rules, grades, targets, weights, bases and the pool are those of the scored quarter; money is shown to
              the right over pay only.
    Errors:   permission_denied (reviews.view_all).
    """
    require(viewer, "reviews.view_all")
    scores: list[ScoreChange] = []
    pay: list[PayChange] = []
    for cycle in touched_cycles(values):
        drafts = {draft.subject_id: draft for draft in _drafts(cycle, values)}
        visible = org.visible_subjects(viewer, on=cycle.period.ends_before - timedelta(days=1))
        scores += [row for row in _scores(cycle, drafts) if visible.sees(row.subject.id)]
        if viewer.may("pay.view_all"):
            pay += [row for row in _pay(cycle, drafts, (APPLIED, PREPARED)) if visible.sees(row.person.id)]
    return RewardChanges(tuple(scores), tuple(pay))


def touched_cycles(values: Sequence[ValueRow]) -> list[ReviewCycle]:
    """Scored quarters that rest on months of these values, oldest first."""
    touched = {row.period_id for row in values}
    found = ReviewCycle.objects.filter(state__in=(SCORED, PUBLISHED, FINALISED)).select_related("period", "scheme")
    return [
        cycle
        for cycle in found.order_by("period__starts_on", "pk")
        if touched & {month.id for month in calendar.months_of(SYSTEM, calendar.period_by_id(SYSTEM, cycle.period_id))}
    ]


def changed_pay(cycle: ReviewCycle, values: Sequence[ValueRow], states: Collection[str]) -> list[PayChange]:
    """Bonuses of a quarter that would be others with these values; the caller answers for who may know."""
    return _pay(cycle, {draft.subject_id: draft for draft in _drafts(cycle, values)}, states)


def _drafts(cycle: ReviewCycle, values: Iterable[ValueRow]) -> list[SheetDraft]:
    counting = engine_io.counting_assignments(cycle)
    frame = engine_io.scoring_frame(SYSTEM, cycle, counting)
    cards = engine_io.cards_of(cycle, counting)
    return _calibrated(cycle, draft_sheets(cards, replace(frame, book=_with(frame.book, values))), frame.bands)


def _calibrated(cycle: ReviewCycle, drafts: Sequence[SheetDraft], bands: Sequence[Band]) -> list[SheetDraft]:
    """A calibrated grade stays while the score goes on giving the grade it was calibrated from."""
    held = ScoreSheet.objects.filter(cycle=cycle, is_current=True).exclude(calibration={})
    found = {row.subject_id: (row.calibration["proposed"], row.grade) for row in held}
    known = {band.grade: band for band in bands}
    return [
        replace(draft, band=known[found[draft.subject_id][1]])
        if draft.subject_id in found and draft.band and draft.band.grade == found[draft.subject_id][0]
        else draft
        for draft in drafts
    ]


def _with(book: FigureBook, values: Iterable[ValueRow]) -> FigureBook:
    rows = list(values)

    def others(window: str, held: Mapping[tuple[int, int, int], ValueRow]) -> dict[tuple[int, int, int], ValueRow]:
        keyed = {(row.kpi_id, row.subject_id, row.period_id): row for row in rows if row.window == window}
        return {key: keyed.get(key, row) for key, row in held.items()}

    return replace(
        book,
        values=others("month", book.values),
        ytd_values=others("ytd", book.ytd_values),
        quarter_values=others("qtd", book.quarter_values),
    )


def _scores(cycle: ReviewCycle, drafts: Mapping[int, SheetDraft]) -> list[ScoreChange]:
    subjects = org_io.subjects_by_id()
    found = []
    for sheet in ScoreSheet.objects.filter(cycle=cycle, is_current=True).order_by("subject__code"):
        draft = drafts.get(sheet.subject_id)
        if draft is None:
            continue
        total = None if isinstance(draft.total, Missing) else draft.total
        grade = draft.band.grade if draft.band else ""
        if (total, grade) != (sheet.total, sheet.grade):
            who = subjects[sheet.subject_id]
            found.append(ScoreChange(cycle.period.code, who, sheet.total, total, sheet.grade, grade))
    return found


def _pay(cycle: ReviewCycle, drafts: Mapping[int, SheetDraft], states: Collection[str]) -> list[PayChange]:
    """Against the run in force, with its own rule and pool; before one there is nothing to compare with."""
    run = (
        BonusRun.objects.filter(cycle=cycle, state__in=states)
        .select_related("rule")
        .order_by("state", "-number")
        .first()
    )
    if run is None:
        return []
    frame = replace(pay_frame(cycle), rule=bonus_rule_row(run.rule))
    sheets = {key: _figures(key, held, drafts) for key, held in frame.sheets.items()}
    lines, _ = pay_out(draft_lines(replace(frame, sheets=sheets)), run.pool, frame.rule)
    after = {line.person_id: line.amount for line in lines}
    subjects = org_io.subjects_by_id()
    found = []
    for person_id, before in run.lines.order_by("person__subject__code").values_list("person_id", "amount"):
        if after.get(person_id) != before:
            found.append(PayChange(cycle.period.code, subjects[person_id], before, after.get(person_id)))
    return found


def _figures(key: int, held: SheetFigures, drafts: Mapping[int, SheetDraft]) -> SheetFigures:
    draft = drafts.get(key)
    if draft is None:
        return held
    total = None if isinstance(draft.total, Missing) else draft.total
    gates = met_gates(kept_rules([kept(row) for row in draft.met]))
    factor = draft.band.factor if draft.band else None
    return replace(held, total=total, factor=factor, pay_cap=draft.pay_cap, gates=gates)
