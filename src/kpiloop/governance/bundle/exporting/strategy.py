"""How objectives hang together, what is undertaken for them, and their key results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.bundle.fields import Value
from kpiloop.loop.plan import selectors as plan


def strategy_parts(viewer: Actor) -> dict[str, Iterable[Mapping[str, Value]]]:
    """Rows about the strategy map; check-ins are facts of the installation and stay there."""
    years = sorted({row.fiscal_year for row in plan.objectives(viewer)})
    return {
        "objective_links": [
            {"cause": row.cause, "effect": row.effect, "is_hypothesis": row.is_hypothesis, "note": row.note}
            for year in years
            for row in plan.objective_links(viewer, fiscal_year=year)
        ],
        "initiatives": [
            {
                "code": row.code,
                "name_zh": row.name_zh,
                "name_en": row.name_en,
                "objective": row.objective,
                "kpi": row.kpi or None,
                "owner": row.owner.code,
                "budget": row.budget,
                "spent": row.spent,
                "risk": row.risk,
                "risk_note": row.risk_note,
                "state": row.state,
                "ends_on": row.ends_on,
            }
            for year in years
            for row in plan.initiatives(viewer, fiscal_year=year)
        ],
        "key_results": [
            {
                "code": row.code,
                "name": row.name,
                "objective": row.objective,
                "owner": row.owner.code,
                "kpi": row.kpi or None,
                "start": row.start,
                "target": row.target,
                "measurement_unit": row.unit,
                "is_active": row.is_active,
            }
            for year in years
            for row in plan.key_results(viewer, fiscal_year=year, dropped=True)
        ],
    }
