"""The loop walked in the browser and by command: the same figures, and the same refusals."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import answered, kpiloop
from tests.journeys.test_loop import sign_in

pytestmark = pytest.mark.journey
MONTH, QUARTER = "2026-10", "FY2026-Q3"


def number(text: str) -> Decimal:
    """A figure as a page writes it."""
    found = re.search(r"-?[\d,]+(?:\.\d+)?", text.replace("−", "-"))
    assert found is not None, text
    return Decimal(found[0].replace(",", ""))


def opened(page: Page, site: str, username: str) -> dict[str, str]:
    """Addresses an employee of East Sales and its head come past, from what each of them may see."""
    sign_in(page, site, username)
    page.goto(f"{site}/reviews/")
    statement = page.locator("a[href^='/statements/']").first.get_attribute("href") or ""
    page.goto(f"{site}{statement}")
    bonus = page.locator("a[href^='/proof/bonus/']").first.get_attribute("href") or ""
    page.goto(f"{site}/reviews/")
    sheet = page.locator("a[href^='/sheets/']", has_text="得分表").first.get_attribute("href") or ""
    page.goto(f"{site}{sheet}")
    value = page.locator("a[href^='/proof/value/']").first.get_attribute("href") or ""
    score = re.sub(r"^/sheets/(\d+)/.*", r"/proof/score/\1/", sheet)
    return {"statement": statement, "bonus": bonus, "sheet": sheet, "score": score, "value": value}


def key_in(address: str) -> str:
    return re.findall(r"/(\d+)/", address)[-1]


def line_of(home: Path, username: str) -> Any:
    return answered(home, username, "statement", "show", QUARTER)["line"]


def test_red_kpi_cause_and_action_by_the_head_of_the_unit(page: Page, site: str, demo_home: Path) -> None:
    sign_in(page, site, "wugang")
    page.goto(f"{site}/exceptions/?period={MONTH}")
    page.locator("tr", has_text="一次合格率").filter(has_text="制造一厂").first.locator("a").first.click()
    told = next(
        row for row in answered(demo_home, "wugang", "track", "status", MONTH, "--light", "red")
        if (row["assignment"]["kpi"]["code"], row["assignment"]["subject"]["code"]) == ("first_pass_yield", "P1")
    )  # fmt: skip
    percent = f"{Decimal(told['actual']) * 100:.1f}"
    expect(page.locator("main")).to_contain_text(percent)
    cause = page.locator("a[href*='/cause/']").first.get_attribute("href")
    page.goto(f"{site}{cause}")
    page.locator("textarea[name=text]").fill("三号线换型后首检漏项")
    page.locator("main form button.primary").first.click()
    page.wait_for_load_state()
    causes = answered(demo_home, "wugang", "cause", "list", MONTH)
    assert "三号线换型后首检漏项" in {row["text"] for row in causes}
    page.goto(f"{site}/actions/new/{told['assignment']['id']}/?period={MONTH}")
    page.fill("input[name=title]", "换型首检双人复核")
    page.locator("main form button.primary").first.click()
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text("换型首检双人复核")
    (action,) = [row for row in answered(demo_home, "wugang", "action", "list") if row["title"] == "换型首检双人复核"]
    assert (action["state"], action["owner"]["code"]) == ("open", "E0031")
    page.goto(f"{site}/kpis/{told['assignment']['id']}/?period={MONTH}")
    expect(page.locator("main")).to_contain_text("换型首检双人复核")


def test_statement_proof_and_rows_show_the_figures_of_the_command_line(page: Page, site: str, demo_home: Path) -> None:
    places = opened(page, site, "e1101")
    line = line_of(demo_home, "e1101")
    page.goto(f"{site}{places['statement']}")
    assert number(page.locator("h1").inner_text().split("奖金")[1]) == Decimal(line["amount"])
    assert key_in(places["bonus"]) == str(line["id"])
    page.goto(f"{site}{places['bonus']}")
    proof = answered(demo_home, "e1101", "explain", "bonus", str(line["id"]))
    assert Decimal(proof["difference"]) == 0
    expect(page.locator(".verdict")).to_contain_text("差 0.00")
    shown = [number(text) for text in page.locator(".proof .figure").all_inner_texts()]
    assert shown[:3] == [Decimal(line["amount"]), Decimal(line["entitlement"]), Decimal(line["individual_factor"])]
    total = Decimal(answered(demo_home, "e1101", "score", "show", QUARTER, "E1101")[0]["total"])
    assert shown[3] == round(total, 2)
    listed = page.locator(".source-table tbody tr")
    figures = [number(text) for text in listed.locator("td:nth-last-child(3)").all_inner_texts()]
    orders = listed.locator("td:first-child").all_inner_texts()
    sold = [row for row in rows_of(proof["proof"]) if "order_no" in row["fields"]]
    by_command = {row["fields"]["order_no"]: Decimal(row["figure"]) for row in sold}
    assert len(orders) == 20 and [by_command[order] for order in orders] == figures
    page.locator("a", has_text="全部源行重新加总").click()
    expect(page.locator(".verdict")).to_contain_text("差 0.00")
    expect(page.locator(".verdict")).to_contain_text("刚刚已将全部源行重新加总")


def rows_of(step: Any) -> list[Any]:
    found = [step] if step["kind"] == "row" else []
    return found + [row for child in step.get("children", ()) for row in rows_of(child)]


def test_another_units_head_opens_nothing_of_it_through_either_door(page: Page, site: str, demo_home: Path) -> None:
    places = opened(page, site, "e1101")
    line = line_of(demo_home, "e1101")
    status = answered(demo_home, "chenli", "track", "status", MONTH)
    east = next(row["assignment"]["id"] for row in status if row["assignment"]["subject"]["code"] == "EAST")
    places |= {"kpi": f"/kpis/{east}/", "cause": f"/variance/{east}/cause/", "action": f"/actions/new/{east}/"}
    page.context.clear_cookies()
    sign_in(page, site, "wugang")
    for name, address in places.items():
        answer = page.goto(f"{site}{address}")
        assert answer is not None and answer.status in (403, 404), name
        text = page.locator("body").inner_text()
        assert "黄刚超" not in text and "SO2026" not in text and "华东" not in text, name
    for asked in (
        ("statement", "show", QUARTER, "--person", "E1101"),
        ("explain", "bonus", str(line["id"])),
        ("explain", "score", key_in(places["score"])),
        ("explain", "value", key_in(places["value"])),
        ("score", "show", QUARTER, "E1101"),
        ("score", "show", QUARTER, "EAST"),
        ("action", "add", "revenue", "EAST", MONTH, "--title", "x", "--owner", "E0011", "--due", "2026-12-01",
         "--effect", "1", "--effect-month", "2026-12"),
        ("cause", "write", "revenue", "EAST", MONTH, "--text", "x", "--kind", "capacity"),
    ):  # fmt: skip
        refused = kpiloop(demo_home, "--as", "wugang", *asked)
        assert refused.returncode == 1 and not refused.stdout, asked
        assert re.match(r"not_found|permission_denied|cli_assignment_unknown|not_visible", refused.stderr), (
            refused.stderr
        )


def test_an_employee_opens_no_colleague_through_either_door(page: Page, site: str, demo_home: Path) -> None:
    places = opened(page, site, "e1101")
    page.context.clear_cookies()
    sign_in(page, site, "e1103")
    for name, address in places.items():
        answer = page.goto(f"{site}{address}")
        assert answer is not None and answer.status in (403, 404), name
    for asked in (("statement", "show", QUARTER, "--person", "E1101"), ("score", "show", QUARTER, "E1101")):
        assert kpiloop(demo_home, "--as", "e1103", *asked).returncode == 1, asked
