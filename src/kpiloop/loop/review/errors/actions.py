"""Refusals of actions."""

from __future__ import annotations

from kpiloop.engine.errors import ChangedMeanwhile, Refusal


class ActionNotFound(Refusal):
    """The action is not there, or not for the one who asks."""

    code = "action_not_found"  # fields: action


class ActionNotYours(Refusal):
    """Only its owner, who leads the unit, or the administration moves an action."""

    code = "action_not_yours"  # fields: action


class ActionIncomplete(Refusal):
    """An action has a title and an effect other than 0; blocking or cancelling it needs a word why (progress)."""

    code = "action_incomplete"  # fields: field


class EffectWrongWay(Refusal):
    """The expected effect would make the KPI worse."""

    code = "effect_wrong_way"  # fields: kpi, direction, effect


class EffectTooEarly(Refusal):
    """An effect cannot show before the month it answers."""

    code = "effect_too_early"  # fields: period, effect_period


class ActionChanged(ChangedMeanwhile):
    """Somebody changed an action since the writer looked at it."""

    code = "action_changed"  # fields: action, action_state, theirs


class ActionMove(Refusal):
    """An action cannot go from this state to that one."""

    code = "action_move"  # fields: action, state, wanted
