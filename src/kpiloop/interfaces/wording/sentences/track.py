"""Sentences of refusals raised by track."""

from __future__ import annotations

SENTENCES = {
    "alert_not_found": "There is no alert %(alert)s, or it is not yours to see. Go back to the alert inbox.",
    "alert_not_open": "Alert %(alert)s is %(state)s and cannot be acknowledged again. Reload to see its present state.",
    "note_required": "Acknowledging alert %(alert)s needs a note on what will be done. Write it and submit again.",
    "alert_rule_not_found": "There is no rule of alerts %(rule)s. Open the list of rules and choose one.",
    "alert_rule_wrong": "Rule %(rule)s cannot be set: %(lacking)s.",
    "assess_months_only": "Lights are given to months, and %(period)s is not one. Give a month such as 2026-10.",
}
