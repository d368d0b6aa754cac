"""Refusals of the track stage."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class AlertNotFound(Refusal):
    """The alert is not there, or not for the one who asks."""

    code = "alert_not_found"  # fields: alert


class AlertNotOpen(Refusal):
    """Only an open alert can be acknowledged."""

    code = "alert_not_open"  # fields: alert, state


class NoteRequired(Refusal):
    """An acknowledgement says what will be done."""

    code = "note_required"  # fields: alert


class AlertRuleNotFound(Refusal):
    """No rule of alerts has this code: rule."""

    code = "alert_rule_not_found"


class AlertRuleWrong(Refusal):
    """A rule that could never fire, or fires on everything: rule, lacking."""

    code = "alert_rule_wrong"


class MonthsOnly(Refusal):
    """Lights are given to months."""

    code = "assess_months_only"  # fields: period
