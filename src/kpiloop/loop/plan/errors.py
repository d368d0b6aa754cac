"""Refusals of the plan: a code and the fields its sentence needs."""

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


class AssignmentOverlaps(Refusal):
    """The subject already has this KPI in that time: subject, kpi, valid_from."""

    code = "assignment_overlaps"


class SchemeFixed(Refusal):
    """A retired scheme takes no change: scheme, state."""

    code = "scheme_fixed"


class KpiNotPublished(Refusal):
    """A scheme may only use published definitions: kpi, scheme."""

    code = "kpi_not_published"


class TargetsClosed(Refusal):
    """Targets of a closed period stay as they are: period, count."""

    code = "targets_closed"


class PhasingWrong(Refusal):
    """An annual target needs one weight per month, not all of them 0: months, given."""

    code = "phasing_wrong"


class ReasonMissing(Refusal):
    """A change of a target needs its reason: subject."""

    code = "reason_missing"


class ChangeDecided(Refusal):
    """Somebody decided the proposed change already: change, state."""

    code = "change_decided"


class FourEyes(Refusal):
    """Nobody decides what they proposed: proposed_by."""

    code = "four_eyes"


class NotAdditive(Refusal):
    """Targets of this KPI do not add up over units: kpi, time_kind."""

    code = "cascade_not_additive"


class NotFound(Refusal):
    """Nothing here that the viewer may see: kind, key."""

    code = "not_found"
