"""The whole loop over three companies: another seed, size, length and a fiscal year from April.

Every wanted figure is summed here or by the generator (truth.json) in plain Python, without the product.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import kept_answer, kept_export, truth_of

pytestmark = pytest.mark.journey
POOL = Decimal("700000.00")
STORED = Decimal("1E-12")
#: KPI of the product -> figure of the generator, and whether it is kept as part / whole
SUMMED = {"revenue": ("revenue", False), "net_profit": ("net_profit", False), "on_time_delivery": ("on_time", True),
          "lead_conversion": ("conversion", True)}  # fmt: skip
QUARTERS = {  # quarters whose three months are closed, by the fiscal year of each company
    "demo": {f"FY{year}-Q{number}" for year in (2025, 2026) for number in (1, 2, 3, 4)} - {"FY2026-Q4"},
    "short": {"FY2026-Q2", "FY2026-Q3"},
    "april": {"FY2026-Q3", "FY2026-Q4", "FY2027-Q1", "FY2027-Q2"},
}  # fmt: skip
FIRST_MONTH = {"demo": 1, "short": 1, "april": 4}


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    return str(request.node.callspec.params["company"])


def months_to_date(month: str, first: int, known: list[str]) -> list[str]:
    """Months of the running fiscal year that have facts, up to one month."""
    year, number = (int(part) for part in month.split("-"))
    start = f"{year if number >= first else year - 1}-{first:02d}"
    return [code for code in known if start <= code <= month]


def figure(cells: dict[str, str], months: list[str], is_ratio: bool) -> Decimal | None:
    found = [cells[month] for month in months if month in cells]
    if not found:
        return None
    if not is_ratio:
        return sum((Decimal(text) for text in found), Decimal(0))
    parts = [[Decimal(number) for number in text.split("/")] for text in found]
    top, bottom = (sum(column, Decimal(0)) for column in zip(*parts, strict=True))
    return (top / bottom).quantize(STORED, ROUND_HALF_UP) if bottom else None


@pytest.mark.parametrize("kpi", SUMMED)
def test_months_and_years_to_date_are_the_sums_of_the_sources(company: Path, name: str, kpi: str) -> None:
    truth = truth_of(company)
    key, is_ratio = SUMMED[kpi]
    checked = 0
    for row in values(company, kpi):
        cells = truth[key].get(row["subject"])
        if cells is None:
            continue
        ytd = months_to_date(row["period"], FIRST_MONTH[name], truth["months"])
        for written, months in ((row["actual"], [row["period"]]), (row["ytd"], ytd)):
            wanted = figure(cells, months, is_ratio)
            if wanted is not None:
                assert Decimal(written) == wanted, row
                checked += 1
    assert checked >= 2 * len(truth["months"])


def values(company: Path, kpi: str) -> Iterator[dict[str, str]]:
    rows = kept_export(company, "limeng", "values", "--with", "ytd")
    return (row for row in rows if row["kpi"] == kpi)


def test_a_distinct_count_is_no_sum_of_its_parts(company: Path) -> None:
    truth = truth_of(company)["customers"]
    found = {(row["subject"], row["period"]): row["actual"] for row in values(company, "active_customers")}
    wanted = {(unit, month): count for unit, cells in truth.items() for month, count in cells.items()}
    compared = {key: (Decimal(found[key]), Decimal(wanted[key])) for key in found if key in wanted}
    assert compared and all(seen == counted for seen, counted in compared.values())


def test_quarters_follow_the_fiscal_year_and_pay_their_pool_to_the_cent(company: Path, name: str) -> None:
    scores = kept_export(company, "wangmin", "scores")
    assert {row["period"] for row in scores} == QUARTERS[name]
    paid: dict[str, Decimal] = defaultdict(Decimal)
    for row in kept_export(company, "wangmin", "bonuses"):
        paid[row["quarter"]] += Decimal(row["amount"])
    assert paid == dict.fromkeys(QUARTERS[name], POOL)


def test_a_score_is_judged_on_the_three_months_of_its_quarter(company: Path, name: str) -> None:
    """East Sales, newest quarter: the actual, the target, the points and the total worked out by hand from truth."""
    truth = truth_of(company)
    quarter = max(QUARTERS[name])
    months = truth["months"][-4:-1]  # the quarter before the running month, in all three companies
    (sheet,) = kept_answer(company, "wangmin", "score", "show", quarter, "EAST")
    lines = {line["kpi"]["code"]: line for line in sheet["lines"]}
    revenue = lines["revenue"]
    assert revenue["months"] == months
    assert Decimal(revenue["actual"]) == figure(truth["revenue"]["EAST"], months, False)
    assert Decimal(revenue["score"]) == pytest.approx(
        _interpolated(Decimal(revenue["actual"]) / Decimal(revenue["target"])), abs=Decimal("1E-12")
    )
    on_time = lines["on_time_delivery"]
    assert Decimal(on_time["actual"]) == figure(truth["on_time"]["EAST"], months, True)
    total = sum(Decimal(line["score"]) * Decimal(line["weight"]) for line in sheet["lines"]) / 100
    assert Decimal(sheet["total"]) == pytest.approx(total, abs=Decimal("1E-12"))


def _interpolated(achievement: Decimal) -> Decimal:
    """Revenue scores 60 at 80 %, 100 at target, 120 at 120 % and stays there."""
    corners = [(Decimal("0.8"), Decimal(60)), (Decimal(1), Decimal(100)), (Decimal("1.2"), Decimal(120))]
    if achievement <= corners[0][0]:
        return corners[0][1]
    for (x0, y0), (x1, y1) in pairwise(corners):
        if achievement <= x1:
            return y0 + (achievement - x0) * (y1 - y0) / (x1 - x0)
    return corners[-1][1]


def test_the_loop_comes_round(company: Path) -> None:
    """Lights, alerts, causes, meeting, actions, checked effects, consequences: each stage left its mark."""
    truth = truth_of(company)
    closed = truth["months"][-2]
    ask: Callable[..., Any] = lambda *line: kept_answer(company, "limeng", *line)  # noqa: E731
    assert {row["light"] for row in ask("track", "status", closed)} >= {"green", "amber", "red"}
    assert len(ask("track", "alerts", "--all")) > 10
    assert {row["state"] for row in ask("period", "status") if row["code"] == closed} == {"closed"}
    actions = kept_export(company, "limeng", "actions")
    assert len(actions) == 6 and {row["state"] for row in actions} == {"open", "doing", "done"}
    assert any(row["effect"] not in ("", "unchecked") for row in actions)
    assert [row["person"]["code"] for row in ask("improve", "plans")] == ["E1103"]
