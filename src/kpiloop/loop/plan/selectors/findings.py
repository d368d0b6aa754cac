"""What deserves a second look before a scheme is published: counts, weights, owners, targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.loop.plan.linter.crowding import crowded_cards, crowding_fields
from kpiloop.loop.plan.linter.smart_drafts import smart_findings
from kpiloop.loop.plan.linter.weights import weight_gaps
from kpiloop.loop.plan.models import Assignment, Kpi, Objective, Scheme, Target
from kpiloop.loop.plan.row_building import subject_row
from kpiloop.loop.plan.row_reading import kpi_rows
from kpiloop.loop.plan.rows import FindingRow, KpiRow
from kpiloop.loop.plan.selectors.schemes import scheme as scheme_by_code

#: Common practice for one weight of a card (rule R18).
LEAST_WEIGHT = Decimal(5)
MOST_WEIGHT = Decimal(40)


def findings(viewer: Actor, *, scheme: str) -> tuple[FindingRow, ...]:
    """Everything odd about a scheme: first what blocks publishing, then notices, card by card."""
    require(viewer, "plan.edit")
    row = scheme_by_code(viewer, scheme)
    held = Scheme.objects.get(pk=row.id)
    assignments = list(
        held.assignments.select_related("kpi__objective", "subject", "owner__subject").order_by("subject__code")
    )
    kpis = kpi_rows(None, {assignment.kpi_id for assignment in assignments})
    found = [
        *_off_weights(assignments),
        *_unpublished(held),
        *_card_sizes(held, assignments),
        *_odd_weights(assignments),
        *_targets(held, assignments, kpis),
        *_objectives(held),
    ]
    return tuple(sorted(found, key=lambda finding: finding.severity != "blocks"))


def _off_weights(assignments: list[Assignment]) -> Iterator[FindingRow]:
    subjects = {row.subject_id: row.subject for row in assignments}
    for gap in weight_gaps(assignments):
        fields = {"sum": str(gap.total), "difference": str(gap.difference), "on": gap.on.isoformat()}
        yield FindingRow("weights_not_100", "blocks", subject_row(subjects[gap.subject_id]), "", fields)


def _unpublished(held: Scheme) -> Iterator[FindingRow]:
    for kpi in Kpi.objects.filter(assignments__scheme=held).exclude(definitions__state="published").distinct():
        yield FindingRow("kpi_not_published", "blocks", None, kpi.code, {"kpi": kpi.code})


def _card_sizes(held: Scheme, assignments: list[Assignment]) -> Iterator[FindingRow]:
    subjects = {row.subject_id: row.subject for row in assignments}
    severity = "blocks" if held.limit_blocks else "notice"
    for subject, found in crowded_cards(assignments, held.kpi_limit).items():
        yield FindingRow("too_many_kpis", severity, subject_row(subjects[subject]), "", crowding_fields(found))


def _odd_weights(assignments: list[Assignment]) -> Iterator[FindingRow]:
    for row in assignments:
        if row.weight > 0 and not LEAST_WEIGHT <= row.weight <= MOST_WEIGHT:
            fields = {
                "weight": format(row.weight.normalize(), "f"),
                "least": str(LEAST_WEIGHT),
                "most": str(MOST_WEIGHT),
            }
            yield FindingRow("weight_unusual", "notice", subject_row(row.subject), row.kpi.code, fields)


def _targets(held: Scheme, assignments: list[Assignment], kpis: Mapping[int, KpiRow]) -> Iterator[FindingRow]:
    targeted = set(
        Target.objects.filter(assignment__scheme=held, is_current=True, target__isnull=False)
        .values_list("assignment_id", flat=True)
        .distinct()
    )
    for row in assignments:
        for code, fields in smart_findings(row, kpis[row.kpi_id], has_target=row.pk in targeted):
            yield FindingRow(code, "notice", subject_row(row.subject), row.kpi.code, fields)


def _objectives(held: Scheme) -> Iterator[FindingRow]:
    without = Objective.objects.filter(fiscal_year=held.fiscal_year, is_active=True, kpis__isnull=True)
    for objective in without.order_by("code"):
        fields = {"objective": objective.code, "name": objective.name_zh}
        yield FindingRow("objective_without_kpi", "notice", None, "", fields)
