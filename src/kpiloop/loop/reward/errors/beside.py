"""Refusals about extra points, deductions, vetoes and gates."""

from __future__ import annotations

from kpiloop.engine.errors import ChangedMeanwhile, Refusal


class GateWithoutCard(Refusal):
    """A gate names a unit that has no card in this quarter: rule, subject."""

    code = "gate_without_card"


class EventNotFitting(Refusal):
    """An event cannot count by this rule: rule, reason."""

    code = "adjustment_event_not_fitting"


class DecidedAlready(ChangedMeanwhile):
    """An event or a lift was decided already: state."""

    code = "adjustment_decided"


class LiftRefused(Refusal):
    """A veto or gate cannot be lifted on this card: rule, subject, state."""

    code = "veto_not_liftable"
