"""Alerts and consequences by program: rules, the inbox, an answer; figures of tests/loop/company.py."""

from __future__ import annotations

import pytest

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.loop.track import services as track
from tests.interfaces.api.sending import get, post
from tests.loop.company import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.feature("AN-03")]
RULE = {
    "name_zh": "低于九成", "name_en": "below 90 %", "kind": "off_target", "kpi": "revenue", "unit": "EAST",
    "limit": "0.9", "who": "unit_head", "repeat_days": 2, "escalate_days": 3, "also": ["head_above"],
}  # fmt: skip
MISSES = {
    "name_zh": "连续未达标",
    "kind": "repeated_miss",
    "kpi": "revenue",
    "who": "head_above",
    "also": ["unit_head"],
}


def test_an_03_a_rule_is_set_changed_and_ended(actors: dict[str, Actor]) -> None:
    admin = actors["admin"]
    assert post(admin, "/alerts/rules/low", RULE) == (200, {"code": "low"})
    (held,) = [row for row in get(admin, "/alerts/rules")[1] if row["code"] == "low"]
    assert {name: held[name] for name in RULE} == {**RULE, "limit": held["limit"]}
    assert (float(held["limit"]), held["set_by"]) == (0.9, "admin")
    assert post(admin, "/alerts/rules/low", {**RULE, "escalate_days": 5})[0] == 200
    assert [row["escalate_days"] for row in get(admin, "/alerts/rules")[1] if row["code"] == "low"] == [5]
    wrong = post(admin, "/alerts/rules/low", {**RULE, "kind": "whatever"})
    assert wrong[0] == 400 and wrong[1]["title"]
    assert post(admin, "/alerts/rules/low/end", {"reason": "enough"})[0] == 200
    assert "low" not in [row["code"] for row in get(admin, "/alerts/rules")[1]]
    gone = post(admin, "/alerts/rules/low/end")
    assert (gone[0], gone[1]["code"]) == (400, "alert_rule_not_found")


def test_an_03_an_alert_is_told_and_answered_with_a_note(actors: dict[str, Actor]) -> None:
    admin, wang = actors["admin"], actors["wang"]
    assert post(admin, "/alerts/rules/misses", MISSES)[0] == 200
    track.follow_alert_rules(SYSTEM, now=NOW)
    (found,) = [row for row in get(wang, "/alerts")[1] if row["rule"] == "misses" and row["subject"] == "EAST"]
    # EAST missed in September and October; its head is E2, above is E1
    told = [found[name] for name in ("kind", "fired", "first_period", "last_period", "recipient", "also", "is_mine")]
    assert told == ["repeated", "missed_in_a_row", "2026-09", "2026-10", "E1", ["E2"], True]
    assert found["id"] not in [row["id"] for row in get(actors["chen"], "/alerts?everybody=true")[1]]
    path = f"/alerts/{found['id']}"
    steps = get(wang, path)[1]["steps"]
    assert [(step["kind"], sorted(step["people"])) for step in steps] == [("told", ["E1", "E2"])]
    assert get(actors["chen"], path)[0] == post(actors["chen"], f"{path}/acknowledge", {"note": "x"})[0] == 404
    empty = post(wang, f"{path}/acknowledge", {"note": " "})
    assert (empty[0], empty[1]["code"]) == (400, "note_required")
    status, answered = post(wang, f"{path}/acknowledge", {"note": "two visits a week"})
    assert (status, answered["state"], answered["note"], answered["acknowledged_by"]) == (
        200, "acknowledged", "two visits a week", "wang",
    )  # fmt: skip
    again = post(wang, f"{path}/acknowledge", {"note": "again"})
    assert (again[0], again[1]["code"]) == (400, "alert_not_open")


def test_an_03_what_follows_from_misses_is_a_rule_of_the_company(actors: dict[str, Actor]) -> None:
    admin = actors["admin"]
    usual = get(admin, "/consequence-rules")[1]
    assert [(row["code"], row["about"], row["opens"]) for row in usual] == [
        ("", "unit", "rectification"), ("", "person", "plan"), ("", "grades", "plan"),
    ]  # fmt: skip
    rung = {"about": "unit", "opens": "talk", "misses": 2, "within": 3, "scheme": "S26"}
    assert post(admin, "/consequence-rules/early", rung)[0] == 200
    assert get(admin, "/consequence-rules")[1][0] == {**rung, "code": "early", "grades": []}
    wrong = post(admin, "/consequence-rules/early", {**rung, "within": 1})
    assert (wrong[0], wrong[1]["code"]) == (400, "improve_rung_wrong")
    assert post(admin, "/consequence-rules/early/end")[0] == 200
    assert get(admin, "/consequence-rules")[1] == usual
