"""Scoring by program: rules set and read back, an event by two people, a veto asked to be lifted."""

from __future__ import annotations

import pytest

from kpiloop.foundation.access.actors import Actor
from tests.interfaces.api.conftest import Ask
from tests.interfaces.api.test_planning import read, send

pytestmark = pytest.mark.django_db
PRAISE = {"code": "PRAISE", "kind": "extra_points", "name_zh": "表扬", "points": 2, "most": "3"}
GATE = {
    "code": "PROFIT", "kind": "gate", "name_zh": "利润闸口", "reads": "achievement", "kpi": "profit", "subject": "HQ",
    "comparison": "below", "limit": "1", "most": "1", "lifted_by": "bonus.approve",
}  # fmt: skip
ASKED = {
    "kpis": [{"kpi": "revenue", "method": "linear", "parameters": {"cap": 120, "missing": "hold_last"}}],
    "grades": [{"grade": "A", "lower": "90", "factor": "1.2"}, {"grade": "B", "lower": 0, "upper": 90, "factor": 1}],
    "terms": {"cap": "110", "ties": "dense", "distribution": "guideline", "shares": "A 20 B 80"},
    "adjustments": [PRAISE, GATE],
}


@pytest.mark.feature("SC-03")
def test_sc_03_rules_and_events_by_program(ask: Ask, actors: dict[str, Actor]) -> None:
    status, made = send(actors["admin"], "/schemes/S26/scoring", ASKED)
    assert status == 200, made
    again = read(ask, "/schemes/S26/scoring", "zhao")  # the rules are no secret
    assert again == made
    assert [(row["code"], row["version"]) for row in again["adjustments"]] == [("PRAISE", 1), ("PROFIT", 1)]
    assert again["kpis"][0]["parameters"] == {"cap": "120", "missing": "hold_last"}
    assert (again["terms"]["shares"], again["terms"]["ties"], again["terms"]["version"]) == ("A 20 B 80", "dense", 1)
    wrong = {"adjustments": [{**GATE, "kpi": "nothing"}], "terms": {"cap": "90"}}
    assert send(actors["admin"], "/schemes/S26/scoring", wrong)[1]["code"] == "reward_unknown_reference"
    assert read(ask, "/schemes/S26/scoring")["terms"]["cap"] == "110"  # all of it, or nothing
    said = {"rule": "PRAISE", "subject": "EAST", "happened_on": "2026-08-20", "text": "表扬信", "evidence": "D-7"}
    status, event = send(actors["wang"], "/schemes/S26/events", said)  # the head of EAST records it
    assert status == 200
    assert send(actors["boss"], f"/events/{event['id']}/decide", {"approve": True})[0] == 200
    listed = read(ask, "/schemes/S26/events?quarter=FY2026-Q3", "wang")
    assert [(row["state"], row["recorded_by"], row["decided_by"]) for row in listed] == [("approved", "wang", "boss")]
    assert read(ask, "/schemes/S26/events?quarter=FY2026-Q3", "chen") == []
    assert ask("/schemes/S26/events?quarter=FY2026-Q3", "zhao").status_code == 404
    ended = send(actors["admin"], "/schemes/S26/adjustments/PRAISE/end", {"reason": "取消"})
    assert [row["code"] for row in ended[1]["adjustments"]] == ["PROFIT"]
    assert send(actors["boss"], "/schemes/S26/pay", {"pool_method": "share", "factor_cap": "1.5"})[0] == 200
    assert read(ask, "/schemes/S26/scoring")["pay"]["factor_cap"] == "1.5000"
