"""A running month says what should be there by now: 150 x 14/21 = 100 for East on 20 November 2026."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.models import User
from kpiloop.loop.track import services
from tests.loop import company
from tests.loop.trading import actors, built_company

__all__ = ["actors", "built_company"]
NOVEMBER = "2026-11"


@pytest.fixture
def running(actors: dict[str, Actor]) -> None:
    """East stands at 90 when 95 to 100 is usual."""
    company.load_facts({NOVEMBER: {"SH": (60, 100, 60), "ZJ": (30, 50, 30), "WEST": (70, 70, 40)}})
    company.compute(NOVEMBER, NOVEMBER)
    services.assess(SYSTEM, first=NOVEMBER, last=NOVEMBER, now=datetime(2026, 11, 20, 1, tzinfo=UTC))


def page(address: str, language: str) -> str:
    User.objects.filter(username="boss").update(language=language)
    client = Client()
    client.force_login(User.objects.get(username="boss"))
    return " ".join(client.get(f"{address}?period={NOVEMBER}").content.decode().split())


@pytest.mark.feature("N05")
def test_the_kpi_tells_what_should_be_there_by_now(running: None) -> None:
    address = reverse("track:kpi", args=[company.assignment_id("revenue", "EAST")])
    english, chinese = page(address, "en"), page(address, "zh-hans")
    assert "Expected by 19 Nov" in english and "14 of 21 working days are over" in english
    assert "应达（至 11-19）" in chinese and "21 个工作日已过 14 个" in chinese


def test_the_cockpit_says_that_the_month_runs(running: None) -> None:
    english, chinese = page("/", "en"), page("/", "zh-hans")
    assert "still running: up to 19 Nov, 14 of 21 working days are over" in english
    # HQ owes 250 x 14/21 = 166.67 and stands at 160; by calendar days 158.33 would do
    assert "160" in english and ">By now<" in english
    assert "本期仍在进行" in chinese and ">应达<" in chinese
