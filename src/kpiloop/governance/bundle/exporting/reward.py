"""How results are scored, graded and paid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.bundle.fields import Value
from kpiloop.governance.bundle.spelling import nested_text
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.reward import selectors as reward
from kpiloop.loop.reward.rows import RuleRow

Rows = list[dict[str, Value]]


def reward_parts(viewer: Actor) -> dict[str, Iterable[Mapping[str, Value]]]:
    """Rows of the parts about consequences; sums of money are decisions of a run and never here."""
    codes = sorted({row.code for row in plan.schemes(viewer)})
    scoring: Rows = []
    grades: Rows = []
    rules: Rows = []
    for code in codes:
        current = [row for row in reward.scoring_rules(viewer, scheme=code) if row.is_current]
        scoring += [_rule(code, row) for row in sorted(current, key=lambda row: row.kpi_code)]
        bands = reward.grades(viewer, scheme=code)
        grades += [
            {"scheme": code, "grade": row.grade, "lower": row.lower, "upper": row.upper, "factor": row.factor}
            for row in sorted(bands, key=lambda row: -row.lower)
        ]
        held = reward.bonus_rule(viewer, scheme=code)
        if held is not None:
            rules.append(
                {
                    "scheme": code,
                    "individual_from": held.individual_from,
                    "uses_unit_factor": held.uses_unit_factor,
                    "uses_company_factor": held.uses_company_factor,
                    "factor_cap": held.factor_cap,
                    "pool_method": held.pool_method,
                }
            )
    return {"scoring": scoring, "grades": grades, "bonus_rules": rules}


def _rule(scheme: str, row: RuleRow) -> dict[str, Value]:
    parameters = nested_text(row.parameters)
    return {
        "scheme": scheme,
        "kpi": row.kpi_code,
        "method": row.method,
        "parameters": parameters if isinstance(parameters, dict) else None,
    }
