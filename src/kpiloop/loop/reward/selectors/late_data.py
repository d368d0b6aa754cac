"""What scores and bonuses would become if values of closed months were others; nothing is written."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from kpiloop.engine.values import Missing
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.rows import SubjectRow
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.reward.choices import APPLIED, FINALISED, PREPARED, PUBLISHED, SCORED
from kpiloop.loop.reward.models import BonusRun, ReviewCycle, ScoreSheet
from kpiloop.loop.reward.pay.carried import NOTHING, carried_of
from kpiloop.loop.reward.pay.entitlement import pay_out
from kpiloop.loop.reward.pay.keeping import lines_again
from kpiloop.loop.reward.pay.reading import met_gates, sheet_figures
from kpiloop.loop.reward.pay.settling import SheetFigures
from kpiloop.loop.reward.row_building import bonus_rule_row
from kpiloop.loop.reward.scoring.as_scored import as_scored, scored_again
from kpiloop.loop.reward.scoring.draft_rows import SheetDraft
from kpiloop.loop.reward.scoring.kept_rules import kept, kept_rules
from kpiloop.loop.reward.scoring.late_figures import with_late
from kpiloop.loop.reward.selectors.rescoring import Rescoring, rescoring_of


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
    before: Decimal | None  #: as the run in force pays, with what later runs settle of it; None while it is open
    after: Decimal | None  #: what the same pool would pay


@dataclass(frozen=True)
class RewardChanges:
    """Everything that would change in scores and money."""

    scores: tuple[ScoreChange, ...]  #: by quarter, then subject
    pay: tuple[PayChange, ...]  #: by quarter, then person; empty without the right over pay
    quarters: tuple[Rescoring, ...] = ()  #: scored quarters that rest on the month, and what became of their terms


def preview_late_data(viewer: Actor, *, values: Sequence[ValueRow], adjusted: Sequence[ValueRow] = ()) -> RewardChanges:
    """Scores and bonuses of quarters already scored, with these values in place of the ones they rest on.

    Shape:    values of closed months as they would be -> changed cards and bonuses in sight.
    Law:      cards, rules, grades, targets, weights and events are those the sheets keep; money rule, units, bases and
              the pool those of the run, whatever was set since. Money is shown to the right over pay only, beside what
              `adjusted` figures of other months have carried to later runs.
    Errors:   permission_denied (reviews.view_all).
    """
    require(viewer, "reviews.view_all")
    scores: list[ScoreChange] = []
    pay: list[PayChange] = []
    cycles = touched_cycles(values)
    for cycle in cycles:
        drafts = {draft.subject_id: draft for draft in _drafts(cycle, values)}
        visible = org.visible_subjects(viewer, on=cycle.period.ends_before - timedelta(days=1))
        scores += [row for row in _scores(cycle, drafts) if visible.sees(row.subject.id)]
        if viewer.may("pay.view_all"):
            paid = {draft.subject_id: draft for draft in _drafts(cycle, [*adjusted, *values])} if adjusted else drafts
            pay += [row for row in _pay(cycle, paid, (APPLIED, PREPARED)) if visible.sees(row.person.id)]
    return RewardChanges(tuple(scores), tuple(pay), tuple(map(rescoring_of, cycles)))


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


def _drafts(cycle: ReviewCycle, values: Sequence[ValueRow]) -> list[SheetDraft]:
    return scored_again(with_late(as_scored(SYSTEM, cycle), values))


def _scores(cycle: ReviewCycle, drafts: Mapping[int, SheetDraft]) -> list[ScoreChange]:
    subjects = org_io.subjects_by_id()
    found = []
    for sheet in ScoreSheet.objects.filter(cycle=cycle, is_current=True).order_by("subject__code"):
        draft = drafts.get(sheet.subject_id)
        if draft is None:
            continue
        total = None if isinstance(draft.total, Missing) else draft.total
        grade = draft.final_band.grade if draft.final_band else ""
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
    sheets = {key: _figures(key, held, drafts) for key, held in sheet_figures(cycle).items()}
    lines, _ = pay_out(lines_again(run, sheets), run.pool, bonus_rule_row(run.rule))
    after = {line.person_id: line.amount for line in lines}
    subjects, settled = org_io.subjects_by_id(), carried_of(cycle)
    found = []
    for person_id, paid in run.lines.order_by("person__subject__code").values_list("person_id", "amount"):
        before = (paid or NOTHING) + settled[person_id] if person_id in settled else paid
        if after.get(person_id) != before:
            found.append(PayChange(cycle.period.code, subjects[person_id], before, after.get(person_id)))
    return found


def _figures(key: int, held: SheetFigures, drafts: Mapping[int, SheetDraft]) -> SheetFigures:
    draft = drafts.get(key)
    if draft is None:
        return held
    total = None if isinstance(draft.total, Missing) else draft.total
    gates = met_gates(kept_rules([kept(row) for row in draft.met]))
    factor = draft.final_band.factor if draft.final_band else None
    return replace(held, total=total, factor=factor, pay_cap=draft.pay_cap, gates=gates)
