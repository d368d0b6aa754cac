"""The target grid in a browser: typed, filled, pasted, spread, undone and saved, and sums that follow at once."""

from __future__ import annotations

from decimal import Decimal as D
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page

from kpiloop.engine.targets.phasing import phase

UNIT, MONTH = "华南销售", "2026-12"
ADDRESS = "/targets/?period=2026-10&kpi=revenue"
PASTE = """text => { const held = new DataTransfer(); held.setData("text/plain", text);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: held, bubbles: true})); }"""
SHARE = """([whole, weights, places]) => { const f = window.kpiloop.figures;
  return f.share(f.exact(whole), weights.map(f.exact), places).map(f.raw); }"""


@pytest.fixture
def grid(page: Page, site: str) -> Page:
    page.goto(f"{site}/signin/")
    page.fill("input[name=username]", "limeng")
    page.fill("input[name=password]", "kpiloop-demo-2026")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "signin" not in address)
    page.goto(f"{site}{ADDRESS}")
    return page


def row(page: Page, name: str) -> Locator:
    return page.locator(f"tr:has(th:text-is('{name}'))")


def cell(page: Page, name: str, place: int) -> Locator:
    return row(page, name).locator("td[data-raw]").nth(place)


def figure(text: str) -> D:
    return D(text.replace(",", "").replace("−", "-").replace("+", "").strip())


def shown(page: Page, name: str) -> list[D]:
    return [figure(text) for text in row(page, name).locator("td[data-raw]").all_inner_texts()]


@pytest.mark.feature("S02")
def test_figures_are_typed_filled_pasted_and_undone(grid: Page) -> None:
    before = shown(grid, UNIT)
    cell(grid, UNIT, 9).click()
    grid.keyboard.type("400")
    grid.keyboard.press("Enter")
    assert shown(grid, UNIT) == [*before[:9], D(400), *before[10:]]
    cell(grid, UNIT, 9).click()
    for _ in range(2):
        grid.keyboard.press("Shift+ArrowRight")
    grid.keyboard.press("Control+r")
    assert shown(grid, UNIT)[9:] == [D(400)] * 3
    grid.evaluate(PASTE, "1,200万\t(5)\t0.03亿")
    assert shown(grid, UNIT)[9:] == [D(1200), D(-5), D(300)]
    gap = grid.locator("tr.gap:visible", has_text="销售中心").locator("td").nth(11)
    assert figure(gap.inner_text()) == D(1200) - before[9]  # what one part gained the sum gained
    for _ in range(3):
        grid.keyboard.press("Control+z")
    assert shown(grid, UNIT) == before
    assert grid.locator("[data-grid-save]").is_hidden()


def test_what_was_filled_down_is_undone_and_done_again(grid: Page) -> None:
    upper, below = "华东销售", "上海团队"
    before = shown(grid, below)
    cell(grid, upper, 9).click()
    grid.keyboard.press("Shift+ArrowDown")
    grid.keyboard.press("Control+d")
    filled = shown(grid, below)
    assert filled == [*before[:9], shown(grid, upper)[9], *before[10:]]
    grid.keyboard.press("Control+z")
    assert shown(grid, below) == before
    grid.keyboard.press("Control+y")
    assert shown(grid, below) == filled
    grid.keyboard.press("Control+z")


def test_tg_04_the_workbook_as_it_came_changes_nothing(grid: Page, tmp_path: Path) -> None:
    with grid.expect_download() as download:
        grid.locator("a[download]").click()
    download.value.save_as(tmp_path / "targets.xlsx")
    grid.set_input_files("[data-file]", tmp_path / "targets.xlsx")
    grid.locator("[data-error]:has-text('0 格')").wait_for()
    assert grid.locator("td.edited").count() == 0


def test_closed_months_take_no_typing(grid: Page) -> None:
    before = shown(grid, UNIT)
    cell(grid, UNIT, 0).click()
    grid.keyboard.type("1")
    grid.keyboard.press("Delete")
    assert shown(grid, UNIT) == before


def test_a_spread_in_the_browser_is_the_spread_of_the_engine(grid: Page) -> None:
    for whole, weights, places in (
        ("100", ["1"] * 12, 2),
        ("1000", ["4", "4", "6", "6", "8", "8", "8", "8", "10", "12", "13", "13"], 0),
        ("-77.5", ["3", "1.5", "2"], 0),
        ("100000001", ["7", "11", "13"], 0),
    ):
        spread = grid.evaluate(SHARE, [whole, weights, places])
        assert [D(text) for text in spread] == list(phase(D(whole), [D(text) for text in weights], places=places))


def test_the_year_survives_last_years_shape(grid: Page) -> None:
    year = row(grid, UNIT).locator("[data-annual]").inner_text()
    before = shown(grid, UNIT)
    cell(grid, UNIT, 9).click()
    grid.locator("[data-do=season]").click()
    assert row(grid, UNIT).locator("[data-annual]").inner_text() == year
    assert shown(grid, UNIT)[:9] == before[:9]


def test_a_saved_cell_is_a_new_version_with_its_reason(grid: Page) -> None:
    cell(grid, UNIT, 11).click()
    grid.keyboard.type("345")
    grid.keyboard.press("Tab")
    grid.fill("[data-grid-save] input[name=reason]", "新增两家渠道商")
    with grid.expect_navigation():
        grid.click("[data-send=save]")
    assert "已保存 1 个目标" in grid.locator(".notices").inner_text()
    assert shown(grid, UNIT)[11] == D(345)
    assert "changed" in (cell(grid, UNIT, 11).get_attribute("class") or "")
    cell(grid, UNIT, 11).click()
    grid.click("[data-history]")
    assert "新增两家渠道商" in grid.locator("main").inner_text()


def test_pulling_the_handle_repeats_what_is_chosen(grid: Page) -> None:
    before = shown(grid, UNIT)
    cell(grid, UNIT, 9).click()
    grid.keyboard.type("400")
    grid.keyboard.press("Enter")
    cell(grid, UNIT, 9).click()
    grid.locator(".fill-handle").hover()
    grid.mouse.down()
    cell(grid, UNIT, 11).hover()
    grid.mouse.up()
    assert shown(grid, UNIT) == [*before[:9], D(400), D(400), D(400)]
    grid.keyboard.press("Control+z")
    assert shown(grid, UNIT) == [*before[:9], D(400), *before[10:]]
