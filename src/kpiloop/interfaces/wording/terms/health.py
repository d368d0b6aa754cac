"""Words for the choices of health."""

from __future__ import annotations

TERMS = {
    "pitfall.too_many_kpis": "Too many KPIs",
    "pitfall.red_without_cause": "Missed without cause",
    "pitfall.cause_without_action": "Cause without action",
    "pitfall.miss_unanswered": "Missed and unanswered",
    "pitfall.value_missing": "Value missing",
    "pitfall.overdue_actions": "Overdue actions",
    "pitfall.scheme_without_pay_link": "Scheme without pay link",
}
