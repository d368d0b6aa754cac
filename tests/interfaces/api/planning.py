"""Operations on KPIs, years of targets, alerts and scored quarters, with their paths, for the table of rights."""

from __future__ import annotations

YEAR = {"kpi": "nothing", "subject": "EAST", "period": "2026-10"}
FORMULA = {"text": "sum(orders.net)", "valid_from": "2026-01-01"}
SAID = {"name_zh": "做大", "perspective": "customer", "fiscal_year": 2026}
LINK = {"cause": "NONE", "effect": "NONE"}
RESULT = {"objective": "NONE", "name": "三成", "owner": "E1", "start": "1", "target": "2"}
UNDERTAKEN = {"name_zh": "内训", "objective": "NONE", "owner": "E1"}
RUNG = {"about": "unit", "opens": "talk", "misses": 2}

PLAN_LISTS = {
    "list_library": "/library",
    "list_objectives": "/objectives",
    "list_objective_links": "/objective-links?fiscal_year=2026",
    "list_initiatives": "/initiatives?fiscal_year=2026",
    "list_key_results": "/key-results?fiscal_year=2026",
    "list_rates": "/rates",
    "list_alerts": "/alerts",
    "list_alert_rules": "/alerts/rules",
    "list_consequence_rules": "/consequence-rules",
    "list_cycles": "/cycles",
    "get_target_workbook": "/targets/workbook?fiscal_year=2026",
}
PLAN_OBJECTS = {
    "list_formulas": "/kpis/{}/formulas",
    "get_target_course": "/targets/course?kpi={}&subject=EAST&period=2026-10",
    "get_alert": "/alerts/{}",
    "get_leaderboard": "/cycles/{}/leaderboard",
    "get_owed": "/cycles/{}/payroll",
    "get_pay_file": "/pay-files/{}",
}
#: name -> path and a body that names nothing the asker may touch.
PLAN_WRITES: dict[str, tuple[str, dict[str, object]]] = {
    "adopt_kpi": ("/library/nothing/adopt", {}),
    "add_objective": ("/objectives", {**SAID, "code": "O-9", "sponsor": "NONE"}),
    "change_objective": ("/objectives/NONE", SAID),
    "end_objective": ("/objectives/NONE/end", {"on": "2026-01-01", "reason": "wrong"}),
    "resume_objective": ("/objectives/NONE/resume", {}),
    "link_objectives": ("/objective-links", {**LINK, "effect": "OTHER"}),
    "unlink_objectives": ("/objective-links/remove", LINK),
    "save_initiative": ("/initiatives/I-9", UNDERTAKEN),
    "add_key_result": ("/key-results", {**RESULT, "code": "KR-9"}),
    "change_key_result": ("/key-results/NONE", RESULT),
    "check_in": ("/key-results/NONE/check-ins", {"value": "1", "confidence": 5}),
    "publish_kpi": ("/kpis/nothing/publish", {}),
    "add_scheme": ("/schemes", {"code": "S27", "name_zh": "新", "fiscal_year": 2027}),
    "retire_kpi": ("/kpis/nothing/retire", {"reason": "wrong"}),
    "set_formula": ("/kpis/nothing/formula", FORMULA),
    "record_rates": ("/rates", {"lines": "USD CNY 2026-01 average 7"}),
    "set_annual_target": ("/targets/annual", {**YEAR, "annual": "1"}),
    "grow_targets": ("/targets/growth", {**YEAR, "percent": "1"}),
    "sum_up_targets": ("/targets/sum", YEAR),
    "take_targets": ("/targets/take", {**YEAR, "source": "cost"}),
    "set_by_calendar_months": ("/targets/calendar-months", {**YEAR, "figures": {"2026-01": "1"}}),
    "cascade_targets": ("/targets/cascade", YEAR),
    "lock_target": ("/targets/lock", YEAR),
    "acknowledge_alert": ("/alerts/999999/acknowledge", {"note": "wrong"}),
    "set_alert_rule": ("/alerts/rules/low", {"name_zh": "低", "kind": "off_target"}),
    "end_alert_rule": ("/alerts/rules/low/end", {}),
    "set_consequence_rule": ("/consequence-rules/own", RUNG),
    "end_consequence_rule": ("/consequence-rules/own/end", {}),
    "open_cycle": ("/schemes/S26/cycles", {"quarter": "FY2026-Q3"}),
    "score_cycle": ("/cycles/999999/score", {}),
    "publish_cycle": ("/cycles/999999/publish", {}),
    "try_bonus": ("/cycles/999999/bonus-trial", {"pool": "1"}),
    "prepare_bonus": ("/cycles/999999/bonus-runs", {"pool": "1", "document": "wrong"}),
    "apply_bonus": ("/bonus-runs/999999/apply", {}),
    "make_pay_file": ("/bonus-runs/999999/pay-file", {}),
    "answer_pay_file": ("/pay-files/999999/answer", {"state": "accepted"}),
    "answer_pay_lines": ("/pay-files/999999/status", {"lines": []}),
}
#: For who may see everybody's pay.
MONEY = {"list_bonus_runs": "/bonus-runs", "list_pay_files": "/pay-files"}
#: Computing again is asked of who may run the measures.
RUNS = {"compute_again": "/runs"}
