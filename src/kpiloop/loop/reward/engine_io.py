"""Rows for scoring and pay: everybody's cards, figures, rules and bases of a cycle in a fixed number of reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from kpiloop.engine.scoring.curves import missing_policy
from kpiloop.engine.scoring.grades import Band
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org.rows import AppointmentRow
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.reward.choices import FINALISED
from kpiloop.loop.reward.errors import NotVisible
from kpiloop.loop.reward.models import GradeBand, ReviewCycle, ScoreSheet, ScoringRule
from kpiloop.loop.reward.row_building import rule_row
from kpiloop.loop.reward.rows import FinalGrade, FinalGrades, RuleRow
from kpiloop.loop.reward.scoring.adjustment_reading import adjustment_book
from kpiloop.loop.reward.scoring.cards import CardSegment, DefaultCards, own_segments, person_segments
from kpiloop.loop.reward.scoring.draft_rows import ScoringFrame
from kpiloop.loop.reward.scoring.figures import figure_book

#: A subject with its kind (unit or person) and the cards it is judged on.
SubjectCards = tuple[int, str, list[CardSegment]]


def counting_assignments(cycle: ReviewCycle) -> list[AssignmentRow]:
    """Assignments of the cycle's version of the scheme that count (weight above 0) on some day of the quarter."""
    rows = plan_io.assignments_of_version(cycle.scheme_id, cycle.period.starts_on, cycle.period.ends_before)
    return [row for row in rows if row.weight > 0]


def cards_of(cycle: ReviewCycle, counting: Iterable[AssignmentRow]) -> list[SubjectCards]:
    """Everybody who is judged in the cycle: units on their own KPIs, people on the card of each day."""
    start, end = cycle.period.starts_on, cycle.period.ends_before
    by_subject: dict[int, list[AssignmentRow]] = defaultdict(list)
    for row in counting:
        by_subject[row.subject.id].append(row)
    units = [row.subject.id for rows in by_subject.values() for row in rows[:1] if row.subject.kind == "unit"]
    cards: list[SubjectCards] = [(key, "unit", own_segments(key, by_subject, start, end)) for key in sorted(units)]
    defaults = _default_cards(cycle, frozenset(units))
    for person, held in appointments_by_person(start, end).items():
        segments = person_segments(person, held, by_subject, (start, end), defaults)
        if segments:
            cards.append((person, "person", segments))
    return cards


def _default_cards(cycle: ReviewCycle, units: frozenset[int]) -> DefaultCards | None:
    """The scheme's rule for people without a card; None where they get no score."""
    if cycle.scheme.default_card != "unit_by_head":
        return None
    last_day = cycle.period.ends_before - timedelta(days=1)
    return DefaultCards(org_io.full_tree(last_day), org_io.heads(last_day), units)


def appointments_by_person(start: date, end: date) -> dict[int, list[AppointmentRow]]:
    """Appointments of a stretch of days by person."""
    held: dict[int, list[AppointmentRow]] = defaultdict(list)
    for row in org_io.appointments_between(start, end):
        held[row.person_id].append(row)
    return dict(sorted(held.items()))


def scoring_frame(actor: Actor, cycle: ReviewCycle, counting: Iterable[AssignmentRow]) -> ScoringFrame:
    """Rules, grades and figures every sheet of the cycle shares."""
    quarter = calendar.months_of(actor, calendar.period_by_id(actor, cycle.period_id))
    held, rules = list(counting), current_rules(cycle.scheme_id)
    policies = {cycle.scheme.missing_policy, *(missing_policy(rule.parameters) for rule in rules.values())}
    return ScoringFrame(
        quarter_months=quarter,
        book=figure_book(actor, quarter, held),
        rules=rules,
        bands=tuple(Band(row.grade, row.lower, row.upper, row.factor) for row in current_bands(cycle.scheme_id)),
        missing_policy=cycle.scheme.missing_policy,
        adjusting=adjustment_book(cycle, held, holds_last="hold_last" in policies),
    )


def current_rules(scheme_id: int) -> dict[int, RuleRow]:
    """Scoring rules in force of a scheme by KPI."""
    found = ScoringRule.objects.filter(scheme_id=scheme_id, is_current=True).select_related("kpi")
    return {row.kpi_id: rule_row(row) for row in found}


def rules_by_id(keys: Iterable[int]) -> dict[int, RuleRow]:
    """Versions of scoring rules by key, superseded ones too."""
    return {row.pk: rule_row(row) for row in ScoringRule.objects.filter(pk__in=list(keys)).select_related("kpi")}


def bands_of_version(scheme_id: int, version: int) -> list[GradeBand]:
    """The grade table of a scheme as one version stated it, best grade first."""
    return list(GradeBand.objects.filter(scheme_id=scheme_id, version=version).order_by("-lower"))


def current_bands(scheme_id: int) -> list[GradeBand]:
    """The newest grade table of a scheme, best grade first."""
    rows = list(GradeBand.objects.filter(scheme_id=scheme_id).order_by("-version", "-lower"))
    return [row for row in rows if row.version == rows[0].version]


def known_grades(scheme_id: int | None) -> list[str]:
    """Grades of the newest table of a scheme, or of all of them, best first and each once."""
    rows = GradeBand.objects.order_by("scheme_id", "-version", "-lower")
    rows = rows if scheme_id is None else rows.filter(scheme_id=scheme_id)
    newest: dict[int, int] = {}
    held = [row.grade for row in rows if row.version == newest.setdefault(row.scheme_id, row.version)]
    return list(dict.fromkeys(held))


def final_grades(cycle_id: int) -> FinalGrades:
    """What people got in a final cycle and in those right before it, for whoever looks for low grades in a row.

    Shape:    cycles of all versions of the scheme over periods of the same kind that follow each other.
    Missing:  a cycle that is not final ends the sequence: only final results count.
    Errors:   not_found.
    """
    newest = ReviewCycle.objects.select_related("scheme", "period").filter(pk=cycle_id, state=FINALISED).first()
    if newest is None:
        raise NotVisible(kind="cycle", key=cycle_id)
    found = ReviewCycle.objects.select_related("period").filter(
        scheme__code=newest.scheme.code, state=FINALISED, period__kind=newest.period.kind
    )
    by_end = {row.period.ends_before: row for row in found}
    cycles = [newest]
    while (before := by_end.get(cycles[0].period.starts_on)) is not None:
        cycles.insert(0, before)
    sheets = ScoreSheet.objects.filter(cycle__in=cycles, is_current=True, subject__kind="person")
    held = {(row.cycle_id, row.subject_id): row for row in sheets}
    people = sorted({person for _, person in held})
    return FinalGrades(
        newest.scheme.code,
        {person: tuple(_final(cycle, held.get((cycle.pk, person))) for cycle in cycles) for person in people},
        {cycle.pk: bands[-1].grade for cycle in cycles if (bands := current_bands(cycle.scheme_id))},
    )


def _final(cycle: ReviewCycle, sheet: ScoreSheet | None) -> FinalGrade | None:
    if sheet is None:
        return None
    return FinalGrade(cycle.pk, cycle.period_id, cycle.period.code, sheet.grade, sheet.total)
