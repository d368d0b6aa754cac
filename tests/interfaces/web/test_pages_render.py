"""The sample pages: complete, in both languages, with figures a reader can find."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from tests.interfaces.web.pages import render_sample
from tests.interfaces.web.samples import cockpit
from tests.interfaces.web.samples_kpi import kpi_detail
from tests.interfaces.web.samples_proof import proof
from tests.interfaces.web.samples_score import score_sheet

PAGES: dict[str, tuple[str, Callable[[str], object]]] = {
    "cockpit": ("track/cockpit.html", cockpit),
    "kpi": ("track/kpi.html", kpi_detail),
    "score": ("reward/score_sheet.html", score_sheet),
    "proof": ("proof/proof.html", proof),
}
VOID = {"meta", "link", "input", "br", "hr", "img", "path", "rect", "circle", "line", "polyline", "use"}


class Outline(HTMLParser):
    """Finds elements that are not closed, ids used twice, and inline script or style."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if "id" in given:
            self.ids.append(str(given["id"]))
        if "style" in given or any(name.startswith("on") for name in given):
            self.faults.append(f"inline style or script at <{tag}>")
        if tag == "script" and not given.get("src"):
            self.faults.append("inline script")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if "id" in given:
            self.ids.append(str(given["id"]))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")


@pytest.fixture(params=["zh-hans", "en"])
def language(request: pytest.FixtureRequest) -> str:
    """Both languages."""
    return str(request.param)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_markup_is_closed_unique_and_without_inline_script(name: str, language: str) -> None:
    template, build = PAGES[name]
    outline = Outline()
    outline.feed(render_sample(template, build, language=language))
    assert outline.faults == []
    assert outline.open == []
    assert sorted(set(outline.ids)) == sorted(outline.ids)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_no_english_sentence_is_left_in_a_chinese_page(name: str) -> None:
    template, build = PAGES[name]
    html = render_sample(template, build, language="zh-hans")
    text = re.sub(r"<(head|script|style|code|pre)\b.*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL)
    allowed = {"KPI", "KPILoop", "English", "SQL", "PDF", "Ctrl", "GS", "SO", "HD", "xlsx", "sales"}
    words = set(re.findall(r"[A-Za-z]{4,}", text)) - allowed
    assert words <= {"sha256"}


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_title_states_the_finding_and_the_language_is_declared(name: str, language: str) -> None:
    template, build = PAGES[name]
    html = render_sample(template, build, language=language)
    page = build(language)
    assert f"<title>{getattr(page, 'sentence', getattr(page, 'title', ''))}" in html
    assert f'<html lang="{"en" if language == "en" else "zh-Hans"}"' in html
    assert html.count("<h1") == 1


def test_a_picture_that_failed_leaves_its_table() -> None:
    def without_picture(language: str) -> object:
        page = cockpit(language)
        assert page.bridge is not None and page.bridge.picture is not None
        return replace(page, bridge=replace(page.bridge, picture=replace(page.bridge.picture, svg="")))

    html = render_sample("track/cockpit.html", without_picture, language="zh-hans")
    assert "<figure" not in html
    assert "bridge-list alone" in html
    assert "−118" in html


def test_nothing_to_show_is_said_in_words() -> None:
    def empty(language: str) -> object:
        return replace(cockpit(language), cards=(), exceptions=(), bridge=None, units=None, steps=())

    html = render_sample("track/cockpit.html", empty, language="zh-hans")
    assert "没有需要关注的指标" in html
    assert "没有等您处理的事项" in html


def test_a_status_is_shape_word_and_colour() -> None:
    html = render_sample("track/cockpit.html", cockpit, language="zh-hans")
    statuses = re.findall(r'<span class="status (\w+)[^"]*"><svg.*?</svg>(.*?)</span>', html)
    assert {status[0] for status in statuses} == {"green", "amber", "red", "na"}
    assert all(re.sub(r"<[^>]+>", "", word).strip() for _, word in statuses)
