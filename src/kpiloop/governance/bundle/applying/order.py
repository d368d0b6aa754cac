"""The order of an import: whoever is named stands before who names them."""

from __future__ import annotations

from collections.abc import Callable

from kpiloop.governance.bundle.applying import (
    charter,
    data,
    organisation,
    plan,
    reporting,
    reward,
    schemes,
    strategy,
    templates,
    trees,
)
from kpiloop.governance.bundle.applying.work import Work

#: One step: what it writes, and the parts it reads, so that a refusal can be told at its row.
Step = tuple[Callable[[Work], dict[str, int] | None], tuple[str, ...]]

STEPS: tuple[Step, ...] = (
    (organisation.apply_calendar, ("company", "calendar_events")),
    (organisation.apply_additions, ("units", "positions", "people", "appointments")),
    (organisation.apply_entities, ("entities",)),
    (organisation.apply_entity_years, ("entity_years",)),
    (organisation.apply_names, ("units", "positions", "people")),
    (organisation.apply_moves, ("moves",)),
    (trees.apply_trees, ("trees", "tree_units", "tree_places")),
    (plan.apply_objectives, ("objectives",)),
    (strategy.apply_links, ("objective_links",)),
    (plan.apply_kpis, ("kpis",)),
    (strategy.apply_undertakings, ("initiatives", "key_results")),
    (data.apply_datasets, ("datasets",)),
    (data.apply_sources, ("sources",)),
    (reporting.apply_schedules, ("schedules",)),
    (data.apply_list_terms, ("list_terms",)),
    (data.apply_formulas, ("formulas",)),
    (reporting.apply_rates, ("rates",)),
    (reporting.apply_rhythms, ("rhythms",)),
    (reporting.apply_flows, ("flows", "flow_steps")),
    (reporting.apply_locks, ("lock_rules",)),
    (reporting.apply_alert_rules, ("alert_rules",)),
    (schemes.apply_schemes, ("schemes",)),
    (templates.apply_templates, ("templates", "template_kpis", "populations")),
    (plan.apply_cards, ("cards",)),
    (templates.generate_cards, ("templates", "template_kpis", "populations")),
    (plan.apply_targets, ("targets",)),
    (reward.apply_scoring, ("scoring",)),
    (reward.apply_grades, ("grades",)),
    (reporting.apply_consequence_rules, ("consequence_rules",)),
    (reward.apply_card_terms, ("card_terms",)),
    (reward.apply_adjustments, ("adjustments",)),
    (reward.apply_bonus_rules, ("bonus_rules",)),
    (charter.apply_charters, ("charters", "charter_offices", "exemptions")),
    (schemes.publish_schemes, ("schemes", "cards")),
    (plan.retire_kpis, ("kpis",)),
    (organisation.apply_ends, ("appointments", "units")),
)


def apply_changes(work: Work) -> dict[str, int]:
    """Write everything that differs; the caller holds the transaction.

    Shape:    -> what was generated from card templates: kind of change -> KPIs of subjects.
    """
    generated: dict[str, int] = {}
    for write, _ in STEPS:
        generated |= write(work) or {}
    return generated
