"""Facts planted in the sources of three companies, each found in what the product says."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import kept_answer, kept_export, truth_of

pytestmark = pytest.mark.journey
Fact = Callable[[str], Any]


@pytest.fixture
def fact(company: Path) -> Fact:
    """The planted fact of a kind."""
    planted = {row["kind"]: row for row in truth_of(company)["planted"]}
    return lambda kind: planted[kind]


def status(company: Path, month: str, kpi: str, subject: str) -> Any:
    """The light of one KPI in a month, or None."""
    for row in kept_answer(company, "limeng", "track", "status", month):
        if (row["assignment"]["kpi"]["code"], row["assignment"]["subject"]["code"]) == (kpi, subject):
            return row
    return None


def month_values(company: Path, kpi: str) -> dict[tuple[str, str], dict[str, str]]:
    """Month values of a KPI by subject and month."""
    rows = kept_export(company, "limeng", "values", "--with", "evidence")
    return {(row["subject"], row["period"]): row for row in rows if row["kpi"] == kpi}


@pytest.mark.parametrize("kind", ["missed_three", "missed_two", "person_missed_three"])
def test_misses_in_a_row_are_counted(company: Path, fact: Fact, kind: str) -> None:
    planted = fact(kind)
    streaks = {
        (row["assignment"]["kpi"]["code"], row["assignment"]["subject"]["code"]): row["streak"]
        for row in kept_answer(company, "limeng", "track", "streaks", planted["months"][-1])
    }
    assert streaks[planted["kpi"], planted["subject"]] == len(planted["months"])


def test_three_misses_have_consequences_and_two_have_none(company: Path, fact: Fact) -> None:
    """Only closed months count: of the four missed months three are closed, of the two missed ones only one is."""
    rectified = {
        (row["assignment"]["kpi"]["code"], row["assignment"]["subject"]["code"])
        for row in kept_answer(company, "limeng", "improve", "rectifications")
    }
    unit, person, two = fact("missed_three"), fact("person_missed_three"), fact("missed_two")
    assert (unit["kpi"], unit["subject"]) in rectified and (two["kpi"], two["subject"]) not in rectified
    (plan,) = kept_answer(company, "limeng", "improve", "plans")
    assert (plan["person"]["code"], plan["first_period"], plan["last_period"], plan["misses"]) == (
        person["subject"], person["months"][0], person["months"][2], 3,
    )  # fmt: skip
    assert plan["state"] == "proposed"  # a human decides


def test_an_abnormal_order_stands_among_the_rows_of_its_month(company: Path, fact: Fact) -> None:
    planted = fact("abnormal_day")
    value = month_values(company, "revenue")[planted["subject"], planted["months"][0]]
    proof = kept_answer(company, "limeng", "explain", "value", value["id"], "--rows", "5000")["proof"]
    rows = sorted(_rows(proof), key=lambda row: Decimal(row["figure"]))
    with sqlite3.connect(company / "sources" / "erp.db") as erp:
        asked = "select order_no, net_amount from sales_order where order_no like ? order by cast(net_amount as real)"
        (order, amount) = erp.execute(asked, (f"SO{planted['months'][0].replace('-', '')}130%",)).fetchall()[-1]
    assert (rows[-1]["fields"]["order_no"], Decimal(rows[-1]["figure"])) == (order, Decimal(amount))
    assert Decimal(rows[-1]["figure"]) > 2 * Decimal(rows[-2]["figure"])


def _rows(step: Any) -> list[Any]:
    found = [step] if step["kind"] == "row" else []
    return found + [row for child in step.get("children", ()) for row in _rows(child)]


def test_a_late_correction_replaces_one_row_and_the_month_with_it(company: Path, fact: Fact) -> None:
    planted, truth = fact("late_correction"), truth_of(company)
    unit, month = planted["subject"], planted["months"][0]
    loads = kept_answer(company, "limeng", "collect", "batches")
    assert [row["rows_replaced"] for row in loads if row["rows_replaced"]] == [1]
    value = month_values(company, "revenue")[unit, month]
    assert Decimal(value["actual"]) == Decimal(truth["revenue"][unit][month])
    proof = kept_answer(company, "limeng", "explain", "value", value["id"], "--rows", "5000")["proof"]
    (mended,) = [row for row in _rows(proof) if row["fields"]["order_no"] == truth["corrected_order"]]
    assert mended["evidence"]["load"] == str(max(row["number"] for row in loads))


def test_the_season_is_in_the_targets_so_its_peak_is_no_news(company: Path, fact: Fact) -> None:
    """Retail sells most in November and January: the months' targets carry the shape, and achievement does not."""
    months = truth_of(company)["months"]
    rows = {month: status(company, month, "revenue", "RETAIL") for month in (months[-7], months[-1])}
    revenue = truth_of(company)["revenue"]["RETAIL"]
    for month, row in rows.items():
        assert Decimal(row["actual"]) == Decimal(revenue[month])
        assert Decimal("0.85") < Decimal(row["achievement"]) < Decimal("1.15"), month
    (low, high) = (rows[month] for month in (months[-7], months[-1]))  # April 0.80, October 0.95 of an even month
    assert Decimal("1.1") < Decimal(high["target"]) / Decimal(low["target"]) < Decimal("1.5")


def test_lower_is_better_is_judged_from_above(company: Path) -> None:
    """2 - actual / target, by hand: a cost below its target is green, one above is not."""
    seen = set()
    for row in kept_answer(company, "limeng", "track", "status", truth_of(company)["months"][-2]):
        if row["assignment"]["kpi"]["code"] != "department_cost":
            continue
        ratio = Decimal(row["actual"]) / Decimal(row["target"])
        assert Decimal(row["achievement"]) == pytest.approx(2 - ratio, abs=Decimal("1E-12"))
        assert (row["light"] == "green") == (ratio <= 1)
        seen.add(row["light"])
    assert seen


def test_a_target_of_zero_is_met_by_zero_and_missed_by_one(company: Path, fact: Fact) -> None:
    planted, months = fact("incident"), truth_of(company)["months"]
    hurt = status(company, planted["months"][0], planted["kpi"], planted["subject"])
    well = status(company, months[-2], planted["kpi"], planted["subject"])
    assert (Decimal(hurt["target"]), Decimal(hurt["actual"]), hurt["light"]) == (0, 1, "red")
    assert (Decimal(well["target"]), Decimal(well["actual"]), well["light"]) == (0, 0, "green")


def test_a_ratio_rolls_up_by_its_parts_and_is_not_the_average(company: Path) -> None:
    truth = truth_of(company)["on_time"]
    found = month_values(company, "on_time_delivery")
    differs = 0
    for month, text in truth["SALES"].items():
        on_time, delivered = (Decimal(number) for number in text.split("/"))
        children = [Decimal(found[unit, month]["actual"]) for unit in ("EAST", "NORTH", "SOUTH")]
        shown = Decimal(found["SALES", month]["actual"])
        assert shown == pytest.approx(on_time / delivered, abs=Decimal("1E-12"))
        differs += abs(shown - sum(children) / 3) > Decimal("1E-6")
    assert differs > len(truth["SALES"]) // 2


def test_a_person_who_moved_keeps_the_own_figures_and_joins_the_new_unit(company: Path, fact: Fact) -> None:
    """The card stayed the same, so the quarter is one part: own orders of both units, unit factor of the new one."""
    planted, months = fact("transfer"), truth_of(company)["months"]
    person, moved = planted["subject"], f"{planted['months'][0]}-16"
    quarter = max(row["period"] for row in kept_export(company, "wangmin", "scores"))
    (sheet,) = kept_answer(company, "wangmin", "score", "show", quarter, person)
    (segment,) = sheet["segments"]
    assert (segment["days"], segment["months"]) == (31 + 31 + 30, months[-4:-1])
    with sqlite3.connect(company / "sources" / "erp.db") as erp:
        orders = erp.execute(
            "select order_date, dept_code, net_amount from sales_order where seller_no = ? and status <> 'cancelled'"
            " and substr(order_date, 1, 7) in (?, ?, ?)", (person, *months[-4:-1]),
        ).fetchall()  # fmt: skip
    assert {(dept, on < moved) for on, dept, _amount in orders} == {("13", True), ("12", False)}  # South, then North
    revenue = next(line for line in sheet["lines"] if line["kpi"]["code"] == "revenue")
    assert Decimal(revenue["actual"]) == sum(Decimal(amount) for _on, _dept, amount in orders)
    bonuses = kept_export(company, "wangmin", "bonuses")
    (paid,) = [row for row in bonuses if (row["person"], row["quarter"]) == (person, quarter)]
    (north,) = kept_answer(company, "wangmin", "score", "show", quarter, "NORTH")
    assert (paid["days_employed"], paid["days_in_period"]) == ("92", "92")
    assert Decimal(paid["unit_factor"]) == Decimal(north["factor"])
