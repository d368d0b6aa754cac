"""Sentences of refusals raised by analyse."""

from __future__ import annotations

SENTENCES = {
    "cause_not_found": "There is no cause %(cause)s, or it is not yours to see. Go back to the KPI.",
    "cause_kind_unknown": 'There is no kind of cause "%(kind)s". Choose one of: %(kinds)s.',
    "cause_text_required": "The cause of %(kpi)s in %(period)s has no words. Say what happened and why.",
    "not_answerable": (
        "You do not answer for %(kpi)s of %(subject)s: its owner, its data provider or a leader of the "
        "unit must do this."
    ),
    "cause_confirm_own": (
        "Cause %(cause)s was written by %(written_by)s, who cannot confirm it. Ask another person in charge."
    ),
    "cause_state": "Cause %(cause)s is %(state)s and cannot change any more. Write a new one to add to it.",
    "split_unknown": '%(kpi)s cannot be split by "%(by)s". Choose one of: %(choices)s.',
    "baseline_unknown": 'There is no baseline "%(baseline)s". Choose one of: %(choices)s.',
}
