"""The closed loop as people walk it: head of a unit, admin, employee, and somebody who may see none of it."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import kpiloop

pytestmark = pytest.mark.journey
PASSWORD = "kpiloop-demo-2026"


def sign_in(page: Page, site: str, username: str) -> None:
    page.goto(f"{site}/signin/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form button, form button.primary").first.click()
    page.wait_for_load_state()
    assert "/signin/" not in page.url


def table(home: Path, username: str, *arguments: str) -> list[dict[str, object]]:
    """What the command line says, for the same person."""
    done = kpiloop(home, "--as", username, "--json", *arguments)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, list)
    return found


def test_a_unit_head_goes_from_the_red_kpi_to_cause_and_action(page: Page, site: str) -> None:
    sign_in(page, site, "wugang")
    page.goto(f"{site}/exceptions/?period=2026-10")
    row = page.locator("tr", has_text="一次合格率").filter(has_text="制造一厂").first
    expect(row).to_contain_text("未达标")
    row.locator("a").first.click()
    expect(page.locator("h1")).to_contain_text("一次合格率")
    address = page.locator("a[href*='/cause/']").first.get_attribute("href")
    page.goto(f"{site}{address}")
    page.locator("textarea[name=text]").fill("二号线夹具磨损，已停线更换")
    page.locator("main form button.primary").first.click()
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text("二号线夹具磨损，已停线更换")
    page.goto(f"{site}/alerts/")
    assert page.locator("main").inner_text()


def test_the_admin_sees_what_a_close_would_freeze_and_needs_a_reason(page: Page, site: str) -> None:
    sign_in(page, site, "limeng")
    page.goto(f"{site}/periods/2026-10/close/")
    expect(page.locator("h1")).to_contain_text("写明理由后可关账")
    page.locator("main form button.primary").click()
    expect(page.locator("[role=alert]").first).to_contain_text("未完成")


def test_an_employee_opens_the_statement_down_to_a_row(page: Page, site: str) -> None:
    sign_in(page, site, "e1101")
    page.goto(f"{site}/reviews/")
    page.locator("a[href^='/statements/']").first.click()
    amount = re.search(r"([\d,]+\.\d\d) 元", page.locator("h1").inner_text())
    assert amount is not None
    page.locator("a[href^='/proof/bonus/']").first.click()
    expect(page.locator("h1")).to_contain_text(amount[1])
    expect(page.locator("main")).to_contain_text("差 0.00")
    page.goto(f"{site}/reviews/")
    page.locator("a[href^='/sheets/']", has_text="得分表").first.click()
    page.locator("a[href^='/proof/value/']").first.click()
    expect(page.locator("main")).to_contain_text("SO20")


def test_another_units_head_can_open_none_of_it(page: Page, site: str, demo_home: Path) -> None:
    sign_in(page, site, "limeng")
    page.goto(f"{site}/exceptions/?period=2026-10")
    row = page.locator("tr", has_text="华东销售").first
    kpi = row.locator("a").first.get_attribute("href")
    page.goto(f"{site}/reviews/")
    sheet = page.locator("tr", has_text="华东销售").locator("a").first.get_attribute("href")
    page.context.clear_cookies()
    sign_in(page, site, "wugang")
    for address in (kpi, sheet):
        answer = page.goto(f"{site}{address}")
        assert answer is not None
        assert answer.status == 404
    bonuses = kpiloop(demo_home, "--as", "wugang", "export", "bonuses")
    assert "E1101" not in bonuses.stdout


def test_the_figures_are_those_the_sources_were_written_with(demo_home: Path) -> None:
    """truth.json is summed by the generator in plain Python, without the product."""
    truth = json.loads((demo_home / "sources" / "truth.json").read_text(encoding="utf-8"))
    out = demo_home / "values.csv"
    assert kpiloop(demo_home, "--as", "limeng", "export", "values", "--out", str(out)).returncode == 0
    lines = out.read_text(encoding="utf-8").splitlines()
    head = lines[0].split(",")
    assert head[0] == "id"
    checked = 0
    for line in lines[1:]:
        row = dict(zip(head, line.split(","), strict=False))
        if row["kpi"] not in ("revenue", "net_profit"):
            continue
        wanted = truth[row["kpi"]].get(row["subject"], {}).get(row["period"])
        if wanted is not None:
            checked += 1
            assert float(row["actual"]) == pytest.approx(float(wanted), abs=0.005), row
    assert checked > 500


def test_planted_facts_are_what_the_product_says(demo_home: Path) -> None:
    truth = json.loads((demo_home / "sources" / "truth.json").read_text(encoding="utf-8"))
    planted = {fact["kind"]: fact for fact in truth["planted"]}
    months = truth["months"]
    assert planted["missed_three"]["months"] == months[-4:]
    red = table(demo_home, "limeng", "track", "status", months[-2], "--light", "red")
    missed = {(row["assignment"]["kpi"]["code"], row["assignment"]["subject"]["code"]) for row in red}  # type: ignore[index]
    assert {("on_time_delivery", "EAST"), ("first_pass_yield", "P1"), ("lead_conversion", "E1103")} <= missed
    streaks = {
        (row["assignment"]["kpi"]["code"], row["assignment"]["subject"]["code"]): row["streak"]  # type: ignore[index]
        for row in table(demo_home, "limeng", "track", "status", months[-1], "--light", "red")
    }
    assert streaks["on_time_delivery", "EAST"] == 4
    assert streaks["first_pass_yield", "P1"] == 2
    assert streaks["lead_conversion", "E1103"] == 4


def test_the_history_is_told_in_the_order_of_time(demo_home: Path) -> None:
    with contextlib.closing(sqlite3.connect(f"file:{demo_home}/kpiloop.sqlite3?mode=ro", uri=True)) as held:
        built = "select seq from audit_entry where object_kind = 'trail' and verb = 'guard' order by seq limit 1"
        (before,) = held.execute(f"select count(*) from audit_entry where seq < ({built})").fetchone()
        moments = held.execute(f"select recorded_at from audit_entry where seq < ({built}) order by seq").fetchall()
        assert before > 1000 and moments == sorted(moments)
        stages = held.execute(
            "select s.computed_at, r.self_at, r.manager_at, max(c.confirmed_at), y.published_at, s.signed_at"
            " from reward_score_sheet s join reward_review_cycle y on y.id = s.cycle_id"
            " join reward_performance_review r on r.cycle_id = y.id and r.person_id = s.subject_id"
            " join reward_calibration c on c.cycle_id = y.id join org_subject p on p.id = s.subject_id"
            " where p.code = 'E1101' and s.is_current group by s.id"
        ).fetchall()
    assert len(stages) == 1 and None not in stages[0] and list(stages[0]) == sorted(stages[0])
