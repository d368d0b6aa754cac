"""The page of a gap: two dimensions crossed, factors in their order, refusals in words, the file, a cause of a part."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import translation

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.models import User
from kpiloop.interfaces.web.analyse.asking import Asked
from kpiloop.interfaces.web.analyse.variance_page import VariancePage, variance_page
from tests.founded import founded_once
from tests.loop import company
from tests.loop.sales import OCTOBER, publish_sales
from tests.loop.trading import actors, built_company

__all__ = ["actors", "built_company"]
Ask = Callable[..., HttpResponse]
TODAY = date(2026, 11, 10)
PLACE = f"period={OCTOBER}&compare=prior_year"
sales_published = founded_once(publish_sales)


@pytest.fixture
def sold(actors: dict[str, Actor]) -> dict[str, Actor]:
    """The trading company with sales."""
    sales_published()
    return actors


@pytest.fixture
def ask(sold: dict[str, Actor]) -> Ask:
    """A page of a KPI of HQ as an account."""

    def answer(who: str, kpi: str, query: str, *, page: str = "") -> HttpResponse:
        client = Client()
        client.force_login(User.objects.get(username=who))
        return client.get(f"/variance/{company.assignment_id(kpi, 'HQ')}/{page}?{PLACE}&{query}")

    return answer


def built(viewer: Actor, kpi: str, asked: Asked) -> VariancePage:
    with translation.override("en"):
        key = company.assignment_id(kpi, "HQ")
        return variance_page(viewer, key, OCTOBER, asked=asked, comparison="prior_year", today=TODAY)


def lines_of(answer: HttpResponse) -> list[dict[str, str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.feature("AN-01")
def test_a_cross_table_with_its_sums(sold: dict[str, Actor]) -> None:
    """The figures of test_crossing, as a page writes them."""
    found = built(sold["boss"], "amount", Asked("product", within="channel"))
    assert found.table is not None
    assert found.table.heads == ("online", "shops", "without a member")
    shown = {line.name: [cell.text if cell else "" for cell in line.cells] for line in found.table.lines}
    assert shown == {"A": ["−60", "+15", ""], "B": ["−40", "+10", "+5"], "C": ["+20", "", ""]}
    assert [(line.change.text, line.share, line.state) for line in found.table.lines] == [
        ("−45", "90%", ""),
        ("−25", "50%", ""),
        ("+20", "−40%", "New"),
    ]
    assert [cell.text for cell in found.table.total.cells if cell] == ["−80", "+25", "+5"]
    assert (found.table.total.change.text, found.convention) == ("−50", "Additive")


def test_small_cells_have_more_decimals(sold: dict[str, Actor]) -> None:
    """The price moved by 0.48 and its cells by less: with no decimals most would read as 0."""
    found = built(sold["boss"], "price", Asked("product", within="channel"))
    assert found.table is not None
    texts = [cell.text for line in found.table.lines for cell in line.cells if cell]
    assert sum(set(text) <= set("−+0.,") for text in texts) < len(texts) / 2


@pytest.mark.feature("AN-02")
def test_a_chain_names_its_order_and_every_factor_has_its_unit(sold: dict[str, Actor]) -> None:
    found = built(sold["boss"], "profit", Asked("drivers", method="chain", factors=("cost", "revenue")))
    assert found.convention == "Chain substitution (in the stated order): Cost → Revenue"
    # 2025: 235 - 160 = 75; now 215 - 150 = 65
    assert [(row.name, row.base, row.current, row.change.text) for row in found.rows] == [
        ("Cost", "CNY 160", "CNY 150", "+10"),
        ("Revenue", "CNY 235", "CNY 215", "−20"),
    ]
    chosen = [next(word for _, word, shown in box if shown) for box in found.tools.boxes]
    assert chosen == ["Cost", "Revenue", "—"]
    assert [code for code, _, shown in found.tools.methods if shown] == ["chain"]


@pytest.mark.feature("AN-02")
def test_factors_that_are_not_the_figure_say_how_far_off(sold: dict[str, Actor]) -> None:
    found = built(sold["boss"], "revenue", Asked("drivers", factors=("cost", "amount")))
    # 2025: 160 x 230 = 36,800, the revenue is 235
    assert found.rows == ()
    assert "36,800" in found.refusal
    assert "235" in found.refusal
    assert "−36,565" in found.refusal
    by_logarithms = built(sold["boss"], "profit", Asked("drivers", method="lmdi"))
    assert by_logarithms.refusal.startswith("LMDI")


def test_what_does_not_fit_is_left_out(ask: Ask, sold: dict[str, Actor]) -> None:
    for query in ("by=product&method=chain", "by=weather&within=channel", "by=product&within=product", "by=drivers"):
        assert ask("boss", "amount", query).status_code == 200, query
    named = built(sold["boss"], "amount", Asked("drivers"))
    assert named.rows == ()
    assert "unit" in {code for code, _, _ in named.tools.ways}


@pytest.mark.feature("AN-01")
def test_the_file_adds_up(ask: Ask) -> None:
    lines = lines_of(ask("boss", "amount", "by=product&within=channel", page="file/"))
    parts = {(line["part"], line["within_part"]): line["change"] for line in lines if line["line"] == "part"}
    assert Decimal(parts["A", "online"]) == -60
    whole = sum(Decimal(line["change"]) for line in lines if line["line"] in ("part", "residual"))
    assert whole == Decimal(next(line["change"] for line in lines if line["line"] == "change")) == -50
    assert {(line["convention"], line["baseline"], line["by"], line["within"]) for line in lines} == {
        ("additive", "prior_year", "product", "channel")
    }
    chained = lines_of(ask("boss", "profit", "by=drivers&method=chain&factor=cost&factor=revenue", page="file/"))
    assert [(line["order"], line["part"], Decimal(line["change"])) for line in chained[:2]] == [
        ("cost > revenue", "cost", 10),
        ("cost > revenue", "revenue", -20),
    ]


@pytest.mark.feature("S15")
def test_a_cause_for_a_part_begins_with_its_effect(ask: Ask) -> None:
    page = ask("admin", "profit", "by=drivers&method=chain&part=revenue").content.decode()
    assert 'value="-20"' in page
    assert "连环替代（按所列顺序）" in page
