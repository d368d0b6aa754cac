"""The inbox: digests by day, in the reader's language, nobody else's, quiet hours (S35)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.notify import selectors
from kpiloop.foundation.notify import services as notify
from kpiloop.loop.review import services as review
from tests.loop import company
from tests.loop.trading import actors, built_company

__all__ = ["actors", "built_company"]
pytestmark = pytest.mark.feature("S35")
DUE = date(2026, 11, 20)


@pytest.fixture
def reminded(actors: dict[str, Actor]) -> dict[str, Actor]:
    """E3 has an action due today, and the digest of the day came at eight."""
    review.add_action(
        actors["admin"], title="三级价格审批", assignment_id=company.assignment_id("revenue", "SH"),
        period_code="2026-10", owner="E3", due_on=DUE, expected_effect=Decimal(20), effect_period="2026-12",
    )  # fmt: skip
    notify.mark_read(actors["zhao"], now=company.NOW)
    notify.remind_of_duties(SYSTEM, on=DUE)
    notify.send_digests(SYSTEM, now=datetime(2026, 11, 20, 8, tzinfo=ZoneInfo("Asia/Shanghai")))
    return actors


def client(name: str, language: str = "zh-hans") -> Client:
    user = User.objects.get(username=name)
    User.objects.filter(pk=user.pk).update(language=language)
    made = Client()
    made.force_login(User.objects.get(username=name))
    return made


def read(name: str, language: str = "zh-hans") -> str:
    return client(name, language).get("/reminders/").content.decode()


def test_the_digest_reads_in_both_languages_with_names(reminded: dict[str, Actor]) -> None:
    chinese, english = read("zhao"), read("zhao", "en")
    assert "您的行动项今天到期：三级价格审批（上海 营业收入）。" in chinese
    assert "每日摘要" in chinese
    assert "Your action is due today: 三级价格审批 (Shanghai Revenue)." in english
    assert "daily digest" in english
    key = selectors.notices(reminded["zhao"])[0].fields["action"]
    assert f"/actions/{key}/" in chinese


def test_nobody_reads_those_of_others(reminded: dict[str, Actor]) -> None:
    assert "三级价格审批" not in read("chen")
    theirs = selectors.notices(reminded["zhao"])[0].id
    client("chen").post("/reminders/read/", {"notice": theirs})
    assert selectors.unread_count(reminded["zhao"]) == 1


def test_reading_takes_it_off_the_bell(reminded: dict[str, Actor]) -> None:
    reader = client("zhao")
    waiting = selectors.unread_count(reminded["zhao"])
    assert waiting == 1
    assert reader.post("/reminders/read/").status_code == 302
    assert selectors.unread_count(reminded["zhao"]) == 0
    assert "没有待读的通知" in reader.get("/reminders/").content.decode()


def test_quiet_hours_are_set_and_nonsense_comes_back(reminded: dict[str, Actor]) -> None:
    reader = client("zhao")
    assert reader.post("/reminders/quiet/", {"quiet_from": "22:30", "quiet_until": "06:00"}).status_code == 302
    assert "22:30 – 06:00" in reader.get("/reminders/").content.decode()
    refused = reader.post("/reminders/quiet/", {"quiet_from": "soon", "quiet_until": "06:00"})
    assert refused.status_code == 422
    assert "22:30 – 06:00" in refused.content.decode() and 'value="soon"' in refused.content.decode()


def test_a_stranger_signs_in_first(db: None) -> None:
    assert Client().get("/reminders/").status_code == 302
