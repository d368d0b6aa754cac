"""Sentences of refusals raised by improve."""

from __future__ import annotations

SENTENCES = {
    "improve_rung_wrong": "Rule %(rule)s cannot be set: %(lacking_rung)s.",
    "improve_rung_grade_unknown": (
        "Rule %(rule)s counts the grade “%(grade)s”, which nobody can get. The grades there are: %(grades)s."
    ),
    "improve_rung_not_found": "There is no rule of consequences %(rule)s. Open the list of rules and choose one.",
    "improve_month_open": "%(period)s is not closed: consequences rest on closed months only. Close it first.",
    "improve_text_missing": "%(field)s must not be empty. Fill it in and submit again.",
    "improve_not_yours": "Somebody else has to do this step (%(step)s).",
    "improve_state": "The %(kind)s is “%(state)s”; this step needs “%(needed)s”.",
}
