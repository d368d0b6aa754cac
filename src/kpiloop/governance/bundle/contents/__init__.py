"""What a bundle is made of: its parts in the order they are written and applied, with every column."""

from __future__ import annotations

from kpiloop.governance.bundle.contents import cards, charter, facts, organisation, proof, reporting, reward, strategy
from kpiloop.governance.bundle.contents.facts import COLUMN_TYPES
from kpiloop.governance.bundle.contents.organisation import ANCHORS, UNIT_KINDS
from kpiloop.governance.bundle.contents.shared import STATES, SUBJECTS
from kpiloop.governance.bundle.contents.strategy import KPI_STATES
from kpiloop.governance.bundle.fields import Part

__all__ = ["ANCHORS", "COLUMN_TYPES", "KPI_STATES", "PARTS", "STATES", "SUBJECTS", "UNIT_KINDS"]

#: In this order a reader meets them and an import applies them: nothing names what comes later, but units and people.
PARTS: dict[str, Part] = {
    part.name: part
    for part in (
        organisation.COMPANY,
        organisation.CALENDAR_EVENTS,
        organisation.UNITS,
        organisation.MOVES,
        organisation.ENTITIES,
        organisation.ENTITY_YEARS,
        organisation.POSITIONS,
        organisation.PEOPLE,
        organisation.APPOINTMENTS,
        organisation.TREES,
        organisation.TREE_UNITS,
        organisation.TREE_PLACES,
        strategy.OBJECTIVES,
        strategy.OBJECTIVE_LINKS,
        strategy.KPIS,
        strategy.INITIATIVES,
        strategy.KEY_RESULTS,
        facts.DATASETS,
        facts.SOURCES,
        facts.SCHEDULES,
        facts.LIST_TERMS,
        facts.FORMULAS,
        facts.RATES,
        facts.RHYTHMS,
        reporting.FLOWS,
        reporting.FLOW_STEPS,
        reporting.LOCK_RULES,
        reporting.ALERT_RULES,
        cards.SCHEMES,
        reporting.CONSEQUENCE_RULES,
        cards.TEMPLATES,
        cards.TEMPLATE_KPIS,
        cards.POPULATIONS,
        cards.CARDS,
        cards.TARGETS,
        reward.SCORING,
        reward.GRADES,
        reward.CARD_TERMS,
        reward.ADJUSTMENTS,
        reward.BONUS_RULES,
        charter.CHARTERS,
        charter.CHARTER_OFFICES,
        charter.EXEMPTIONS,
        proof.EXPECTED,
    )
}
