"""Rules beside the lines, events, lifts and held scores of a cycle, in a fixed number of reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from kpiloop.engine.scoring.adjusting import KINDS
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org.rows import AppointmentRow
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.reward.choices import APPROVED, HARD
from kpiloop.loop.reward.models import AdjustmentEvent, AdjustmentRule, CardTerms, ReviewCycle, ScoreLine, VetoLift
from kpiloop.loop.reward.scoring.adjusting import AdjustmentBook, HeldScore
from kpiloop.loop.reward.scoring.adjustment_rows import (
    AdjustmentRuleRow,
    EventRow,
    LiftRow,
    TermsRow,
    event_row,
    lift_row,
    rule_row_of,
    terms_row,
)
from kpiloop.loop.reward.scoring.cards import last_place


@dataclass(frozen=True)
class PeopleInUnits:
    """Who is compared where."""

    units: Mapping[int, int]  #: person -> unit of the place held last
    parents: Mapping[int, int | None]  #: unit -> the one above


def adjustment_book(cycle: ReviewCycle, counting: Iterable[AssignmentRow], *, holds_last: bool) -> AdjustmentBook:
    """Everything beside the lines of a cycle, by the rules in force."""
    rules, terms = current_adjustments(cycle.scheme_id), current_terms(cycle.scheme_id)
    return book_by(cycle, rules, terms, counting, holds_last=holds_last)


def book_by(
    cycle: ReviewCycle,
    rules: tuple[AdjustmentRuleRow, ...],
    terms: TermsRow,
    counting: Iterable[AssignmentRow],
    *,
    holds_last: bool,
) -> AdjustmentBook:
    """Everything beside the lines of a cycle, by given rules and terms."""
    reads_kpis = any(rule.kpi_id is not None for rule in rules)
    return AdjustmentBook(
        rules=rules,
        terms=terms,
        events=_events(cycle) if rules else {},
        lifts=_lifts(cycle) if rules else {},
        assignments=_assignments(cycle) if reads_kpis else {},
        held=_held(cycle, {row.kpi.id for row in counting}) if holds_last else {},
        **(_grouping(cycle) if terms.distribution == HARD else {}),
    )


def current_adjustments(scheme_id: int) -> tuple[AdjustmentRuleRow, ...]:
    """Rules beside the lines in force, in the order they are applied."""
    return _in_order(AdjustmentRule.objects.filter(scheme_id=scheme_id, is_current=True))


def adjustments_by_id(keys: Iterable[int]) -> tuple[AdjustmentRuleRow, ...]:
    """Versions of rules beside the lines, superseded and ended ones too, in the order they are applied."""
    return _in_order(AdjustmentRule.objects.filter(pk__in=list(keys)))


def current_terms(scheme_id: int) -> TermsRow:
    """Limits of the cards of a scheme."""
    return terms_row(CardTerms.objects.filter(scheme_id=scheme_id, is_current=True).first())


def terms_of_version(scheme_id: int, version: int) -> TermsRow:
    """Limits of the cards of a scheme as one version stated them; 0 = none were stated."""
    return terms_row(CardTerms.objects.filter(scheme_id=scheme_id, version=version).first())


def _in_order(found: QuerySet[AdjustmentRule]) -> tuple[AdjustmentRuleRow, ...]:
    rows = [rule_row_of(row) for row in found.select_related("kpi", "subject")]
    return tuple(sorted(rows, key=lambda row: (KINDS.index(row.stated.kind), row.stated.code)))


def _events(cycle: ReviewCycle) -> dict[tuple[str, int], list[EventRow]]:
    subjects = org_io.subjects_by_id()
    found: dict[tuple[str, int], list[EventRow]] = defaultdict(list)
    approved = AdjustmentEvent.objects.filter(
        rule__scheme__code=cycle.scheme.code,
        state=APPROVED,
        happened_on__gte=cycle.period.starts_on,
        happened_on__lt=cycle.period.ends_before,
    )
    for row in approved.select_related("rule__scheme").order_by("pk"):
        found[row.rule.code, row.subject_id].append(event_row(row, subjects))
    return found


def _lifts(cycle: ReviewCycle) -> dict[tuple[str, int], LiftRow]:
    subjects = org_io.subjects_by_id()
    # A cycle nobody has opened (a target that is only supposed) has no lifts.
    approved = VetoLift.objects.filter(cycle_id=cycle.pk or 0, state=APPROVED).select_related("rule")
    return {(row.rule.code, row.subject_id): lift_row(row, subjects) for row in approved}


def _assignments(cycle: ReviewCycle) -> dict[tuple[int, int], AssignmentRow]:
    """KPIs of subjects in the scheme, watched ones too; the one that holds last wins."""
    mine = plan_io.assignments_of_version(cycle.scheme_id, cycle.period.starts_on, cycle.period.ends_before)
    return {(row.kpi.id, row.subject.id): row for row in sorted(mine, key=lambda row: (row.valid_from, row.id))}


def _held(cycle: ReviewCycle, kpis: set[int]) -> dict[tuple[int, int], HeldScore]:
    """The last score each KPI of each subject had in an earlier quarter of the same scheme."""
    found: dict[tuple[int, int], HeldScore] = {}
    lines = ScoreLine.objects.filter(
        sheet__is_current=True,
        sheet__cycle__scheme__code=cycle.scheme.code,
        sheet__cycle__period__starts_on__lt=cycle.period.starts_on,
        rule__kpi_id__in=kpis,
    ).exclude(score=None)
    rows = lines.select_related("rule", "sheet__cycle__period").order_by("sheet__cycle__period__starts_on", "pk")
    given = plan_io.assignments_by_id({row.assignment_id for row in rows}).values()
    subjects = {row.id: row.subject.id for row in given}
    for row in rows:
        if row.score is not None:
            key = (row.rule.kpi_id, subjects[row.assignment_id])
            found[key] = HeldScore(row.pk, row.sheet.cycle.period.code, row.score)
    return found


def _grouping(cycle: ReviewCycle) -> dict[str, Any]:
    held = units_of_people(cycle)
    return {"groups": held.units, "parents": held.parents}


def units_of_people(cycle: ReviewCycle) -> PeopleInUnits:
    """Everybody's unit, and how units hang together on the last day of the quarter."""
    start, end = cycle.period.starts_on, cycle.period.ends_before
    held: dict[int, list[AppointmentRow]] = defaultdict(list)
    for row in org_io.appointments_between(start, end):
        held[row.person_id].append(row)
    known = org_io.full_tree(end - timedelta(days=1)).units
    places = {person: last_place(rows, start, end) for person, rows in held.items()}
    units = {person: row.unit_id for person, row in places.items() if row is not None and row.unit_id in known}
    return PeopleInUnits(units, {key: row.parent_id for key, row in known.items()})
