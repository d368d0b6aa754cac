"""Every write about objectives, KPIs, schemes, assignments and targets."""

from __future__ import annotations

from kpiloop.loop.plan.services.adopting import adopt_kpi
from kpiloop.loop.plan.services.assignments import amend_assignments, assign, assign_many
from kpiloop.loop.plan.services.cascading import cascade_targets, sum_up_targets
from kpiloop.loop.plan.services.converting import set_by_calendar_months
from kpiloop.loop.plan.services.definitions import draft_kpi, publish_kpi, retire_kpi, revise_kpi
from kpiloop.loop.plan.services.fixing import fix_finding, override_finding, reinstate_finding
from kpiloop.loop.plan.services.growing import grow_targets
from kpiloop.loop.plan.services.locking import lock_targets, pin_limits
from kpiloop.loop.plan.services.negotiations import (
    accept_offer,
    approve_agreement,
    offer_again,
    propose_kpi,
    publish_agreement,
    withdraw_negotiation,
)
from kpiloop.loop.plan.services.objectives import (
    add_objective,
    change_objective,
    end_objective,
    resume_objective,
)
from kpiloop.loop.plan.services.revising import remove_from_card, revise_scheme
from kpiloop.loop.plan.services.scheme_rules import set_scheme_rules, waive_duties
from kpiloop.loop.plan.services.schemes import add_scheme, publish_scheme
from kpiloop.loop.plan.services.strategy import (
    add_key_result,
    change_key_result,
    check_in,
    link_objectives,
    save_initiative,
    unlink_objectives,
)
from kpiloop.loop.plan.services.target_changes import (
    decide_target_change,
    decide_target_changes,
    propose_target_change,
    propose_target_changes,
)
from kpiloop.loop.plan.services.targets import set_annual_target, set_annual_targets, set_targets
from kpiloop.loop.plan.services.templates import generate_cards, remove_template, save_template

__all__ = [
    "accept_offer",
    "add_key_result",
    "add_objective",
    "add_scheme",
    "adopt_kpi",
    "amend_assignments",
    "approve_agreement",
    "assign",
    "assign_many",
    "cascade_targets",
    "change_key_result",
    "change_objective",
    "check_in",
    "decide_target_change",
    "decide_target_changes",
    "draft_kpi",
    "end_objective",
    "fix_finding",
    "generate_cards",
    "grow_targets",
    "link_objectives",
    "lock_targets",
    "offer_again",
    "override_finding",
    "pin_limits",
    "propose_kpi",
    "propose_target_change",
    "propose_target_changes",
    "publish_agreement",
    "publish_kpi",
    "publish_scheme",
    "reinstate_finding",
    "remove_from_card",
    "remove_template",
    "resume_objective",
    "retire_kpi",
    "revise_kpi",
    "revise_scheme",
    "save_initiative",
    "save_template",
    "set_annual_target",
    "set_annual_targets",
    "set_by_calendar_months",
    "set_scheme_rules",
    "set_targets",
    "sum_up_targets",
    "unlink_objectives",
    "waive_duties",
    "withdraw_negotiation",
]
