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
    "split_method_unknown": 'This change cannot be split by "%(method)s". Choose one of: %(choices)s.',
    "split_undefined": "%(convention)s has no answer here: %(undefined)s. Choose another method.",
    "split_undefined_at": "%(convention)s has no answer here: %(undefined)s, and %(factor)s is not. Choose Shapley.",
    "factor_unknown": '%(kpi)s has no factor "%(factor)s". Choose another KPI that is published, by its code.',
    "factor_twice": "%(factor)s is named twice as a factor. Name each factor once.",
    "factors_other_figure": (
        "The factors do not give %(kpi)s in %(period)s: their product is %(product)s, the figure is %(figure)s, "
        "the gap is %(gap)s. Choose factors whose product is the figure."
    ),
    "baseline_unknown": 'There is no baseline "%(baseline)s". Choose one of: %(choices)s.',
}
