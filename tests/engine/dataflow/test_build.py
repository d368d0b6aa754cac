"""Many KPIs share few scans, and every aggregate comes out where the plan says."""

from __future__ import annotations

from datetime import date

import pytest

from kpiloop.engine.dataflow import KpiRequest, Member, Place, build, explain, merge_members
from kpiloop.engine.errors import Refusal
from kpiloop.engine.formula import Aggregate, DatasetShape, check, parse

ORDERS = DatasetShape("orders", {"on": "date", "due": "date", "unit": "text", "who": "text", "amt": "decimal"},
                      ("on", "due"), "unit", "who")  # fmt: skip
LEDGER = DatasetShape("ledger", {"month": "date", "cost": "decimal"}, ("month",))
TEXTS = DatasetShape("texts", {"body": "text"})
SHAPES = {"orders": ORDERS, "ledger": LEDGER, "texts": TEXTS}


def aggregates(text: str) -> tuple[Aggregate, ...]:
    return check(parse(text), SHAPES, ()).aggregates


def test_one_scan_for_all_kpis_of_a_dataset_and_each_aggregate_once() -> None:
    revenue, mean = aggregates("sum(orders.amt)"), aggregates("sum(orders.amt) / count(orders)")
    plan = build([KpiRequest("revenue", revenue), KpiRequest("mean", mean)], SHAPES)
    assert [len(scan.measures) for scan in plan.scans] == [2]
    assert plan.places[("revenue", revenue[0])] == plan.places[("mean", revenue[0])] == Place(0, "m0")
    assert plan.places[("mean", mean[1])] == Place(0, "m1")


def test_another_date_role_or_subject_role_is_another_scan() -> None:
    wanted = aggregates("sum(orders.amt)")
    plan = build(
        [
            KpiRequest("a", wanted),
            KpiRequest("b", wanted, date_columns={"orders": "due"}),
            KpiRequest("c", wanted, role="person"),
            KpiRequest("d", aggregates("sum(ledger.cost)")),
        ],
        SHAPES,
    )
    assert [(scan.date_column, scan.role, scan.leaf_column) for scan in plan.scans] == [
        ("on", "unit", "unit"),
        ("due", "unit", "unit"),
        ("on", "person", "who"),
        ("month", "company", None),
    ]


def test_wide_scans_are_split() -> None:
    wanted = aggregates(" + ".join(f"sum(orders.amt + {number})" for number in range(7)))
    plan = build([KpiRequest("a", wanted)], SHAPES, widest=3)
    assert [len(scan.measures) for scan in plan.scans] == [3, 3, 1]
    assert plan.places[("a", wanted[6])] == Place(2, "m0")


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (KpiRequest("a", aggregates("count(texts)")), "scan_no_date"),
        (KpiRequest("a", aggregates("sum(ledger.cost)"), role="person"), "scan_no_person"),
    ],
)
def test_refused(request_: KpiRequest, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        build([request_], SHAPES)
    assert refusal.value.code == code


def test_explain_names_formulas_and_sharers() -> None:
    wanted = aggregates("sum(orders.amt)")
    note = explain(build([KpiRequest("b", wanted), KpiRequest("a", wanted)], SHAPES))[0]
    assert (note.measures, note.kpis) == (("sum(orders.amt)",), ("a", "b"))


def test_members_are_merged_so_that_no_row_counts_twice() -> None:
    def member(first: int, last: int, subject: str = "HQ") -> Member:
        return Member("E", subject, date(2026, 1, first), date(2026, 1, last))

    assert merge_members([member(5, 9), member(1, 5), member(2, 3), member(20, 25), member(7, 7)]) == [
        member(1, 9),
        member(20, 25),
    ]
    assert len(merge_members([member(1, 9), member(1, 9, "EAST")])) == 2
