"""Every read of the plan, cut to what the viewer may see."""

from __future__ import annotations

from kpiloop.loop.plan.selectors.assignments import assignment, assignments
from kpiloop.loop.plan.selectors.cascade import cascade_gap
from kpiloop.loop.plan.selectors.dictionary import (
    all_definitions,
    definition_changes,
    definitions,
    kpi,
    kpis,
    objectives,
)
from kpiloop.loop.plan.selectors.earlier import target_moments, targets_as_of, targets_before
from kpiloop.loop.plan.selectors.findings import findings
from kpiloop.loop.plan.selectors.library import library, library_kpi
from kpiloop.loop.plan.selectors.negotiations import negotiation, negotiations
from kpiloop.loop.plan.selectors.plans import target_course
from kpiloop.loop.plan.selectors.schemes import scheme, schemes
from kpiloop.loop.plan.selectors.story import lines_elsewhere, targets_through
from kpiloop.loop.plan.selectors.strategy import initiatives, key_results, objective_links
from kpiloop.loop.plan.selectors.targets import target_changes, target_history, targets, week_targets
from kpiloop.loop.plan.selectors.templates import card_template, card_templates, preview_cards
from kpiloop.loop.plan.selectors.whole_scheme import card_lines, scheme_targets

__all__ = [
    "all_definitions",
    "assignment",
    "assignments",
    "card_lines",
    "card_template",
    "card_templates",
    "cascade_gap",
    "definition_changes",
    "definitions",
    "findings",
    "initiatives",
    "key_results",
    "kpi",
    "kpis",
    "library",
    "library_kpi",
    "lines_elsewhere",
    "negotiation",
    "negotiations",
    "objective_links",
    "objectives",
    "preview_cards",
    "scheme",
    "scheme_targets",
    "schemes",
    "target_changes",
    "target_course",
    "target_history",
    "target_moments",
    "targets",
    "targets_as_of",
    "targets_before",
    "targets_through",
    "week_targets",
]
