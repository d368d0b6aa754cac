"""Objectives, KPI definitions with their versions, schemes, cards and targets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.bundle.exporting.templates import template_parts
from kpiloop.governance.bundle.fields import Value
from kpiloop.governance.bundle.spelling import nested_text
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import CardLine, DefinitionRow, ObjectiveRow, TargetRow

Rows = list[dict[str, Value]]


def plan_parts(viewer: Actor) -> dict[str, Iterable[Mapping[str, Value]]]:
    """Rows of the parts about what the company wants."""
    objectives = sorted(plan.objectives(viewer), key=lambda row: (row.fiscal_year, row.code))
    codes = {row.id: row.code for row in objectives}
    newest = {row.code: row for row in reversed(plan.schemes(viewer))}
    schemes = sorted(newest.values(), key=lambda row: (row.fiscal_year, row.code))
    cards, targets = [], []
    for scheme in schemes:
        lines = plan.card_lines(viewer, scheme=scheme.code)
        cards += [_card(scheme.code, line) for line in lines]
        targets += _targets(scheme.code, lines, plan.scheme_targets(viewer, scheme=scheme.code))
    return {
        **template_parts(viewer, {row["template"] for row in cards}),
        "objectives": [_objective(row) for row in objectives],
        "kpis": [
            _kpi(version, codes)
            for versions in plan.all_definitions(viewer).values()
            for version in _one_a_day(versions)
        ],
        "schemes": [
            {
                "code": row.code,
                "name_zh": row.name_zh,
                "name_en": row.name_en,
                "fiscal_year": row.fiscal_year,
                "missing_policy": row.missing_policy,
                "kpi_limit": row.kpi_limit,
                "limit_blocks": row.limit_blocks,
                "default_card": row.default_card,
                "duties": row.duties,
                "duties_waiver": row.duties_waiver,
                "freeze_days": row.freeze_days,
                "state": "draft" if row.state == "draft" else "published",
            }
            for row in schemes
        ],
        "cards": cards,
        "targets": targets,
    }


def kpi_rows(viewer: Actor, code: str) -> Rows:
    """Versions of one KPI, oldest first."""
    codes = {row.id: row.code for row in plan.objectives(viewer)}
    return [_kpi(version, codes) for version in _one_a_day(plan.definitions(viewer, code))]


def _objective(row: ObjectiveRow) -> dict[str, Value]:
    return {
        "code": row.code,
        "name_zh": row.name_zh,
        "name_en": row.name_en,
        "perspective": row.perspective,
        "fiscal_year": row.fiscal_year,
        "sponsor": row.sponsor.code if row.sponsor else None,
        "text": row.text,
        "ended_on": row.ended_on,
        "end_reason": row.end_reason,
    }


def _one_a_day(versions: Iterable[DefinitionRow]) -> list[DefinitionRow]:
    """Versions oldest first; of several that began on one day only the last was ever in force."""
    held = {row.valid_from: row for row in reversed(tuple(versions))}
    return [held[day] for day in sorted(held)]


def _kpi(version: DefinitionRow, objectives: Mapping[int, str]) -> dict[str, Value]:
    row = version.kpi
    return {
        "code": row.code,
        "name_zh": row.name_zh,
        "name_en": row.name_en,
        "objective": objectives.get(row.objective_id or 0),
        "direction": row.direction,
        "time_kind": row.time_kind,
        "measurement_unit": row.measurement_unit,
        "display_scale": row.display_scale,
        "decimals": row.decimals,
        "achievement_method": row.achievement_method,
        "achievement_parameters": _stated(row.direction, row.achievement_method, row.achievement_parameters),
        "green_from": row.green_from,
        "amber_from": row.amber_from,
        "empty_means": row.empty_means,
        "judged_on": row.judged_on,
        "measured_by": row.measured_by,
        "purpose": version.purpose,
        "pitfalls": version.pitfalls,
        "timing": row.timing,
        "source": version.source,
        "counter": row.counter or None,
        "valid_from": version.valid_from,
        "state": "draft" if row.state == "draft" else "retired" if version.retired_by else "published",
    }


def _stated(direction: str, method: str, parameters: Mapping[str, object]) -> Value:
    """Parameters a person states; the sign that follows from the direction is the product's."""
    implied = {"lower"} if direction == "lower" and method in ("signed", "binary") else set()
    stated = nested_text({name: figure for name, figure in parameters.items() if name not in implied})
    return stated if isinstance(stated, dict) else None


def _card(scheme: str, line: CardLine) -> dict[str, Value]:
    kpi, subject = line.parent or (None, None)
    return {
        "scheme": scheme,
        "subject": line.subject,
        "kpi": line.kpi,
        "weight": line.weight,
        "owner": line.owner,
        "provider": line.provider,
        "parent_kpi": kpi,
        "parent_subject": subject,
        "template": line.template,
        "valid_from": line.valid_from,
        "valid_to": line.valid_to,
    }


def _targets(scheme: str, lines: Sequence[CardLine], targets: Sequence[TargetRow]) -> Rows:
    """Targets by card line; its first day is written only where a KPI came to a subject twice."""
    by_key = {line.assignment_id: line for line in lines}
    times = Counter((line.subject, line.kpi) for line in lines)
    rows: Rows = []
    for target in targets:
        if (target.target, target.threshold, target.stretch, target.band) == (None, None, None, None):
            continue  # withdrawn
        line = by_key[target.assignment_id]
        rows.append(
            {
                "scheme": scheme,
                "subject": line.subject,
                "kpi": line.kpi,
                "card_from": line.valid_from if times[line.subject, line.kpi] > 1 else None,
                "period": target.period_code,
                "target": None if target.band and target.band.stands_for(target.target) else target.target,
                "threshold": target.threshold,
                "stretch": target.stretch,
                "lower": target.band.low if target.band else None,
                "upper": target.band.high if target.band else None,
                "is_locked": target.is_locked,
                "is_pinned": target.is_pinned,
            }
        )
    return sorted(rows, key=lambda row: [str(row[name]) for name in ("subject", "kpi", "card_from", "period")])
