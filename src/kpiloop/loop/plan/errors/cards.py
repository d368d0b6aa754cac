"""Refusals about cards, weights and targets."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


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


class TargetWithdrawn(Refusal):
    """A proposal needs a figure; withdrawing a target is not proposed: period."""

    code = "target_withdrawn"


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


class CascadeEmpty(Refusal):
    """Nothing to break down: no part runs in an open month that has a target: kpi, parts."""

    code = "cascade_without_parts"


class TooManyKpis(Refusal):
    """A scheme that blocks above its limit has a card with more KPIs: subject, count, limit, kpis."""

    code = "too_many_kpis"


class NotFound(Refusal):
    """Nothing here that the viewer may see: kind, key."""

    code = "not_found"
