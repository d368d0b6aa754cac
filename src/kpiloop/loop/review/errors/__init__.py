"""Refusals of meetings."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class MeetingNotFound(Refusal):
    """The month has no meeting."""

    code = "meeting_not_found"  # fields: period


class MeetingFixed(Refusal):
    """The meeting is in a state that does not take this."""

    code = "meeting_state"  # fields: period, state


class RedWithoutCause(Refusal):
    """Minutes wait for the causes of what was missed."""

    code = "red_without_cause"  # fields: count, kpis, assignments


class CauseWithoutAction(Refusal):
    """Minutes wait for somebody to act on what was explained."""

    code = "cause_without_action"  # fields: count, kpis, assignments


class ItemNotFound(Refusal):
    """The agenda holds no such item."""

    code = "agenda_item_not_found"  # fields: item


class DecisionTextRequired(Refusal):
    """A decision says what was decided."""

    code = "decision_text_required"  # fields: period
