"""By which terms a quarter is scored again: those of its sheets, or those of now, and how the two differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.choices import REOPENED
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org.rows import SubjectRow
from kpiloop.loop.plan.rows import KpiRow
from kpiloop.loop.reward import engine_io
from kpiloop.loop.reward.choices import PUBLISHED
from kpiloop.loop.reward.models import GradeBand, ReviewCycle, ScoreSheet
from kpiloop.loop.reward.rows import RuleRow
from kpiloop.loop.reward.scoring.adjustment_reading import current_adjustments, current_terms
from kpiloop.loop.reward.scoring.as_scored import KeptTerms, kept_terms
from kpiloop.loop.reward.scoring.cards import CardSegment
from kpiloop.loop.reward.scoring.met_rows import KeptRule

SCORING, GRADES, BESIDE, LIMITS, MISSING = "scoring_rule", "grades", "adjustment", "card_terms", "missing_policy"
CARD, DEFINITION = "card", "definition"


@dataclass(frozen=True)
class TermChange:
    """Something a quarter was scored by that says something else by now."""

    kind: str  #: scoring_rule, grades, adjustment, card_terms, missing_policy, card, definition
    named: tuple[tuple[str, str], ...] = ()  #: KPIs, rules or cards concerned, Chinese and English; empty: only one


def months_of(cycle: ReviewCycle, actor: Actor) -> Sequence[PeriodRow]:
    """Months of the quarter of a cycle."""
    return calendar.months_of(actor, calendar.period_by_id(actor, cycle.period_id))


def keeps_terms(cycle: ReviewCycle) -> bool:
    """Whether another scoring goes by the terms of the sheets: they rest on closed months, or are published."""
    return bool(cycle.scored_revisions) or cycle.state == PUBLISHED


def is_restated(cycle: ReviewCycle, months: Iterable[PeriodRow]) -> bool:
    """Whether a month the sheets rest on was closed again, or stands open again, since they were made."""
    held = cycle.scored_revisions
    if not held and cycle.state == PUBLISHED:
        return any(row.revision > 1 or row.state == REOPENED for row in months)  # published over open months
    return bool(held) and any(not row.is_closed or row.revision != held.get(row.code) for row in months)


def term_changes(actor: Actor, cycle: ReviewCycle) -> tuple[TermChange, ...]:
    """What the sheets of a scored quarter were made by and says something else by now; empty before a scoring."""
    scored = kept_terms(actor, cycle)
    return tuple(_changes(cycle, scored)) if scored.kept else ()


def _changes(cycle: ReviewCycle, scored: KeptTerms) -> Iterator[TermChange]:
    now = engine_io.current_rules(cycle.scheme_id)
    kpis = {row.kpi.id: row.kpi for _, _, parts in scored.cards for part in parts for row in part.assignments}
    others = [
        kpis[key] for key, rule in scored.rules.items() if key in kpis and _said(now.get(key)) != rule.fingerprint
    ]
    if others:
        yield TermChange(SCORING, _named(others))
    if [_band(row) for row in engine_io.current_bands(cycle.scheme_id)] != [_band(row) for row in scored.bands]:
        yield TermChange(GRADES)
    beside = _beside(cycle, [rule for row in scored.kept for rule in row.beside])
    if beside:
        yield TermChange(BESIDE, tuple(sorted(beside)))
    if current_terms(cycle.scheme_id).version != scored.limits.version:
        yield TermChange(LIMITS)
    if cycle.scheme.missing_policy != scored.missing_policy:
        yield TermChange(MISSING)
    yield from _cards(cycle, scored)


def _named(rows: Iterable[KpiRow | SubjectRow]) -> tuple[tuple[str, str], ...]:
    return tuple((row.name_zh, row.name_en) for row in sorted(rows, key=lambda row: row.code))


def _said(rule: RuleRow | None) -> str:
    return rule.fingerprint if rule else ""


def _band(row: GradeBand) -> tuple[object, ...]:
    return row.grade, row.lower, row.upper, row.factor


def _beside(cycle: ReviewCycle, met: Iterable[KeptRule]) -> set[tuple[str, str]]:
    """Rules beside the lines that were met and were changed or ended, and those that came since."""
    kept = {rule.code: rule for rule in met}
    now = {row.stated.code: row for row in current_adjustments(cycle.scheme_id)}
    newest = ScoreSheet.objects.filter(cycle=cycle, is_current=True).order_by("-computed_at").first()
    changed = {
        (rule.name_zh, rule.name_en)
        for code, rule in kept.items()
        if code not in now or now[code].fingerprint != rule.fingerprint
    }
    return changed | {
        (row.stated.name_zh, row.stated.name_en)
        for code, row in now.items()
        if code not in kept and newest is not None and row.approved_at > newest.computed_at
    }


def _cards(cycle: ReviewCycle, scored: KeptTerms) -> Iterator[TermChange]:
    """Cards that would consist of other KPIs, weights or days, and KPIs that mean something else by now."""
    counting = engine_io.counting_assignments(cycle)
    now = {key: segments for key, _, segments in engine_io.cards_of(cycle, counting)}
    kept = {key: segments for key, _, segments in scored.cards}
    moved = {key for key in kept.keys() | now.keys() if _card(kept.get(key, ())) != _card(now.get(key, ()))}
    if moved:
        subjects = org_io.subjects_by_id()
        yield TermChange(CARD, _named(subjects[key] for key in moved))
    means = {row.kpi.id: row.kpi.definition_id for row in counting}
    others = {
        row.kpi.id: row.kpi
        for segments in kept.values()
        for part in segments
        for row in part.assignments
        if means.get(row.kpi.id, row.kpi.definition_id) != row.kpi.definition_id
    }
    if others:
        yield TermChange(DEFINITION, _named(others.values()))


def _card(segments: Sequence[CardSegment]) -> list[tuple[object, ...]]:
    return [
        (
            part.kind,
            part.subject_ids,
            part.starts_on,
            part.ends_before,
            [(row.kpi.id, row.weight) for row in part.assignments],
        )
        for part in segments
    ]
