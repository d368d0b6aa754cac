"""Scoring, grades, rules beside the lines, and bonus rules."""

from __future__ import annotations

from kpiloop.governance.bundle.applying import cells, rules
from kpiloop.governance.bundle.applying.work import Work
from kpiloop.governance.bundle.rows import Row
from kpiloop.loop.reward import services
from kpiloop.loop.reward.rows import NewBand, NewRule


def apply_scoring(work: Work) -> None:
    """How KPIs are scored, scheme by scheme."""
    rows = [*work.rows("scoring", "added"), *work.rows("scoring", "changed")]
    for scheme in _schemes(rows):
        rules = [
            NewRule(cells.text(row, "kpi"), cells.text(row, "method"), dict(cells.structure(row, "parameters")))
            for row in rows
            if cells.text(row, "scheme") == scheme
        ]
        services.set_scoring_rules(work.actor, scheme=scheme, rules=rules)


def apply_grades(work: Work) -> None:
    """Grade tables, each as a whole."""
    touched = {change.key[0] for change in work.plan.changes if change.part == "grades" and change.kind != "left"}
    for scheme in sorted(touched):
        bands = [
            NewBand(
                cells.text(row, "grade"),
                cells.figure(row, "lower"),
                cells.optional_figure(row, "upper"),
                cells.figure(row, "factor"),
            )
            for row in work.plan.bundle.rows("grades")
            if cells.text(row, "scheme") == scheme
        ]
        services.set_grades(work.actor, scheme=scheme, bands=bands)


def apply_card_terms(work: Work) -> None:
    """Limits, rounding, ties and distribution of cards."""
    for row in (*work.rows("card_terms", "added"), *work.rows("card_terms", "changed")):
        services.set_card_terms(work.actor, scheme=cells.text(row, "scheme"), terms=rules.terms_of(row))


def apply_adjustments(work: Work) -> None:
    """Extra points, deductions, vetoes and gates; those no longer stated end."""
    rows = [*work.rows("adjustments", "added"), *work.rows("adjustments", "changed")]
    for scheme in _schemes(rows):
        stated = [rules.adjustment_of(row) for row in rows if cells.text(row, "scheme") == scheme]
        services.set_adjustments(work.actor, scheme=scheme, rules=stated)
    for change in work.changes("adjustments", "ended"):
        scheme, code = change.key
        services.end_adjustment(work.actor, scheme=scheme, code=code, reason=work.reason, now=work.now)


def apply_bonus_rules(work: Work) -> None:
    """How scores become money."""
    for row in (*work.rows("bonus_rules", "added"), *work.rows("bonus_rules", "changed")):
        services.set_bonus_rule(
            work.actor,
            scheme=cells.text(row, "scheme"),
            individual_from=cells.text(row, "individual_from"),
            uses_unit_factor=cells.flag(row, "uses_unit_factor"),
            uses_company_factor=cells.flag(row, "uses_company_factor"),
            factor_cap=cells.optional_figure(row, "factor_cap"),
            pool_method=cells.text(row, "pool_method"),
            gate_money=cells.text(row, "gate_money"),
        )


def _schemes(rows: list[Row]) -> list[str]:
    return sorted({cells.text(row, "scheme") for row in rows})
