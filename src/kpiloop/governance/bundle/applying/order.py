"""The order of an import: whoever is named stands before who names them."""

from __future__ import annotations

from kpiloop.governance.bundle.applying import data, organisation, plan, reward
from kpiloop.governance.bundle.applying.work import Work


def apply_changes(work: Work) -> None:
    """Write everything that differs; the caller holds the transaction."""
    organisation.apply_calendar(work)
    organisation.apply_additions(work)
    organisation.apply_entities(work)
    organisation.apply_names(work)
    organisation.apply_moves(work)
    plan.apply_objectives(work)
    plan.apply_kpis(work)
    data.apply_datasets(work)
    data.apply_sources(work)
    data.apply_formulas(work)
    plan.apply_schemes(work)
    plan.apply_cards(work)
    plan.apply_targets(work)
    reward.apply_scoring(work)
    reward.apply_grades(work)
    reward.apply_bonus_rules(work)
    plan.publish_schemes(work)
    plan.retire_kpis(work)
    organisation.apply_ends(work)
