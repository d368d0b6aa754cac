"""Cards of the cockpit at constant exchange rates, by the group of two currencies (tests/loop/measure/test_currencies).

Sales of February are 200 + 20 x 7.20 = 344 at the rate of the month and 200 + 20 x 7.00 = 340 at the constant one;
January is 170 at both.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.interfaces.web.shell.place import Place
from kpiloop.interfaces.web.track.cockpit.building import build_cockpit
from kpiloop.interfaces.web.track.cockpit.page import CockpitPage
from kpiloop.loop.measure import services as measure
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import NewTarget
from kpiloop.loop.track import services as track
from tests.loop.measure import company
from tests.loop.measure.test_currencies import RATES, group

__all__ = ["group"]
pytestmark = [pytest.mark.django_db, pytest.mark.feature("S41")]


def shown(rates: str) -> CockpitPage:
    return build_cockpit(SYSTEM, Place("2026-02", "plan"), today=date(2026, 3, 20), rates=rates)


@pytest.fixture
def judged(group: None) -> None:
    measure.record_rates(SYSTEM, rates=RATES)
    (key,) = company.assign(("sales", "HQ", "E1"))
    plan.set_targets(SYSTEM, targets=[NewTarget(key, "2026-02", Decimal(350))], method="manual")
    measure.run_periods(SYSTEM, first="2026-01", last="2026-02", now=company.NOW)
    track.assess(SYSTEM, first="2026-01", last="2026-02", now=company.NOW)


def test_cards_at_either_rates_say_so(judged: None) -> None:
    month, constant = shown(""), shown("constant")
    assert [page.cards[0].value for page in (month, constant)] == ["344", "340"]
    assert [page.cards[0].is_constant for page in (month, constant)] == [False, True]
    assert (month.rates_note, constant.rates_note) == ("指标卡按各月汇率", "指标卡按固定汇率")
    assert [is_shown for _word, _address, is_shown in constant.rate_ways] == [False, True]
    assert constant.export_address.endswith("?rates=constant")
    plan_line = constant.cards[0].lines[0]
    assert (plan_line.reference, plan_line.differences) == ("350", ())  # a target is at no rates
    assert constant.cards[0].light == month.cards[0].light
    assert "按各月汇率" in constant.exceptions_note


def test_one_currency_leaves_no_choice() -> None:
    company.found_company()
    company.publish_kpi("revenue")
    page = shown("constant")
    assert (page.rate_ways, page.rates_note) == ((), "")
    assert "汇率" not in page.exceptions_note
