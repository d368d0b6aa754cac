"""Spreading a year keeps its course, a whole is summed from its parts, growth is offered, a budget is taken."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from django.test import Client
from django.urls import reverse

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.models import User
from kpiloop.loop.plan import selectors
from tests.loop import company
from tests.loop.trading import actors, built_company

__all__ = ["actors", "built_company"]
QUERY = "?period=2026-10"


def client(language: str = "en") -> Client:
    User.objects.filter(username="admin").update(language=language)
    made = Client()
    made.force_login(User.objects.get(username="admin"))
    return made


def address(name: str, kpi: str, subject: str) -> str:
    return reverse(f"plan:{name}", args=[company.assignment_id(kpi, subject)]) + QUERY


def figure(kpi: str, subject: str, month: str) -> D | None:
    return selectors.target_history(SYSTEM, company.assignment_id(kpi, subject), month)[0].target


@pytest.mark.feature("N04")
def test_spreading_a_year_shows_its_course(actors: dict[str, Actor]) -> None:
    page = address("target_annual", "revenue", "WEST")
    assert "typed or taken over one by one" in client().get(page).content.decode()
    sent = {"annual": "1728", "shape": "s_curve", "weights": "", "reason": "board"}
    assert client().post(page, sent).status_code == 302
    # by March 3/16 - 2/64 of 1,728 = 270, 15.6 %
    english, chinese = client().get(page).content.decode(), client("zh-hans").get(page).content.decode()
    assert "Version 1: CNY 1,728, S-curve" in english and ">270<" in english and "15.6%" in english
    assert "第 1 版" in chinese and "S 曲线" in chinese


def test_the_whole_is_set_from_its_parts(actors: dict[str, Actor]) -> None:
    page = address("target_sum_up", "revenue", "HQ")
    # EAST 150 and WEST 100 are HQ's 250 already; WEST 130 makes 280
    client().post(address("target_annual", "revenue", "WEST"), {"annual": "1560", "shape": "equal", "reason": ""})
    assert ">280<" in client().get(page).content.decode()
    assert client().post(page, {"reason": "bottom up"}).status_code == 302
    assert figure("revenue", "HQ", "2026-12") == 280


def test_growth_is_a_basis_of_breaking_down(actors: dict[str, Actor]) -> None:
    page = address("target_cascade", "revenue", "EAST")
    sent = {"basis": "growth", "cushion": "0", "growth": "", "reason": ""}
    assert "Say by how much." in client().post(page, sent).content.decode()
    assert client().post(page, sent | {"growth": "10"}).status_code == 302
    # October 2025: SH 90, ZJ 45; figures of this KPI are whole on the screen: 49.5 is 50
    assert (figure("revenue", "SH", "2026-10"), figure("revenue", "ZJ", "2026-10")) == (99, 50)
    assert figure("revenue", "SH", "2026-09") == 100


def test_a_budget_is_shown_before_it_is_taken(actors: dict[str, Actor]) -> None:
    page = address("target_take", "revenue", "EAST") + "&source=cost"
    shown = client().get(page).content.decode()
    # from May to October EAST's cost is 90, SH's 60, ZJ's 30: three times six targets
    assert "Take 18 targets" in shown and figure("revenue", "EAST", "2026-10") == 150
    assert client().post(page).status_code == 302
    assert [figure("revenue", unit, "2026-10") for unit in ("EAST", "SH", "ZJ")] == [90, 60, 30]
    assert "already" in client().get(page).content.decode()
