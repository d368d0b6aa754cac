"""An installation without a plan: no page says that all is well, and each says how to begin."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.access.models import User
from kpiloop.foundation.access.rows import NewAccount
from kpiloop.foundation.access.services import create_accounts
from kpiloop.foundation.calendar.services import ensure_calendar
from kpiloop.foundation.org.services import grant_scope

START = date(2025, 1, 1)


@pytest.fixture
def newcomer(db: None) -> Client:
    ensure_calendar(SYSTEM, first_month=START, last_month=date(2027, 12, 1))
    create_accounts(SYSTEM, accounts=[NewAccount("hr", "correct-horse-9", ("performance_admin",))], on=START)
    grant_scope(SYSTEM, username="hr", kind="company", valid_from=START)
    visitor = Client()
    visitor.force_login(User.objects.get(username="hr"))
    return visitor


def test_the_cockpit_leads_to_the_first_workbook(newcomer: Client) -> None:
    shown = newcomer.get("/?period=2026-10").content.decode()
    assert "还没有可评价的考核卡" in shown and "都已达标" not in shown
    assert 'href="/data/workbook/' in shown and 'href="/bundle/' in shown


def test_the_exceptions_do_not_claim_that_all_is_on_target(newcomer: Client) -> None:
    shown = newcomer.get("/exceptions/?period=2026-10").content.decode()
    assert "还没有考核卡被评价" in shown and "全部达标" not in shown
