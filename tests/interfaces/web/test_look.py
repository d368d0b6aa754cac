"""The look in a real browser: nothing overflows, nothing is refused by the content policy, text is readable."""

from __future__ import annotations

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from kpiloop.interfaces.web.shell.headers import POLICY
from tests.interfaces.web.pages import answer, render_sample
from tests.interfaces.web.test_pages_render import PAGES

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.journey

WIDTHS = {"desk": (1440, 900), "phone": (390, 844), "narrow": (320, 700)}

#: Contrast of every visible text against the first solid background behind it.
CONTRAST = """
() => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const rgb = (c) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data; };
  const lum = (c) => [0.2126, 0.7152, 0.0722].reduce((sum, w, i) => {
    const v = c[i] / 255; return sum + w * (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); }, 0);
  const poor = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.textContent.trim() || !element.checkVisibility()) continue;
    if (element.closest("svg, .read-aloud, .skip, del")) continue;
    let behind = element, back = null;
    while (behind && !back) {
      const c = rgb(getComputedStyle(behind).backgroundColor);
      if (c[3] === 255) back = c;
      behind = behind.parentElement;
    }
    const a = lum(rgb(getComputedStyle(element).color)), b = lum(back || rgb("white"));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push(node.textContent.trim().slice(0, 30) + " " + ratio.toFixed(2));
  }
  return poor;
}
"""

#: Boxes of figures and words that stick out of the card or panel they belong to.
STICKING_OUT = """
() => [...document.querySelectorAll(".card, .facts > div, .exceptions tr")].flatMap((box) => {
  const edge = box.getBoundingClientRect();
  return [...box.querySelectorAll("*")].filter((part) => part.checkVisibility() && !part.closest(".read-aloud") &&
    part.getBoundingClientRect().right > edge.right + 1).map((part) => part.textContent.trim().slice(0, 30));
})
"""


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[object]:
    """One browser for all pages of this file."""
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox", "--disable-gpu"])
        yield launched
        launched.close()


def opened(browser: object, html: str, size: tuple[int, int]) -> tuple[object, list[str]]:
    """A page with the complaints of its console."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})  # type: ignore[attr-defined]
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda fault: complaints.append(str(fault)))

    def serve(route: object) -> None:
        kind, body = answer(urlsplit(route.request.url).path, html)  # type: ignore[attr-defined]
        headers = {"Content-Security-Policy": POLICY}
        route.fulfill(body=body, content_type=kind, headers=headers)  # type: ignore[attr-defined]

    page.route("**/*", serve)
    page.goto("http://kpiloop.test/")
    return page, complaints


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_fits_its_screen_and_obeys_the_content_policy(browser: object, name: str, language: str) -> None:
    template, build = PAGES[name]
    page, complaints = opened(browser, render_sample(template, build, language=language), WIDTHS["phone"])
    for named, (width, height) in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})  # type: ignore[attr-defined]
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")  # type: ignore[attr-defined]
        assert wide <= 0, named
        assert page.evaluate(STICKING_OUT) == [], named  # type: ignore[attr-defined]
    page.close()  # type: ignore[attr-defined]
    assert complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", sorted(PAGES))
def test_every_text_can_be_read(browser: object, name: str, theme: str) -> None:
    template, build = PAGES[name]
    page, _ = opened(browser, render_sample(template, build, language="zh-hans", theme=theme), WIDTHS["desk"])
    poor = page.evaluate(CONTRAST)  # type: ignore[attr-defined]
    page.close()  # type: ignore[attr-defined]
    assert poor == []


def test_the_cockpit_shows_its_first_screen_without_scrolling(browser: object) -> None:
    template, build = PAGES["cockpit"]
    page, _ = opened(browser, render_sample(template, build, language="zh-hans"), WIDTHS["desk"])
    bottom = page.evaluate("document.querySelector('.next').getBoundingClientRect().bottom")  # type: ignore[attr-defined]
    page.close()  # type: ignore[attr-defined]
    assert bottom <= 900


def test_keys_open_the_search_and_close_menus(browser: object) -> None:
    template, build = PAGES["cockpit"]
    page, _ = opened(browser, render_sample(template, build, language="en"), WIDTHS["desk"])
    page.keyboard.press("/")  # type: ignore[attr-defined]
    assert page.evaluate("document.activeElement.name") == "q"  # type: ignore[attr-defined]
    page.locator(".account summary").click()  # type: ignore[attr-defined]
    assert page.locator(".account .menu-box").is_visible()  # type: ignore[attr-defined]
    page.keyboard.press("Escape")  # type: ignore[attr-defined]
    assert not page.locator(".account .menu-box").is_visible()  # type: ignore[attr-defined]
    page.close()  # type: ignore[attr-defined]


def test_a_chart_and_its_table_are_two_views_of_one_thing(browser: object) -> None:
    template, build = PAGES["kpi"]
    page, _ = opened(browser, render_sample(template, build, language="en"), WIDTHS["desk"])
    history, weeks = (page.locator(f"[aria-labelledby={name}]") for name in ("history", "weeks"))  # type: ignore[attr-defined]
    history.get_by_role("tab", name="Table").click()
    assert history.locator("[data-view=table]").is_visible()
    assert not history.locator("[data-view=chart]").is_visible()
    history.get_by_role("tab", name="Chart").click()
    assert not history.locator("[data-view=table]").is_visible()
    assert weeks.locator("[data-view=table]").is_visible()  # a switch turns its own panel only
    page.close()  # type: ignore[attr-defined]
