"""Templates that give many people one card, and whom they serve."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.bundle.fields import Value
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.cards.rows import NewTemplate, Population

Rows = list[dict[str, Value]]


def template_parts(viewer: Actor, used: Collection[Value]) -> dict[str, Iterable[Mapping[str, Value]]]:
    """Rows of templates; `used` names those that cards were generated from already."""
    templates = [row.asked for row in plan.card_templates(viewer)]
    return {
        "templates": [_template(row, row.code in used) for row in templates],
        "template_kpis": [
            {
                "template": row.code,
                "kpi": line.kpi,
                "weight": line.weight,
                "target_basis": line.target_basis,
                "figure": line.figure,
            }
            for row in templates
            for line in row.lines
        ],
        "populations": [
            _population(row.code, place, population)
            for row in templates
            for place, population in enumerate(row.populations, start=1)
        ],
    }


def _template(row: NewTemplate, is_used: bool) -> dict[str, Value]:
    return {
        "code": row.code,
        "scheme": row.scheme,
        "name_zh": row.name_zh,
        "name_en": row.name_en,
        "owner_rule": row.owner_rule,
        "owner": row.owner or None,
        "provider_rule": row.provider_rule,
        "provider": row.provider or None,
        "generate": is_used,
    }


def _population(template: str, place: int, row: Population) -> dict[str, Value]:
    return {
        "template": template,
        "place": place,
        "kind": row.kind,
        "units": row.units,
        "with_below": row.with_below,
        "levels": row.levels,
        "positions": row.positions,
        "people": row.people,
        "excluded": row.excluded,
        "heads": row.heads,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
    }
