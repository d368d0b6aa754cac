"""What deserves a second look before a scheme is published: weights, counts, SMART, design (R17-R21)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from kpiloop.engine.guards.design import DesignLine, Flaw, card_flaws, dictionary_flaws
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.loop.plan.linter.crowding import crowded_cards, crowding_fields
from kpiloop.loop.plan.linter.gathering import design_kpis, design_lines
from kpiloop.loop.plan.linter.grouping import by_template
from kpiloop.loop.plan.linter.influence import Influence
from kpiloop.loop.plan.linter.mending import fix_of
from kpiloop.loop.plan.linter.weights import weight_gaps
from kpiloop.loop.plan.models import Assignment, FindingOverride, Kpi, Objective, Scheme
from kpiloop.loop.plan.row_building import subject_row
from kpiloop.loop.plan.rows import DesignEvidence, FindingRow, OverrideRow
from kpiloop.loop.plan.selectors.schemes import scheme as scheme_by_code

#: Common practice for one weight of a card (rule R18).
LEAST_WEIGHT = Decimal(5)
MOST_WEIGHT = Decimal(40)
NOTHING = DesignEvidence()


def findings(
    viewer: Actor, *, scheme: str, evidence: DesignEvidence = NOTHING, on: date | None = None
) -> tuple[FindingRow, ...]:
    """Everything odd about a scheme: first what blocks publishing, then notices, accepted ones last.

    What is found on cards of one template is one row; a card that was accepted by itself stays one of its own.
    Formulas and history are known to later stages; without `evidence` they are not judged. `on` is the
    day whose organisation says who can move what; the day the newest card begins unless another is named.
    """
    require(viewer, "plan.edit")
    row = scheme_by_code(viewer, scheme)
    held = Scheme.objects.get(pk=row.id)
    assignments = list(
        held.assignments.select_related("kpi__objective", "subject", "owner__subject", "template").order_by(
            "subject__code", "pk"
        )
    )
    running = [row for row in assignments if row.valid_to is None or row.valid_to > row.valid_from]
    day = on or max((row.valid_from for row in running), default=date(held.fiscal_year, 1, 1))
    found = [
        *_off_weights(assignments),
        *_unpublished(held),
        *_card_sizes(held, assignments),
        *_odd_weights(_last(running)),
        *_design(held, _last(running), evidence, day),
        *_objectives(held),
    ]
    accepted = _overrides(held)
    kpis = frozenset(Kpi.objects.values_list("code", flat=True))
    single = [replace(row, fix=fix_of(row, kpis), override=accepted.get(row.key)) for row in found]
    named = [replace(row, override=accepted.get(row.key)) for row in by_template(single, running)]
    return tuple(sorted(named, key=lambda row: (row.override is not None, row.severity != "blocks")))


def _last(assignments: Iterable[Assignment]) -> list[Assignment]:
    """The newest line of every KPI on every card: what held before is history."""
    newest = {(row.subject_id, row.kpi_id): row for row in sorted(assignments, key=lambda row: row.valid_from)}
    return sorted(newest.values(), key=lambda row: (row.subject.code, row.pk))


def _overrides(held: Scheme) -> dict[str, OverrideRow]:
    rows = FindingOverride.objects.filter(scheme__code=held.code, is_active=True)
    return {row.key: OverrideRow(row.reason, row.overridden_by, row.overridden_at) for row in rows}


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


def _odd_weights(assignments: Iterable[Assignment]) -> Iterator[FindingRow]:
    weighing = Counter(row.subject_id for row in assignments if row.weight > 0)
    for row in assignments:
        if row.weight > 0 and not LEAST_WEIGHT <= row.weight <= MOST_WEIGHT:
            fields = {
                "weight": format(row.weight.normalize(), "f"),
                "least": str(LEAST_WEIGHT),
                "most": str(MOST_WEIGHT),
                "weighing": str(weighing[row.subject_id]),
            }
            yield FindingRow(
                "weight_unusual", "notice", subject_row(row.subject), row.kpi.code, fields, assignment_id=row.pk
            )


def _design(held: Scheme, lines: list[Assignment], evidence: DesignEvidence, day: date) -> Iterator[FindingRow]:
    kpis = design_kpis(evidence)
    used = {row.kpi.code for row in lines}
    design = design_lines(held, lines, evidence, Influence(day))
    found = [flaw for flaw in dictionary_flaws(list(kpis.values()), design) if flaw.kpi in used]
    yield from _worded([*found, *card_flaws(kpis, design)], lines, design)


def _worded(flaws: Iterable[Flaw], lines: list[Assignment], design: list[DesignLine]) -> Iterator[FindingRow]:
    by_line: Mapping[tuple[str, str], Assignment] = {(row.subject.code, row.kpi.code): row for row in lines}
    subjects = {row.subject.code: row.subject for row in lines}
    for flaw in flaws:
        subject = subject_row(subjects[flaw.subject]) if flaw.subject else None
        line = by_line.get((flaw.subject, flaw.kpi))
        fields = {"kpi": flaw.kpi, "subject": flaw.subject, **flaw.fields}
        key = line.pk if line is not None else None
        yield FindingRow(flaw.code, "notice", subject, flaw.kpi, fields, assignment_id=key)


def _objectives(held: Scheme) -> Iterator[FindingRow]:
    without = Objective.objects.filter(fiscal_year=held.fiscal_year, ended_on__isnull=True, kpis__isnull=True)
    for objective in without.order_by("code"):
        fields = {"objective": objective.code, "name": objective.name_zh}
        yield FindingRow("objective_without_kpi", "notice", None, "", fields)
