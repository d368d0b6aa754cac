"""The order of an import: whoever is named stands before who names them."""

from __future__ import annotations

from kpiloop.governance.bundle.applying import (
    charter,
    data,
    organisation,
    plan,
    reporting,
    reward,
    strategy,
    templates,
    trees,
)
from kpiloop.governance.bundle.applying.work import Work


def apply_changes(work: Work) -> dict[str, int]:
    """Write everything that differs; the caller holds the transaction.

    Shape:    -> what was generated from card templates: kind of change -> KPIs of subjects.
    """
    organisation.apply_calendar(work)
    organisation.apply_additions(work)
    organisation.apply_entities(work)
    organisation.apply_entity_years(work)
    organisation.apply_names(work)
    organisation.apply_moves(work)
    trees.apply_trees(work)
    plan.apply_objectives(work)
    strategy.apply_links(work)
    plan.apply_kpis(work)
    strategy.apply_undertakings(work)
    data.apply_datasets(work)
    data.apply_sources(work)
    reporting.apply_schedules(work)
    data.apply_list_terms(work)
    data.apply_formulas(work)
    reporting.apply_rates(work)
    reporting.apply_rhythms(work)
    reporting.apply_flows(work)
    reporting.apply_locks(work)
    reporting.apply_alert_rules(work)
    plan.apply_schemes(work)
    reporting.apply_consequence_rules(work)
    templates.apply_templates(work)
    plan.apply_cards(work)
    generated = templates.generate_cards(work)
    plan.apply_targets(work)
    reward.apply_scoring(work)
    reward.apply_grades(work)
    reward.apply_card_terms(work)
    reward.apply_adjustments(work)
    reward.apply_bonus_rules(work)
    charter.apply_charters(work)
    plan.publish_schemes(work)
    plan.retire_kpis(work)
    organisation.apply_ends(work)
    return generated
