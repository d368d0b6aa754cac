"""Words for the choices of health."""

from __future__ import annotations

TERMS = {
    "guard.too_many": "Too many KPIs",
    "guard.no_analysis": "Data without analysis",
    "guard.open_feedback": "Feedback nobody closes",
    "guard.no_pay_link": "Pay not linked",
    "pitfall.too_many_kpis": "Too many KPIs",
    "pitfall.design": "Design of KPIs and cards",
    "pitfall.red_without_cause": "Missed without cause",
    "pitfall.cause_without_action": "Cause without action",
    "pitfall.miss_unanswered": "Missed and unanswered",
    "pitfall.value_missing": "Value missing",
    "pitfall.overdue_actions": "Overdue actions",
    "pitfall.overdue_talks": "Overdue talks and duties to mend",
    "pitfall.scheme_without_pay_link": "Scheme without pay link",
}
