"""Objectives, the strategy map, initiatives and key results by program, as on the pages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from kpiloop.foundation.access import services as access
from kpiloop.foundation.access.actors import Actor
from tests.interfaces.api.conftest import Ask

pytestmark = pytest.mark.django_db
SAID = {"name_zh": "做大规模", "perspective": "customer", "fiscal_year": 2026, "sponsor": "E1"}


def read(ask: Ask, path: str) -> Any:
    answer = ask(path, "admin")
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def send(actor: Actor, path: str, body: object) -> tuple[int, Any]:
    headers = {"authorization": f"Bearer {access.create_token(actor, name='plan')}"}
    answer = Client().post(f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers)
    return answer.status_code, json.loads(answer.content)


@pytest.mark.feature("S01")
def test_s01_an_objective_is_stated_changed_ended_and_taken_up_again(ask: Ask, actors: dict[str, Actor]) -> None:
    admin = actors["admin"]
    assert send(admin, "/objectives", {**SAID, "code": "GROW"}) == (200, {"code": "GROW"})
    assert send(admin, "/objectives", {**SAID, "code": "GROW"})[1]["code"] == "plan_code_taken"
    (one,) = read(ask, "/objectives?fiscal_year=2026")
    assert (one["name_zh"], one["sponsor"], one["kpis"], one["ended_on"]) == ("做大规模", "E1", [], None)
    changed = {**SAID, "name_zh": "做强规模", "sponsor": "", "seen": one["mark"]}
    assert send(admin, "/objectives/GROW", changed)[0] == 200
    late = send(admin, "/objectives/GROW", {**changed, "name_zh": "别的"})
    assert (late[0], late[1]["code"]) == (409, "strategy_changed")
    end = {"on": "2026-07-01", "reason": "转向"}
    assert send(admin, "/objectives/GROW/end", {**end, "seen": one["mark"]})[1]["code"] == "strategy_changed"
    assert send(admin, "/objectives/GROW/end", {**end, "on": "2999-01-01"})[1]["code"] == "objective_end_ahead"
    assert send(admin, "/objectives/GROW/end", end)[0] == 200
    (one,) = read(ask, "/objectives")
    assert (one["name_zh"], one["sponsor"]) == ("做强规模", "")
    assert (one["ended_on"], one["end_reason"]) == ("2026-07-01", "转向")
    assert [len(read(ask, f"/objectives?on={day}")) for day in ("2026-06-30", "2026-07-01")] == [1, 0]
    assert send(admin, "/objectives/GROW/resume", {"seen": one["mark"]})[0] == 200
    assert read(ask, "/objectives?on=2026-07-01")[0]["ended_on"] is None


@pytest.mark.feature("P36")
def test_p36_the_map_and_what_is_undertaken(ask: Ask, actors: dict[str, Actor]) -> None:
    admin = actors["admin"]
    for code in ("GROW", "CARE"):
        assert send(admin, "/objectives", {**SAID, "code": code})[0] == 200
    link = {"cause": "CARE", "effect": "GROW", "is_hypothesis": False, "note": "问卷"}
    status, stands = send(admin, "/objective-links", link)
    assert (status, {name: stands[name] for name in link}) == (200, link)
    assert read(ask, "/objective-links?fiscal_year=2026") == [stands]
    assert send(admin, "/objective-links", {**link, "note": "访谈", "seen": stands["mark"]})[0] == 200
    late = send(admin, "/objective-links", {**link, "is_hypothesis": True, "seen": stands["mark"]})
    assert (late[0], late[1]["code"]) == (409, "strategy_changed")
    assert send(admin, "/objective-links", {**link, "seen": ""})[0] == 409  # there is one already
    assert [row["note"] for row in read(ask, "/objective-links?fiscal_year=2026")] == ["访谈"]
    assert send(admin, "/objective-links/remove", {"cause": "CARE", "effect": "GROW"})[0] == 200
    assert read(ask, "/objective-links?fiscal_year=2026") == []
    undertaken = {"name_zh": "开新店", "objective": "GROW", "owner": "E3", "budget": "1200.50", "state": "running"}
    assert send(admin, "/initiatives/SHOP", {**undertaken, "seen": ""})[0] == 200
    assert send(admin, "/initiatives/SHOP", {**undertaken, "seen": ""})[1]["code"] == "strategy_changed"
    (held,) = read(ask, "/initiatives?fiscal_year=2026")
    assert (held["owner"], float(held["budget"]), held["spent"]) == ("E3", 1200.5, None)
    assert send(admin, "/initiatives/SHOP", {**undertaken, "state": "stopped", "seen": held["mark"]})[0] == 200
    assert read(ask, "/initiatives?fiscal_year=2026")[0]["state"] == "stopped"


@pytest.mark.feature("P36")
def test_p36_a_key_result_is_checked_in_put_right_and_dropped(ask: Ask, actors: dict[str, Actor]) -> None:
    admin = actors["admin"]
    assert send(admin, "/objectives", {**SAID, "code": "GROW"})[0] == 200
    result = {"objective": "GROW", "name": "门店二十家", "owner": "E3", "start": "10", "target": "20"}
    flat = send(admin, "/key-results", {**result, "code": "KR1", "target": "10"})
    assert flat[1]["code"] == "key_result_without_way"
    assert send(admin, "/key-results", {**result, "code": "KR1"})[0] == 200
    assert send(admin, "/key-results/KR1/check-ins", {"value": "14", "confidence": 7})[0] == 200
    (held,) = read(ask, "/key-results?fiscal_year=2026")
    assert [(made["value"].rstrip("0").rstrip("."), made["confidence"]) for made in held["check_ins"]] == [("14", 7)]
    dropped = {**result, "is_active": False, "reason": "不再需要", "seen": held["mark"]}
    assert send(admin, "/key-results/KR1", dropped)[0] == 200
    assert send(admin, "/key-results/KR1", dropped)[1]["code"] == "strategy_changed"
    assert read(ask, "/key-results?fiscal_year=2026") == []
    (held,) = read(ask, "/key-results?fiscal_year=2026&dropped=true")
    assert (held["is_active"], len(held["check_ins"])) == (False, 1)
