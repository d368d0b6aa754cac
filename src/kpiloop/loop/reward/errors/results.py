"""Refusals about cards, cycles, reviews and who may see them."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class NotVisible(Refusal):
    """Nothing here that the viewer may see (a door answers 404)."""

    code = "not_found"


class UnknownReference(Refusal):
    """A code named in a request stands for nothing: kind, key."""

    code = "reward_unknown_reference"


class ChoiceUnknown(Refusal):
    """A field holds a word that is not one of its choices: field, value, choices."""

    code = "reward_choice_unknown"


class RuleMissing(Refusal):
    """KPIs that count have no scoring rule: scheme, kpis."""

    code = "scoring_rule_missing"


class StageRefused(Refusal):
    """The cycle is not in the stage this needs: cycle_period, state, needed."""

    code = "cycle_stage"


class MonthsOpen(Refusal):
    """Months of the quarter are not closed yet: cycle_period, months."""

    code = "cycle_months_open"


class MissingFeedsPay(Refusal):
    """Values that feed pay were not reported: count, first (kpi of subject), cycle_period."""

    code = "missing_feeds_pay"


class NotYours(Refusal):
    """Only the named person may do this: person, step."""

    code = "reward_not_yours"


class TextMissing(Refusal):
    """A field that must be filled is empty: field."""

    code = "reward_text_missing"
