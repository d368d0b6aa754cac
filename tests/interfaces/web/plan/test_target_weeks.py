"""The target grid by weeks: what months give, own figures beside it, the same hands as for months."""

from __future__ import annotations

import io
from decimal import Decimal as D

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.rows import NewAssignment, NewTarget
from tests.loop.plan.company import NOW, START, found_company, publish_kpi

pytestmark = [pytest.mark.feature("S02"), pytest.mark.feature("P13")]
QUERY = "?period=2026-10&view=week"
#: Ten a day for the group and seven for east, in 10,000 CNY, so a week of the group is 70 and of east 49.
DAYS = {"2026-09": 30, "2026-10": 31, "2026-11": 30, "2026-12": 31, "2027-01": 31}


@pytest.fixture
def actors(db: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, Actor]:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return found_company()


@pytest.fixture
def cards(actors: dict[str, Actor]) -> dict[str, int]:
    """Revenue by week of the group and of east, and a KPI of months only."""
    admin = actors["admin"]
    publish_kpi(admin, "revenue", display_scale="wan", measured_by="week")
    publish_kpi(admin, "orders")
    services.add_scheme(admin, code="S", name_zh="方案", fiscal_year=2026)
    wanted = [
        NewAssignment("revenue", "HQ", "E1", D(100), START),
        NewAssignment("revenue", "EAST", "E2", D(60), START, parent=("revenue", "HQ")),
        NewAssignment("orders", "EAST", "E2", D(40), START),
    ]
    keys = dict(zip(("HQ", "EAST", "orders"), services.assign_many(admin, scheme="S", assignments=wanted), strict=True))
    services.publish_scheme(admin, code="S", now=NOW)
    a_day = {"HQ": 100_000, "EAST": 70_000}
    targets = [NewTarget(keys[unit], month, D(a_day[unit] * DAYS[month])) for unit in a_day for month in DAYS]
    services.set_targets(admin, targets=targets)
    return keys


def client_of(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    client.post("/choose/language/", {"language": "zh-hans"})
    return client


def line(page: str, key: int) -> str:
    return next(row for row in page.split("<tr ") if f'data-key="{key}"' in row and 'class="gap"' not in row)


def shown(actors: dict[str, Actor], key: int, week: str) -> tuple[object, bool]:
    """Target of a week and whether it is its own."""
    row = selectors.assignment(actors["boss"], key)
    period = calendar.period(SYSTEM, week)
    found = selectors.week_targets(actors["boss"], lines=[row], weeks=[period])[key, period.id]
    return found.figure, found.is_own


def test_a_quarter_of_weeks_beside_its_months(actors: dict[str, Actor], cards: dict[str, int]) -> None:
    services.set_targets(
        actors["admin"], targets=[NewTarget(cards["EAST"], week, D(540_000)) for week in ("2026-W46", "2026-W35")]
    )
    page = client_of("admin").get(f"/targets/{QUERY}").content.decode()
    assert "2026 年第 4 季度周目标：28 格中单独设定 1 格，与月目标相比：指标revenue 华东区 +5 万元" in page
    assert 'title="09-28–10-04"' in page and 'title="12-28–01-03"' in page  # Thursday 1 October, Thursday 31 December
    assert page.count('data-share="70"') == 14 and page.count('data-share="49"') == 14
    assert f"t{cards['orders']}." not in page
    east = line(page, cards["EAST"])
    assert east.count('share" data-raw=""') == 13 and 'data-raw="54" data-share="49"' in east
    assert ">691<" in east and ">+5<" in east  # 13 x 49 + 54
    assert 'data-off-year="' in east and ">—<" in east.split("data-off-year")[1]  # August has no target
    gap = page.split('class="gap"')[1].split("</tr>")[0]
    assert gap.count(">−21<") == 13 and ">−16<" in gap and ">−289<" in gap  # 691 of 980


def test_weeks_are_saved_seen_locked_and_given_back(actors: dict[str, Actor], cards: dict[str, int]) -> None:
    admin, name, key = client_of("admin"), f"t{cards['EAST']}.2026-W46", cards["EAST"]
    wrong = f"t{cards['orders']}.2026-W46"
    refused = admin.post(f"/targets/save/{QUERY}", {name: "60", wrong: "1"})
    assert (refused.status_code, refused.json()["wrong"]) == (422, [wrong])
    assert admin.post(f"/targets/save/{QUERY}", {name: "60", f"seen.{name}": "0"}).status_code == 200
    assert shown(actors, key, "2026-W46") == (D(600_000), True)
    assert admin.post(f"/targets/save/{QUERY}", {name: "61", f"seen.{name}": "0"}).status_code == 409
    assert admin.post(f"/targets/lock/{QUERY}", {"cell": name}).json() == {"said": "已锁定 1 格。"}
    assert admin.post(f"/targets/save/{QUERY}", {name: "", f"seen.{name}": "1"}).status_code == 200
    assert shown(actors, key, "2026-W46") == (D(490_000), False)


def test_a_head_proposes_a_week_and_somebody_else_decides(actors: dict[str, Actor], cards: dict[str, int]) -> None:
    sent = {f"t{cards['EAST']}.2026-W46": "55", "reason": "双十一"}
    assert client_of("wang").post(f"/targets/propose/{QUERY}", sent).status_code == 200
    (change,) = selectors.target_changes(actors["boss"], state="proposed")
    boss = client_of("boss")
    assert "第 46 周" in boss.get("/targets/changes/").content.decode()
    assert boss.post("/targets/changes/decide/", {"change": [change.id], "approve": "yes"}).status_code == 302
    assert shown(actors, cards["EAST"], "2026-W46") == (D(550_000), True)


def test_a_workbook_of_weeks_comes_back_as_it_was(actors: dict[str, Actor], cards: dict[str, int]) -> None:
    admin = client_of("admin")
    book = b"".join(admin.get(f"/targets/workbook/{QUERY}"))
    file = SimpleUploadedFile("targets.xlsx", io.BytesIO(book).read())
    told = admin.post(f"/targets/workbook/read/{QUERY}", {"file": file}).json()
    assert (told["cells"], told["same"], told["unknown"]) == ({}, 28, [])
    form = admin.get(f"/targets/edit/{QUERY}&kpi=revenue").content.decode()
    assert form.count('placeholder="49"') == 14


def test_who_has_nothing_by_week_is_not_asked(actors: dict[str, Actor], cards: dict[str, int]) -> None:
    admin, week = actors["admin"], "view=week"
    assert week in client_of("wang").get("/targets/?period=2026-10").content.decode()
    services.revise_kpi(admin, code="revenue", measured_by="month", valid_from=START)
    services.publish_kpi(admin, code="revenue", now=NOW)
    page = client_of("wang").get(f"/targets/{QUERY}").content.decode()
    assert "data-share" not in page and f'data-name="t{cards["EAST"]}.2026-10"' in page
    assert ">周<" not in page
