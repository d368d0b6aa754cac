"""From option to picture: colours by token, nothing harmful inside, a failure leaves the table."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.cache import cache

import kpiloop
from kpiloop.foundation import bounded
from kpiloop.foundation.bounded.errors import WorkTooLong
from kpiloop.interfaces.charts import palette, render
from kpiloop.interfaces.charts.cleaning import clean_svg
from kpiloop.interfaces.charts.options import plain
from kpiloop.interfaces.charts.options.bridge import bridge_option
from tests.interfaces.charts.test_bridge import PROFIT

TOKENS = Path(kpiloop.__file__).parent / "interfaces" / "web" / "static" / "css" / "01-tokens.css"


@pytest.fixture(autouse=True)
def _no_kept_pictures() -> None:
    cache.clear()


def test_the_colours_of_paper_are_the_light_tokens() -> None:
    light = TOKENS.read_text().split('[data-theme="dark"]')[0]
    for token, colour in palette.PRINT.items():
        assert re.search(rf"--{token}:\s*{colour}\b", light), token


def test_stand_ins_become_tokens_or_print_colours() -> None:
    drawn = f'<rect fill="{palette.colour("ch-actual")}" stroke="{palette.colour("ch-plan").upper()}"/>'
    assert palette.as_tokens(drawn) == '<rect fill="var(--ch-actual)" stroke="var(--ch-plan)"/>'
    assert palette.as_print(drawn) == '<rect fill="#27364a" stroke="#27364a"/>'


def test_a_drawn_bridge_carries_its_figures_and_no_colour_of_its_own() -> None:
    svg = render.draw_chart(bridge_option(PROFIT), width=398, height=240)
    for text in ("1296", "-118", "s3"):
        assert f">{text}</text>" in svg
    assert not re.search(r'(?:fill|stroke)="#', svg)
    assert "style=" not in svg and "<style" not in svg and "class=" not in svg


def test_a_forecast_is_hatched_and_ids_belong_to_one_picture() -> None:
    option: dict[str, object] = {
        "animation": False,
        "xAxis": plain.names(["a"]),
        "yAxis": {"show": False},
        "series": [{"type": "bar", "data": [{"value": 3, "itemStyle": plain.notation("forecast")}]}],
    }
    svg = render.draw_chart(option, width=100, height=80)
    ids = re.findall(r'id="(c[0-9a-f]{6}-)[^"]+"', svg)
    assert "<pattern" in svg and ids
    assert all(f"url(#{ids[0]}" in link for link in re.findall(r"url\([^)]*\)", svg))


def test_print_has_real_colours() -> None:
    assert "var(" not in render.draw_for_print(bridge_option(PROFIT), width=398, height=240)


def test_a_picture_that_fails_is_empty_and_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def too_long(**asked: object) -> object:
        calls.append(asked["target"])
        raise WorkTooLong(seconds=10)

    monkeypatch.setattr(bounded, "run", too_long)
    assert render.draw_chart(bridge_option(PROFIT), width=300, height=200) == ""
    assert render.draw_chart(bridge_option(PROFIT), width=300, height=200) == ""
    assert calls == ["kpiloop.interfaces.charts.engine:draw"] * 2


def test_the_same_picture_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    drawn = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    monkeypatch.setattr(bounded, "run", lambda **asked: calls.append(1) or drawn)
    first = render.draw_chart(bridge_option(PROFIT), width=300, height=200)
    assert first == render.draw_chart(bridge_option(PROFIT), width=300, height=200)
    assert len(calls) == 1


def test_harmful_parts_are_dropped() -> None:
    dirty = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="alert(1)">'
        "<script>alert(1)</script><style>*{}</style><foreignObject><b/></foreignObject>"
        '<a xlink:href="javascript:alert(1)"><text>x</text></a>'
        '<rect fill="url(https://elsewhere/x)" style="font-size:12px;background:url(x)" onclick="x()" width="3"/></svg>'
    )
    cleaned = clean_svg(dirty, prefix="p-")
    for harmful in ("script", "style", "foreignObject", "javascript", "onload", "onclick", "elsewhere", "background"):
        assert harmful not in cleaned
    assert 'font-size="12px"' in cleaned and 'width="3"' in cleaned
