"""On pages: a KPI is asked not to apply in a month, another person approves it, the sheet shows the new weights."""

from __future__ import annotations

import pytest
from django.test import Client

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.models import User
from kpiloop.loop.plan.models import TargetChange
from kpiloop.loop.reward import selectors, services
from tests.loop import company
from tests.loop.reward import company as scored
from tests.loop.trading import actors, built_company

__all__ = ["actors", "built_company"]
pytestmark = pytest.mark.feature("P05")
REASON = "全厂停产检修"


def signed_in(name: str, language: str = "zh-hans") -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    client.post("/choose/language/", {"language": language})
    return client


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_it_needs_either_a_target_or_the_mark(actors: dict[str, Actor]) -> None:
    address, client = f"/targets/{company.assignment_id('cost', 'HQ')}/2026-09/", signed_in("admin")
    assert "本月不考核" in read(client, address)
    for given, said in (
        ({"new_target": "120", "not_applicable": "on"}, "不考核时请留空。"),
        ({"new_target": ""}, "请填写目标值。"),
        ({"new_target": "abc", "not_applicable": "on"}, "abc"),
    ):
        answer = client.post(address, {"reason": REASON, "is_retroactive": "on", **given})
        assert said in answer.content.decode()
    assert not TargetChange.objects.exists()


def test_from_the_request_to_the_sheet(actors: dict[str, Actor]) -> None:
    """HQ without cost: profit and revenue weigh half each, 86.5 points (tests/loop/reward/company.py)."""
    scored.add_mover()
    cycle = scored.scored_cycle(actors)
    line, client, boss = company.assignment_id("cost", "HQ"), signed_in("admin"), signed_in("boss")
    for month in ("2026-07", "2026-08", "2026-09"):
        sent = {"new_target": "", "not_applicable": "on", "reason": REASON, "is_retroactive": "on"}
        assert client.post(f"/targets/{line}/{month}/", sent).status_code == 302
    page = read(boss, "/targets/changes/")
    assert page.count("<b>不考核</b>") == 3
    keys = [str(row.pk) for row in TargetChange.objects.all()]
    assert boss.post("/targets/changes/decide/", {"change": keys, "approve": "yes"}).status_code == 302
    assert "不考核" in read(client, f"/targets/{line}/2026-09/")
    assert "不考核" in read(client, "/targets/?period=2026-09&year=2026&view=month")
    services.score_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW, waiver=scored.OPEN_MONTHS)
    sheet = next(row for row in selectors.sheets(actors["admin"], cycle_id=cycle) if row.subject.code == "HQ")
    shown = read(boss, f"/sheets/{sheet.id}/")
    assert all(text in shown for text in ("86.5", "40% → 50%", "20% → 0%", "本期不考核（已批准）"))
    assert "N/A" in read(signed_in("boss", "en"), f"/sheets/{sheet.id}/")
