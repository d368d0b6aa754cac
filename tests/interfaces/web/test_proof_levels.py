"""Levels of a proof read as true arithmetic, and the rows at the end of the path come when asked for."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D

from django.utils import translation

from kpiloop.engine.trace import Step
from kpiloop.interfaces.web.proof.building import proof_page
from tests.interfaces.web.test_proof import ASKED, rows


def line(name: str, score: str, weight: str, points: str, *below: Step) -> Step:
    """A line of a score sheet."""
    fields = {"name_zh": name, "name_en": name, "points": points}
    own = Step(
        "line_score", "proof.line_score", fields, D(score), "score", "curve",
        {"method": "interpolation", "points": '[["0.8", "60"], ["1", "100"]]'}, children=below,
    )  # fmt: skip
    share = Step("weight", "proof.weight", fields, D(weight), "percent", leaf="decision")
    return Step("line", "proof.line", fields, D(score), "score", "line", children=(own, share))


def achieved(figure: str, *below: Step) -> Step:
    return Step("achievement", "proof.achievement", {}, D(figure), "ratio", "product", children=below)


def read(step: Step) -> list[str]:
    """Each level as its figure and its terms."""
    with translation.override("en"):
        levels = proof_page(step, ASKED, crumbs=()).levels
    return [f"{level.figure} = {' '.join(term.text for term in level.terms)}" for level in levels]


def test_a_total_is_the_sum_of_the_points_its_lines_bring() -> None:
    total = Step(
        "score", "proof.score", {}, D("85"), "score", "weighted_total",
        children=(line("a", "90", "50", "45", achieved("0.95", rows("0.95"))), line("b", "80", "50", "40", rows("1"))),
    )  # fmt: skip
    told = read(total)
    assert told[0] == "85.00 = 45.00 + 40.00"
    assert told[1] == "90.00 = 95%"
    with translation.override("en"):
        levels = proof_page(total, ASKED, crumbs=()).levels
    assert levels[0].terms[0].caption == "a 90.00 × 50%"
    assert levels[1].curve is not None and levels[1].curve.here_x
    assert levels[1].remark == "Interpolated between its points"


def test_a_share_of_a_pool_is_written_out() -> None:
    money = {"unit": "CNY"}
    paid = Step(
        "bonus", "proof.bonus", {}, D("33.34"), "CNY", "largest_remainder", {"key": "a", "places": "2"},
        children=(
            Step("pool", "proof.pool", {}, D(100), leaf="decision", **money),
            Step("share", "proof.share", {}, D(1), children=(rows("1"),), parameters={"key": "a"}, **money),
            Step("other_shares", "proof.other_shares", {}, D(2), leaf="restricted", **money),
            Step("left_over", "proof.left_over", {}, D("0.01"), leaf="restricted", **money),
        ),
    )  # fmt: skip
    assert read(paid)[0] == "33.34 = 100.00 × 1.00 ÷ ( 1.00 + 2.00 ) + 0.01"


def test_months_of_a_sum_are_told_by_their_month() -> None:
    months = tuple(
        Step("actual", "proof.actual", {"period": code}, D(5), "CNY", "round", {"places": "2"}, children=(rows("5"),))
        for code in ("2026-07", "2026-08")
    )
    with translation.override("en"):
        level = proof_page(Step("actual", "proof.actual", {}, D(10), "CNY", "sum", children=months), ASKED, crumbs=())
    assert [term.caption for term in level.levels[0].terms if term.kind == "figure"] == ["Jul 2026", "Aug 2026"]


def summed() -> Step:
    """A month with the sum of its rows only."""
    whole = rows("4", "6")
    evidence = {name: text for name, text in whole.evidence.items() if name not in ("page", "size")}
    end = replace(whole, children=(), evidence=evidence)
    return Step("actual", "proof.actual", {}, D(10), "CNY", "round", {"places": "2"}, children=(end,))


def test_the_rows_of_the_opened_month_are_listed_and_only_these() -> None:
    with translation.override("en"):
        page = proof_page(summed(), replace(ASKED, every_row=False), crumbs=(), list_rows=lambda _end: rows("4", "6"))
    assert page.is_exact and page.source is not None and page.source.total_note == "10 + 0"
    assert page.every_row_address.endswith("&every=1") and "stand with the sums" in page.verdict_rows


def test_rows_that_no_longer_add_up_to_what_was_stored_show() -> None:
    with translation.override("en"):
        page = proof_page(summed(), ASKED, crumbs=(), list_rows=lambda _end: rows("4", "5"))
    assert not page.is_exact and page.verdict.endswith("difference −1")
