"""How results are scored, graded and paid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.bundle.fields import Value
from kpiloop.governance.bundle.spelling import nested_text
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.reward import selectors as reward
from kpiloop.loop.reward.rows import RuleRow
from kpiloop.loop.reward.scoring.adjustment_rows import AdjustmentRuleRow, TermsRow
from kpiloop.loop.reward.scoring.grade_shares import written_shares

Rows = list[dict[str, Value]]


def reward_parts(viewer: Actor) -> dict[str, Iterable[Mapping[str, Value]]]:
    """Rows of the parts about consequences; sums of money are decisions of a run and never here."""
    codes = sorted({row.code for row in plan.schemes(viewer)})
    scoring: Rows = []
    grades: Rows = []
    rules: Rows = []
    terms: Rows = []
    beside: Rows = []
    for code in codes:
        current = [row for row in reward.scoring_rules(viewer, scheme=code) if row.is_current]
        scoring += [_rule(code, row) for row in sorted(current, key=lambda row: row.kpi_code)]
        bands = reward.grades(viewer, scheme=code)
        grades += [
            {"scheme": code, "grade": row.grade, "lower": row.lower, "upper": row.upper, "factor": row.factor}
            for row in sorted(bands, key=lambda row: -row.lower)
        ]
        terms += _terms(code, reward.card_terms(viewer, scheme=code))
        beside += [_adjustment(code, row) for row in reward.adjustments(viewer, scheme=code)]
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
                    "gate_money": held.gate_money,
                }
            )
    return {
        "scoring": scoring,
        "grades": grades,
        "card_terms": terms,
        "adjustments": sorted(beside, key=lambda row: (str(row["scheme"]), str(row["code"]))),
        "bonus_rules": rules,
    }


def _terms(scheme: str, row: TermsRow) -> Rows:
    """One row where the scheme states any."""
    if not row.version:
        return []
    held = row.limits
    return [
        {
            "scheme": scheme,
            "extra_most": held.extra_most,
            "deduction_most": held.deduction_most,
            "floor": held.floor,
            "cap": held.cap,
            "places": held.places,
            "ties": row.ties,
            "distribution": row.distribution,
            "shares": written_shares(row.shares),
            "wording": row.wording,
            "bottom_least": row.bottom_least,
            "exempt_up_to": row.exempt_up_to,
            "smallest_group": row.smallest_group,
            "counted_from": row.counted_from,
            "calibration": row.calibration,
            "most_steps": row.most_steps,
            "over_quota": row.over_quota,
            "talks_first": row.talks_first,
        }
    ]


def _adjustment(scheme: str, row: AdjustmentRuleRow) -> dict[str, Value]:
    """Every column as stated; an empty word is no word."""
    stated = {name: given if given != "" else None for name, given in asdict(row.stated).items()}
    return {"scheme": scheme, **stated, "name_en": row.stated.name_en}


def _rule(scheme: str, row: RuleRow) -> dict[str, Value]:
    parameters = nested_text(row.parameters)
    return {
        "scheme": scheme,
        "kpi": row.kpi_code,
        "method": row.method,
        "parameters": parameters if isinstance(parameters, dict) else None,
    }
