"""Refusals about codes, definitions and schemes."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class UnknownReference(Refusal):
    """A code named in a request stands for nothing: kind, name."""

    code = "plan_unknown_reference"


class CodeTaken(Refusal):
    """The code already belongs to something else: kind, name."""

    code = "plan_code_taken"


class ChoiceUnknown(Refusal):
    """A field holds a word that is not one of its choices: field, value, choices."""

    code = "plan_choice_unknown"


class DefinitionIncomplete(Refusal):
    """A KPI definition cannot be judged as written: kpi, field."""

    code = "definition_incomplete"


class LimitsInverted(Refusal):
    """Green must begin at or above amber: kpi, green_from, amber_from."""

    code = "definition_limits_inverted"


class NothingToPublish(Refusal):
    """There is no draft to publish: kind, name."""

    code = "nothing_to_publish"


class ValidFromBackwards(Refusal):
    """A new version may not begin before the one in force: kpi, valid_from, in_force_from."""

    code = "definition_begins_too_early"


class DraftWaiting(Refusal):
    """A draft already waits; publish or change that one: kind, name."""

    code = "draft_waiting"


class WeightsNotHundred(Refusal):
    """The weights of a subject do not add up to 100: subject, sum, difference, on, others."""

    code = "weights_not_100"


class WeightOutOfRange(Refusal):
    """A weight below 0 or above 100: subject, kpi, weight."""

    code = "weight_out_of_range"


class OwnerMissing(Refusal):
    """A KPI of a subject has no accountable owner: subject, kpi."""

    code = "owner_missing"
