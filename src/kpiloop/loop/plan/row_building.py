"""Turns stored rows into the frozen rows that leave this room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from kpiloop.engine.targets.band import band_between
from kpiloop.foundation.marks import mark_of
from kpiloop.foundation.org.rows import PersonRow, SubjectRow
from kpiloop.loop.plan.rows import (
    AssignmentRow,
    DefinitionRow,
    KpiRow,
    ObjectiveRow,
    SchemeRow,
    TargetChangeRow,
    TargetRow,
    marks,
)

if TYPE_CHECKING:
    from kpiloop.loop.plan.models import (
        Kpi,
        KpiDefinition,
        Objective,
        Scheme,
        Target,
        TargetChange,
    )

#: A target row in the order of its fields, and its bounds.
_TARGET_FIELDS = (
    *("pk", "assignment_id", "period_id", "period__code", "version", "is_current", "target", "threshold"),
    *("stretch", "method", "reason", "recorded_by", "recorded_at", "is_pinned", "is_locked"),
    *("is_applicable", "lower", "upper"),
)


def definition_in_force(definitions: Iterable[KpiDefinition], on: date | None) -> KpiDefinition | None:
    """The version of a KPI that holds on a day; None as the day means the newest version of any state.

    Before its first day the first published version describes the history, because figures of
    earlier years are compared by the meaning the KPI was introduced with.
    """
    versions = sorted(definitions, key=lambda definition: definition.version)
    if not versions:
        return None
    if on is None:
        return versions[-1]
    announced = [version for version in versions if version.state != "draft"]
    holding = [version for version in announced if version.valid_from <= on]
    return (holding[-1:] or announced[:1] or versions[-1:])[0]


def kpi_row(kpi: Kpi, definition: KpiDefinition) -> KpiRow:
    """A KPI with one definition."""
    return KpiRow(
        id=kpi.pk,
        code=kpi.code,
        name_zh=definition.name_zh,
        name_en=definition.name_en,
        definition_id=definition.pk,
        definition_version=definition.version,
        direction=definition.direction,
        time_kind=definition.time_kind,
        measurement_unit=definition.measurement_unit,
        display_scale=definition.display_scale,
        decimals=definition.decimals,
        achievement_method=definition.achievement_method,
        achievement_parameters=numbers(definition.achievement_parameters),
        green_from=definition.green_from,
        amber_from=definition.amber_from,
        judged_on=definition.judged_on,
        empty_means=definition.empty_means,
        objective_id=kpi.objective_id,
        state=definition.state,
        timing=definition.timing,
        counter=definition.counter,
        measured_by=definition.measured_by,
    )


def numbers(written: Mapping[str, Any]) -> dict[str, Decimal]:
    """Stored parameters are text, so that 0.1 stays 0.1."""
    return {name: Decimal(str(figure)) for name, figure in written.items()}


def definition_row(kpi: Kpi, definition: KpiDefinition) -> DefinitionRow:
    """One version with its story."""
    return DefinitionRow(
        kpi=kpi_row(kpi, definition),
        purpose=definition.purpose,
        pitfalls=definition.pitfalls,
        valid_from=definition.valid_from,
        published_by=definition.published_by,
        published_at=definition.published_at,
        fingerprint=definition.fingerprint,
        source=definition.source,
        retired_by=definition.retired_by,
        retired_at=definition.retired_at,
        retirement_reason=definition.retirement_reason,
    )


def subject_row(subject: Any) -> SubjectRow:
    """The subject behind a foreign key."""
    return SubjectRow(
        id=subject.pk, kind=subject.kind, code=subject.code, name_zh=subject.name_zh, name_en=subject.name_en
    )


def person_row(person: Any) -> PersonRow:
    """The person behind a foreign key."""
    subject = person.subject
    return PersonRow(
        id=person.pk, code=subject.code, name_zh=subject.name_zh, name_en=subject.name_en, user_id=person.user_id
    )


def objective_row(objective: Objective) -> ObjectiveRow:
    """An objective with the KPIs that measure it (prefetched)."""
    return ObjectiveRow(
        id=objective.pk,
        code=objective.code,
        name_zh=objective.name_zh,
        name_en=objective.name_en,
        text=objective.text,
        perspective=objective.perspective,
        fiscal_year=objective.fiscal_year,
        sponsor=person_row(objective.sponsor) if objective.sponsor_id else None,
        kpi_codes=tuple(sorted(kpi.code for kpi in objective.kpis.all())),
        ended_on=objective.ended_on,
        end_reason=objective.end_reason,
        mark=mark_of(objective, marks.OBJECTIVE),
    )


def scheme_row(scheme: Scheme, assignments: int) -> SchemeRow:
    """A scheme with the size it has."""
    return SchemeRow(
        id=scheme.pk,
        code=scheme.code,
        version=scheme.version,
        name_zh=scheme.name_zh,
        name_en=scheme.name_en,
        fiscal_year=scheme.fiscal_year,
        state=scheme.state,
        missing_policy=scheme.missing_policy,
        kpi_limit=scheme.kpi_limit,
        limit_blocks=scheme.limit_blocks,
        assignments=assignments,
        default_card=scheme.default_card,
        duties=scheme.duties,
        duties_waiver=scheme.duties_waiver,
        duties_waived_by=scheme.duties_waived_by,
        freeze_days=scheme.freeze_days,
        mark=mark_of(scheme, marks.SCHEME),
    )


def target_rows(found: QuerySet[Target]) -> list[TargetRow]:
    """Target versions of a query; a year of a company is thousands, so no object is made of each."""
    rows = [[*row[:-2], band_between(*row[-2:])] for row in found.values_list(*_TARGET_FIELDS)]
    return [TargetRow(*fields) for fields in rows]


def target_row(target: Target) -> TargetRow:
    """A target version whose period was read along."""
    return TargetRow(
        id=target.pk,
        assignment_id=target.assignment_id,
        period_id=target.period_id,
        period_code=target.period.code,
        version=target.version,
        is_current=target.is_current,
        target=target.target,
        threshold=target.threshold,
        stretch=target.stretch,
        method=target.method,
        reason=target.reason,
        recorded_by=target.recorded_by,
        recorded_at=target.recorded_at,
        is_locked=target.is_locked,
        is_pinned=target.is_pinned,
        is_applicable=target.is_applicable,
        band=band_between(target.lower, target.upper),
    )


def target_change_row(change: TargetChange, assignment: AssignmentRow) -> TargetChangeRow:
    """A proposed change whose period was read along."""
    return TargetChangeRow(
        id=change.pk,
        assignment=assignment,
        period_code=change.period.code,
        old_target=change.old_target,
        new_target=change.new_target,
        reason=change.reason,
        origin=change.origin,
        state=change.state,
        proposed_by=change.proposed_by,
        proposed_at=change.proposed_at,
        decided_by=change.decided_by,
        decided_at=change.decided_at,
        decision_reason=change.decision_reason,
        is_applicable=change.is_applicable,
        is_retroactive=change.is_retroactive,
        old_band=band_between(change.old_lower, change.old_upper),
        new_band=band_between(change.new_lower, change.new_upper),
    )
