"""Scoring a quarter: everybody's sheets in one go, each change a new revision."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kpiloop.engine.scoring.adjusting import GATE
from kpiloop.engine.values import Missing
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.jobs.services import emit
from kpiloop.loop.reward import engine_io
from kpiloop.loop.reward.choices import OPEN, PUBLISHED, SCORED, UNREPORTED_REASONS
from kpiloop.loop.reward.errors import (
    GateWithoutCard,
    MissingFeedsPay,
    MonthsOpen,
    RuleMissing,
    StageRefused,
    TextMissing,
)
from kpiloop.loop.reward.models import GradeBand, ReviewCycle
from kpiloop.loop.reward.references import find_cycle
from kpiloop.loop.reward.review_writing import ensure_reviews
from kpiloop.loop.reward.rows import MissingLine, ScoreOutcome
from kpiloop.loop.reward.scoring.as_scored import as_scored, scored_again
from kpiloop.loop.reward.scoring.draft_rows import ScoringFrame, SheetDraft
from kpiloop.loop.reward.scoring.drafts import draft_sheets
from kpiloop.loop.reward.scoring.met_rows import UNKNOWN
from kpiloop.loop.reward.scoring.placing import with_ranks
from kpiloop.loop.reward.scoring.terms import is_restated, keeps_terms, months_of
from kpiloop.loop.reward.scoring.writing import write_sheets
from kpiloop.loop.reward.services.calibration_closing import ensure_last_grade_talks, refuse_rescoring


def score_cycle(
    actor: Actor, *, cycle_id: int, now: datetime, waiver: str = "", new_terms: bool = False
) -> ScoreOutcome:
    """Score every unit and person of a quarter.

    Shape:    60 to 100 people and all units in a fixed number of reads; running it again on equal
              inputs keeps the revisions, a changed input makes a new one and the old stays.
    Law:      totals are unrounded unless the scheme declares a place; ranks are taken from the unrounded total.
              Extra points, deductions, vetoes and limits apply in the order of rule R7. What was scored over closed
              months is scored again by the terms it was scored by, unless `new_terms` asks for those of now before
              publication. Published results are scored again only when a month of theirs was closed anew.
    Missing:  what was not reported and feeds pay stops the scoring unless another person waived it
              (waive_missing); `waiver` is the reason for scoring before the months are closed.
    Errors:   permission_denied, cycle_stage, cycle_months_open, scoring_rule_missing,
              missing_feeds_pay, calibration_confirmed.
    Source:   docs/methods/scorecard.md
    """
    require(actor, "scores.run")
    cycle = find_cycle(cycle_id, OPEN, SCORED, PUBLISHED)
    months = months_of(cycle, actor)
    restates = is_restated(cycle, months)
    _refuse_published(cycle, restates=restates, new_terms=new_terms)
    _refuse_open_months(cycle, months, waiver)
    drafted = _as_scored(actor, cycle) if keeps_terms(cycle) and not new_terms else _by_now(actor, cycle)
    missing = _unreported(drafted.drafts)
    _refuse_missing(actor, cycle, missing)
    with transaction.atomic():
        written = write_sheets(cycle, drafted.drafts, drafted.frame, drafted.bands, actor.username)
        ensure_reviews(cycle, drafted.cards)
        _mark_scored(actor, cycle, months, waiver, now)
        without = sum(isinstance(draft.total, Missing) for draft in drafted.drafts)
        after = {"sheets": len(drafted.drafts), "written": written, "without_total": without, "missing": len(missing)}
        after |= {"restates": True} if restates else {}
        key = f"{cycle.scheme.code} {cycle.period.code}"
        record(actor, verb="score", object_kind="cycle", object_key=key, after=after, reason=waiver, now=now)
        emit("cycle.scored", cycle=cycle.pk, period=cycle.period.code)
    unchanged = len(drafted.drafts) - written
    return ScoreOutcome(cycle.pk, len(drafted.drafts), written, unchanged, without, missing)


@dataclass(frozen=True)
class _Drafted:
    """Everybody's sheets before they are stored."""

    drafts: Sequence[SheetDraft]  #: with ranks
    cards: list[engine_io.SubjectCards]  #: whose cards
    frame: ScoringFrame  #: terms and figures used
    bands: Sequence[GradeBand]  #: grade table used


def _by_now(actor: Actor, cycle: ReviewCycle) -> _Drafted:
    """By the terms in force; confirmed calibrations would be lost."""
    refuse_rescoring(cycle)
    counting = engine_io.counting_assignments(cycle)
    frame = engine_io.scoring_frame(actor, cycle, counting)
    _refuse_without_rule(cycle, frame, {row.kpi.code: row.kpi.id for row in counting})
    cards = engine_io.cards_of(cycle, counting)
    _refuse_gates_without_card(frame, {key for key, _kind, _segments in cards})
    drafts = with_ranks(draft_sheets(cards, frame), frame.adjusting.terms.ties)
    return _Drafted(drafts, cards, frame, engine_io.current_bands(cycle.scheme_id))


def _as_scored(actor: Actor, cycle: ReviewCycle) -> _Drafted:
    """By the terms of the sheets; what a calibration decided stays where the score gives the same grade."""
    if cycle.state != PUBLISHED:
        refuse_rescoring(cycle)
    scored = as_scored(actor, cycle)
    return _Drafted(scored_again(scored), scored.cards, scored.frame, scored.bands)


def _mark_scored(actor: Actor, cycle: ReviewCycle, months: Sequence[PeriodRow], waiver: str, now: datetime) -> None:
    """What is published stays published."""
    is_open = any(not month.is_closed for month in months)
    cycle.state = PUBLISHED if cycle.state == PUBLISHED else SCORED
    cycle.scored_by, cycle.scored_at = actor.username, now
    cycle.open_months_reason = waiver if is_open else ""
    cycle.scored_revisions = {} if is_open else {month.code: month.revision for month in months}
    cycle.save(update_fields=["state", "scored_by", "scored_at", "open_months_reason", "scored_revisions"])
    ensure_last_grade_talks(cycle, actor.username, now)


def waive_missing(actor: Actor, *, cycle_id: int, reason: str, now: datetime) -> None:
    """Let a quarter be scored although figures that feed pay were not reported.

    Shape:    the reason is kept with the cycle and in the trail; the scheme's policy for missing
              figures then decides what the lines count.
    Law:      who waives does not score (four eyes).
    Errors:   permission_denied, cycle_stage, reward_text_missing.
    """
    require(actor, "bonus.approve")
    cycle = find_cycle(cycle_id, OPEN, SCORED)
    if not reason.strip():
        raise TextMissing(field="reason")
    with transaction.atomic():
        cycle.waiver, cycle.waived_by, cycle.waived_at = reason, actor.username, now
        cycle.save(update_fields=["waiver", "waived_by", "waived_at"])
        key = f"{cycle.scheme.code} {cycle.period.code}"
        record(actor, verb="waive_missing", object_kind="cycle", object_key=key, reason=reason, now=now)


def _unreported(drafts: Sequence[SheetDraft]) -> tuple[MissingLine, ...]:
    """Every KPI of a subject that was not reported and would count, once.

    A division by 0, no rows in a complete source or an approved "not applicable" is a fact about
    the period, not silence.
    """
    found: dict[tuple[int, int], MissingLine] = {}
    for draft in drafts:
        for line in draft.lines:
            score = line.scored.clamped
            if isinstance(score, Missing) and score.reason in UNREPORTED_REASONS:
                row = line.assignment
                found[row.subject.id, row.kpi.id] = MissingLine(row.subject, row.kpi, score.reason)
        found |= {(line.subject.id, line.kpi.id): line for line in _unjudged(draft)}
    return tuple(found.values())


def _unjudged(draft: SheetDraft) -> Iterator[MissingLine]:
    """Vetoes and gates nobody can judge: silence would pass them."""
    for met in draft.met:
        if met.state == UNKNOWN and met.read is not None and isinstance(met.examined, Missing):
            row, reason = met.read.assignment, met.examined.reason
            if reason in UNREPORTED_REASONS:
                yield MissingLine(row.subject, row.kpi, reason)


def _refuse_published(cycle: ReviewCycle, *, restates: bool, new_terms: bool) -> None:
    if cycle.state == PUBLISHED and (new_terms or not restates):
        raise StageRefused(cycle_period=cycle.period.code, state=cycle.state, needed=[OPEN, SCORED])


def _refuse_open_months(cycle: ReviewCycle, months: Sequence[PeriodRow], waiver: str) -> None:
    still_open = [month.code for month in months if not month.is_closed]
    if still_open and (cycle.state == PUBLISHED or not waiver.strip()):
        raise MonthsOpen(cycle_period=cycle.period.code, months=still_open)


def _refuse_without_rule(cycle: ReviewCycle, frame: ScoringFrame, kpis: dict[str, int]) -> None:
    without = sorted(code for code, key in kpis.items() if key not in frame.rules)
    if without:
        raise RuleMissing(scheme=cycle.scheme.code, kpis=without)


def _refuse_gates_without_card(frame: ScoringFrame, cards: Collection[int]) -> None:
    for rule in frame.adjusting.rules:
        if rule.stated.kind == GATE and rule.subject_id is not None and rule.subject_id not in cards:
            raise GateWithoutCard(rule=rule.stated.code, subject=rule.stated.subject)


def _refuse_missing(actor: Actor, cycle: ReviewCycle, missing: Sequence[MissingLine]) -> None:
    is_waived = bool(cycle.waiver) and cycle.waived_by != actor.username
    if missing and not is_waived:
        first = missing[0]
        named = f"{first.kpi.code} {first.subject.code}"
        raise MissingFeedsPay(count=len(missing), first=named, cycle_period=cycle.period.code, reason=first.reason)
