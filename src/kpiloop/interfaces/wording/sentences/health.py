"""Sentences of the health report: what each guard watches and what each finding means."""

from __future__ import annotations

SENTENCES = {
    "guard.too_many": "A card with too many KPIs steers nobody: the limit stands in the scheme.",
    "guard.no_analysis": "Every missed KPI has a written cause, and every KPI with a target has a figure.",
    "guard.open_feedback": "A cause leads to an action, actions are done on their day, talks are held.",
    "guard.no_pay_link": "Results of a scheme touch pay, by a rule everybody can open.",
    "pitfall.too_many_kpis": (
        "%(count)s KPIs, %(limit)s allowed: %(kpis)s. Merge %(merge)s into one of %(merged_weight)s%%."
    ),
    "pitfall.design": "%(count)s × %(finding)s: mend it in one step, or say why it may stay.",
    "pitfall.red_without_cause": "Missed (months in a row: %(streak)s), and nobody has written why.",
    "pitfall.cause_without_action": "The cause is written, no action follows.",
    "pitfall.miss_unanswered": "Missed (months in a row: %(streak)s): neither cause nor action.",
    "pitfall.value_missing": "It has a target but no figure: %(reason)s.",
    "pitfall.overdue_actions": "%(title)s: %(days_late)s days late.",
    "pitfall.overdue_talks": "%(days_late)s days late.",
    "pitfall.scheme_without_pay_link": "The results of scheme %(scheme)s pay nobody: give it a bonus rule, or say so.",
}
