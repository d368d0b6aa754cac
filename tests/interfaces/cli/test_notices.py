"""Reminders and quiet hours over the command line (S35)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.notify import services as notify
from kpiloop.loop.review import services as review
from tests.interfaces.cli.conftest import Line
from tests.loop import company as trading

pytestmark = [pytest.mark.django_db, pytest.mark.feature("S35")]
EIGHT = datetime(2026, 11, 20, 8, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_list_read_and_quiet(company: Line, actors: dict[str, Actor]) -> None:
    review.add_action(
        actors["admin"], title="Open a shop", assignment_id=trading.assignment_id("revenue", "SH"),
        period_code="2026-10", owner="E3", due_on=EIGHT.date(), expected_effect=Decimal(20), effect_period="2026-12",
    )  # fmt: skip
    notify.remind_of_duties(SYSTEM, on=EIGHT.date())
    notify.send_digests(SYSTEM, now=EIGHT)
    assert "due today: Open a shop (Shanghai Revenue)" in company("notice", "list", "--unread", by="zhao").out
    assert "今天到期：Open a shop（上海 营业收入）" in company("notice", "list", by="zhao", lang="zh").out
    assert "Open a shop" not in company("notice", "list", by="chen").out
    assert company("notice", "read", "--json", by="zhao").json()["read"] >= 1
    assert company("notice", "list", "--unread", "--json", by="zhao").json() == []
    assert company("notice", "quiet", "22:00", "06:30", by="zhao").code == 0
    refused = company("notice", "quiet", "late", "06:30", by="zhao")
    assert refused.code == 1 and '"late"' in refused.err and "20:00" in refused.err
