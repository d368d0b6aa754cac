"""Period, comparison, language and theme travel with the reader."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.http import HttpRequest
from django.template import Context
from django.test import Client, RequestFactory
from django.utils import translation

from kpiloop.interfaces.web.components.tags import carried
from kpiloop.interfaces.web.shell import assets
from kpiloop.interfaces.web.shell.headers import POLICY
from kpiloop.interfaces.web.shell.language import language_of
from kpiloop.interfaces.web.shell.navigation import frame_of
from kpiloop.interfaces.web.shell.place import Place, neighbour, place_of


def asked(path: str, **cookies: str) -> HttpRequest:
    """A request of a signed-in reader who chose English with the account."""
    request = RequestFactory().get(path)
    request.COOKIES.update(cookies)
    request.resolver_match = None
    request.user = SimpleNamespace(is_authenticated=True, language="en", get_username=lambda: "Wang Min")
    return request


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("?period=2026-10&compare=prior_year", Place("2026-10", "prior_year")),
        ("?period=FY2026-Q4", Place("FY2026-Q4", "plan")),
        ("?period=2026-13&compare=nonsense", Place("2026-09", "plan")),
        ("?period=' or 1=1", Place("2026-09", "plan")),
        ("", Place("2026-09", "plan")),
    ],
)
def test_the_place_comes_from_the_address_and_falls_back(query: str, place: Place) -> None:
    assert place_of(RequestFactory().get(f"/{query}"), default_period="2026-09") == place


@pytest.mark.parametrize(
    ("period", "before", "after"),
    [
        ("2026-01", "2025-12", "2026-02"),
        ("FY2026-Q1", "FY2025-Q4", "FY2026-Q2"),
        ("FY2026-H2", "FY2026-H1", "FY2027-H1"),
        ("FY2026", "FY2025", "FY2027"),
    ],
)
def test_the_switch_steps_within_the_kind_of_period(period: str, before: str, after: str) -> None:
    assert (neighbour(period, -1), neighbour(period, 1)) == (before, after)


def test_the_period_switch_keeps_the_rest_of_the_address() -> None:
    with translation.override("en"):
        frame = frame_of(asked("/kpis/?period=2026-10&unit=EAST&page=3"))
    assert frame.earlier == "/kpis/?period=2026-09&unit=EAST"
    assert frame.period_word == "Oct 2026"


def test_links_carry_the_place_once() -> None:
    context = Context({"frame": SimpleNamespace(place=Place("2026-10", "prior_year"))})
    assert carried(context, "/kpis/#top") == "/kpis/?period=2026-10&compare=prior_year#top"
    assert carried(context, "/kpis/?unit=EAST") == "/kpis/?unit=EAST&period=2026-10&compare=prior_year"
    assert carried(context, "/kpis/?period=2026-01") == "/kpis/?period=2026-01"
    assert carried(context, "") == ""


def test_the_account_decides_the_language_before_the_cookie() -> None:
    assert language_of(asked("/", kpiloop_language="zh-hans")) == "en"
    stranger = asked("/", kpiloop_language="en")
    stranger.user = SimpleNamespace(is_authenticated=False)
    assert language_of(stranger) == "en"
    stranger.COOKIES["kpiloop_language"] = "xx"
    assert language_of(stranger) == "zh-hans"


def test_an_unknown_theme_follows_the_system() -> None:
    assert frame_of(asked("/", kpiloop_theme="dark")).theme == "dark"
    assert frame_of(asked("/", kpiloop_theme="'><script>")).theme == "auto"


def test_the_stylesheet_is_one_small_file_that_knows_the_dark_theme_of_the_system() -> None:
    bundle = assets.stylesheet()
    text = bundle.text.decode()
    assert text.count("--bg: #10151b") == 2
    assert '@media (prefers-color-scheme: dark) { [data-theme="auto"]' in text
    assert len(bundle.packed) < 20_000
    assert "/*" not in text


def test_theme_and_language_are_chosen_by_forms_that_work_without_script() -> None:
    client = Client()
    response = client.post("/choose/theme/", {"theme": "dark", "next": "/kpis/?period=2026-10"})
    assert (response.status_code, response["Location"]) == (302, "/kpis/?period=2026-10")
    assert response.cookies["kpiloop_theme"].value == "dark"
    response = client.post("/choose/language/", {"language": "en", "next": "//elsewhere.test/"})
    assert response["Location"] == "/"
    assert response.cookies["kpiloop_language"].value == "en"
    assert client.post("/choose/theme/", {"theme": "neon"}).status_code == 404


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "未找到"), ("en", "Not found")])
def test_an_unknown_address_is_told_in_both_languages_under_the_content_policy(language: str, words: str) -> None:
    client = Client()
    client.cookies["kpiloop_language"] = language
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert words in response.content.decode()
    assert response["Content-Security-Policy"] == POLICY
    assert response["Content-Language"] == language


def test_assets_are_kept_for_ever_under_the_name_of_their_content() -> None:
    client = Client(headers={"accept-encoding": "gzip"})
    response = client.get(f"/assets/{assets.stylesheet().digest}.css")
    assert response["Content-Encoding"] == "gzip"
    assert "immutable" in response["Cache-Control"]
    assert response.content == assets.stylesheet().packed


def test_a_page_says_its_language() -> None:
    with translation.override("zh-hans"):
        request = asked("/")
        request.user.language = "zh-hans"
        assert frame_of(request).language == "zh-Hans"
