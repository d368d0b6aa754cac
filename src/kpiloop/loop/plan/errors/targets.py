"""Refusals about targets: setting, spreading, breaking down, proposing, deciding."""

from __future__ import annotations

from kpiloop.engine.errors import ChangedMeanwhile, Refusal


class TargetChanged(ChangedMeanwhile):
    """Somebody else set a target since: kpi, subject, period, by, theirs, yours, assignment, count."""

    code = "target_changed"


class TargetsClosed(Refusal):
    """Targets of a closed period stay as they are: period, count."""

    code = "targets_closed"


class PhasingWrong(Refusal):
    """An annual target needs one weight per month, not all of them 0: months, given."""

    code = "phasing_wrong"


class TargetPast(Refusal):
    """A period that has ended takes no request unless it is expressly retroactive: period."""

    code = "plan_target_past"


class TargetFrozen(Refusal):
    """Too close to the end of a period for another target: period, days."""

    code = "plan_target_frozen"


class TargetWithdrawn(Refusal):
    """A proposal needs a figure; withdrawing a target is not proposed: period."""

    code = "target_withdrawn"


class FigureNotApplicable(Refusal):
    """Asked for are a figure and that the KPI does not apply: period."""

    code = "plan_figure_not_applicable"


class ReasonMissing(Refusal):
    """A change of a target needs its reason: subject."""

    code = "reason_missing"


class ChangeDecided(ChangedMeanwhile):
    """Somebody decided the proposed change already: change, state."""

    code = "change_decided"


class FourEyes(Refusal):
    """Nobody decides what they proposed: proposed_by."""

    code = "four_eyes"


class MonthsShort(Refusal):
    """The calendar months given cover no open period to the last day: months."""

    code = "calendar_months_short"


class GrowthWithoutBase(Refusal):
    """No open month has a figure to grow from: assignments."""

    code = "growth_without_base"
