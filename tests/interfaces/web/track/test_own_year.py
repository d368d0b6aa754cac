"""Pages and API of a legal entity with a fiscal year of its own.

East counts years from August 2026. To October: by the group's year 3 x 150 + 135 + 120 + 105 = 810, by its own
135 + 120 + 105 = 360 of a target of 3 x 150 = 450; its quarter August to October is the same 360.
"""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import services as org
from kpiloop.interfaces.web.plan.grid.target_grid import Wanted, target_grid
from kpiloop.interfaces.web.plan.grid.target_rows import LAYERS
from kpiloop.loop.measure import selectors
from tests.loop import company
from tests.loop.trading import actors, built_company

__all__ = ["actors", "built_company"]
pytestmark = pytest.mark.feature("S41")
OCTOBER = "2026-10"


@pytest.fixture
def entity(actors: dict[str, Actor]) -> None:
    for unit in ("HQ", "EAST"):
        org.set_entity(SYSTEM, unit=unit, currency="CNY")
    org.set_entity_year(SYSTEM, unit="EAST", start_month=8, valid_from=date(2026, 8, 1))
    company.compute(OCTOBER, OCTOBER)


def page(address: str, username: str, language: str = "en") -> str:
    User.objects.filter(username=username).update(language=language)
    client = Client()
    client.force_login(User.objects.get(username=username))
    return " ".join(client.get(address, {"period": OCTOBER}).content.decode().split())


def test_the_page_of_a_kpi_shows_both_years(entity: None) -> None:
    address = reverse("track:kpi", args=[company.assignment_id("revenue", "EAST")])
    english, chinese = page(address, "boss"), page(address, "boss", "zh-hans")
    assert "The legal entity counts FY2027 from month 8 (now Q1 FY2027), the group from month 1." in english
    facts = english[english.index("Group year to date") : english.index("Status, score and pay")]
    assert facts.index(">810 ") < facts.index("Entity year to date") < facts.index("Entity quarter")
    assert facts.count(">360 ") == 2 and "−90" in facts
    assert "主体财年累计" in chinese
    assert "法人主体的财年自 8 月起（2027 年，现为 2027 年第 1 季度），集团财年自 1 月起" in chinese


def test_units_of_the_group_show_one_year(entity: None) -> None:
    for unit in ("HQ", "WEST"):
        address = reverse("track:kpi", args=[company.assignment_id("revenue", unit)])
        assert "year to date" not in page(address, "boss")


def test_the_cockpit_says_which_year_it_uses(entity: None) -> None:
    assert "East itself counts FY2027 from month 8" in page("/", "wang")
    assert "itself counts" not in page("/", "boss")


def test_the_api_gives_the_own_year(entity: None) -> None:
    client = Client()
    client.force_login(User.objects.get(username="boss"))
    found = client.get("/api/v1/values", {"period": OCTOBER, "window": "own_ytd", "kpi": "revenue"}).json()
    held = {row["subject"]: row["actual"] for row in found["rows"]}
    assert {code: float(actual) for code, actual in held.items()} == {"EAST": 360, "SH": 215, "ZJ": 145, "E3": 215}


def test_who_does_not_see_the_entity_gets_nothing(entity: None, actors: dict[str, Actor]) -> None:
    assert selectors.own_years(actors["chen"], period_code=OCTOBER) == {}
    assert selectors.own_year_values(actors["chen"], period_codes=[OCTOBER]) == []


def test_targets_to_date_are_by_the_own_year_and_marked(entity: None, actors: dict[str, Actor]) -> None:
    month = calendar.period(SYSTEM, OCTOBER)
    boss = actors["boss"]
    grids = {layer: target_grid(boss, month, Wanted(view="ytd", layer=layer, kpi="revenue"), "") for layer in LAYERS}
    rows = {row.key: row for group in grids["target"].groups for row in group.rows if row.kind in ("whole", "part")}
    east, group = rows[company.assignment_id("revenue", "EAST")], rows[company.assignment_id("revenue", "HQ")]
    # To July, before its own year began, 7 x 150; August to October 3 x 150. The group to October 10 x 250.
    assert [east.cells[place].text for place in (6, 7, 8, 9)] == ["1,050", "150", "300", "450"]
    assert east.year_note == "按自有财年累计（自 8 月起）"
    assert (group.cells[9].text, group.year_note) == ("2,500", "")
    names = [row.name for each in grids["target"].groups for row in each.rows if row.kind == "sum"]
    assert names == ["各部分之和（按集团财年）"]
    stretched = {row.key: row for each in grids["stretch"].groups for row in each.rows}[east.key]
    assert stretched.cells[9].text == "—"  # no stretch was set
    plain = target_grid(boss, month, Wanted(kpi="revenue"), "")
    assert not any(row.year_note for each in plain.groups for row in each.rows)
