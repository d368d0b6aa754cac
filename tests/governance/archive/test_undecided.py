"""Corrections and waiting rows stand on the checklist of every open month they would change, until somebody decides.

October (tests/loop/company.py): SH 60, ZJ 45, WEST 110, one order each on the 15th; HQ 215.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.jobs.services import work_off
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.governance.archive import services
from kpiloop.governance.archive.models import Close
from kpiloop.governance.archive.rows import UndecidedData
from kpiloop.loop.collect import selectors as collect_read
from kpiloop.loop.collect import services as collect
from kpiloop.loop.measure import services as measure
from kpiloop.loop.measure.models import Value
from kpiloop.loop.track import services as track
from tests.loop import company

SEPTEMBER, OCTOBER, NOVEMBER = "2026-09", "2026-10", "2026-11"
ORDER = {
    "no": "X1",
    "on": "2026-10-20",
    "unit": "SH",
    "seller": "E3",
    "product": "A",
    "net": "12",
    "list": "12",
    "cost": "7",
}


def codes(actor: Actor, month: str = OCTOBER) -> set[str]:
    return {row.code for row in services.prepare_close(actor, period_code=month, now=company.NOW).findings}


def undecided(actor: Actor, month: str = OCTOBER) -> list[UndecidedData]:
    found = services.prepare_close(actor, period_code=month, now=company.NOW).findings
    assert {row.code for row in found if row.undecided} <= {"pending_approval"}
    assert {(row.assignment_id, row.is_blocking) for row in found if row.undecided} <= {(0, False)}
    return [row.undecided for row in found if row.undecided]


def propose(actor: Actor, key: str, field: str, value: str, dataset: str = "orders") -> int:
    return collect.propose_correction(
        actor, dataset=dataset, key=[key], field=field, value=value, reason="发票", now=company.NOW
    )


def months_of(actor: Actor) -> list[str]:
    """Which of four months show anything."""
    return [month for month in ("2026-08", SEPTEMBER, OCTOBER, NOVEMBER) if undecided(actor, month)]


def push(actor: Actor, *rows: dict[str, str]) -> int:
    """A shop of its own that sends orders; the number of the load."""
    collect.add_source(actor, code="shop", kind="push", name_zh="门店", dataset="orders")
    collect.push_rows(actor, source="shop", rows=rows, key="first")
    work_off()
    return int(collect.push_rows(actor, source="shop", rows=rows, key="first").load or 0)


def judge() -> None:
    measure.run_periods(SYSTEM, first=OCTOBER, last=OCTOBER, now=company.NOW)
    track.assess(SYSTEM, first=OCTOBER, last=OCTOBER, now=company.NOW)


def net(subject: str) -> Decimal | None:
    found = Value.objects.get(
        kpi__code="revenue", subject__code=subject, period__code=OCTOBER, window="month", is_current=True
    )
    return found.actual


def test_a_correction_is_named_once_whatever_rests_on_it(actors: dict[str, Actor]) -> None:
    """Net of an order of SH is in revenue, profit and discount of SH, EAST, HQ and E3."""
    made = propose(actors["admin"], "2026-10-SH", "net", "80")
    expected = UndecidedData(
        "correction", made, "orders", "订单", "Orders", row="2026-10-SH", field="net", old="60", new="80",
        proposed_by="admin",
    )  # fmt: skip
    assert undecided(actors["admin"]) == [expected]
    with pytest.raises(Refusal) as refused:
        services.apply_close(
            actors["admin"],
            services.prepare_close(actors["admin"], period_code=OCTOBER, now=company.NOW),
            now=company.NOW,
        )
    assert refused.value.code == "close_incomplete"
    assert "orders#2026-10-SH" in str(refused.value.fields["findings"])


def test_a_month_counts_everything_up_to_its_last_day(actors: dict[str, Actor]) -> None:
    """A September order is in the year to date of October and November; nothing of October is in September."""
    september = propose(actors["admin"], "2026-09-SH", "net", "71")
    assert months_of(actors["admin"]) == [SEPTEMBER, OCTOBER, NOVEMBER]
    collect.withdraw_correction(actors["admin"], correction=september, reason="误提", now=company.NOW)
    assert months_of(actors["admin"]) == []
    propose(actors["admin"], "2026-10-ZJ", "unit", "WEST")
    assert months_of(actors["admin"]) == [OCTOBER, NOVEMBER]


@pytest.mark.parametrize(
    ("value", "months"),
    [
        ("2026-09-30", [SEPTEMBER, OCTOBER, NOVEMBER]),
        ("2026-11-02", [OCTOBER, NOVEMBER]),
        ("", [OCTOBER, NOVEMBER]),
    ],
)
def test_a_row_moved_to_another_day_stands_on_both_months(
    actors: dict[str, Actor], value: str, months: list[str]
) -> None:
    propose(actors["admin"], "2026-10-WEST", "on", value)
    assert months_of(actors["admin"]) == months


def test_the_days_are_those_formulas_count_by(actors: dict[str, Actor]) -> None:
    """Paid in October for September; only the payment day counts, and a list nothing is computed from never does."""
    dates = {"no": "text", "sold": "date", "paid": "date", "net": "decimal", "unit": "text"}
    named = {"columns": dates, "key_columns": ("no",), "date_columns": ("sold", "paid"), "unit_column": "unit"}
    warehouse.register_dataset(SYSTEM, code="bills", name_zh="账单", **named)  # type: ignore[arg-type]
    pushed = {"no": "B1", "sold": "2026-08-03", "paid": "2026-10-09", "net": "5", "unit": "SH"}
    collect.add_source(actors["admin"], code="till", kind="push", name_zh="收银", dataset="bills")
    collect.push_rows(actors["admin"], source="till", rows=[pushed], key="first")
    work_off()
    propose(actors["admin"], "B1", "net", "6", dataset="bills")
    assert months_of(actors["admin"]) == []
    first = date(2026, 1, 1)
    measure.set_formula(SYSTEM, kpi="cost", text="sum(bills.net)", valid_from=first, date_columns={"bills": "paid"})
    assert months_of(actors["admin"]) == [OCTOBER, NOVEMBER]


def test_refused_or_approved_it_is_gone_and_the_run_is_behind_until_it_counted(actors: dict[str, Actor]) -> None:
    """SH 60 and a late order of 12, put right to 20: 72, then 80."""
    admin = actors["admin"]
    other = replace(admin, username="second", user_id=None)
    push(admin, ORDER)
    judge()
    assert (net("SH"), undecided(admin), "figures_behind" in codes(admin)) == (72, [], False)
    refused = propose(admin, "X1", "net", "19")
    assert [row.number for row in undecided(admin)] == [refused]
    collect.decide_correction(other, correction=refused, approve=False, reason="无凭证", now=company.NOW)
    assert (undecided(admin), "figures_behind" in codes(admin)) == ([], False)
    approved = propose(admin, "X1", "net", "20")
    collect.decide_correction(other, correction=approved, approve=True, now=company.NOW)
    assert (undecided(admin), "figures_behind" in codes(admin)) == ([], True)
    judge()
    assert (net("SH"), undecided(admin), "figures_behind" in codes(admin)) == (80, [], False)


def test_a_closed_month_waits_for_nothing_and_shows_it_when_it_is_opened_again(actors: dict[str, Actor]) -> None:
    admin = actors["admin"]
    made = propose(admin, "2026-09-SH", "net", "71")
    plan = services.prepare_close(admin, period_code=SEPTEMBER, now=company.NOW)
    closed = services.apply_close(admin, plan, waiver="更正不影响结论", now=company.NOW)
    kept = [row["undecided"]["number"] for row in Close.objects.get(pk=closed.id).findings if row["undecided"]]
    assert kept == [made]
    assert months_of(admin) == [OCTOBER, NOVEMBER]
    asked = services.request_reopen(
        admin, period_code=SEPTEMBER, reason="核对更正", until=date(2026, 12, 1), now=company.NOW
    )
    services.approve_reopen(actors["boss"], reopening_id=asked, now=company.NOW)
    assert months_of(admin) == [SEPTEMBER, OCTOBER, NOVEMBER]


def test_a_correction_whose_row_is_gone_stands_everywhere_until_it_is_refused(actors: dict[str, Actor]) -> None:
    admin = actors["admin"]
    load = push(admin, ORDER)
    made = propose(admin, "X1", "net", "20")
    collect.undo_load(admin, number=load, reason="重复", now=company.NOW)
    assert [(row.number, row.is_stored) for row in undecided(admin, SEPTEMBER)] == [(made, False)]
    collect.decide_correction(
        replace(admin, username="second", user_id=None), correction=made, approve=False, now=company.NOW
    )
    assert months_of(admin) == []


def test_waiting_rows_are_counted_by_load(actors: dict[str, Actor]) -> None:
    """One good order, two of October with a figure nobody can read, one whose day cannot be read, one of November."""
    admin = actors["admin"]
    wrong = {"net": "约十二"}
    load = push(
        admin,
        ORDER,
        {**ORDER, "no": "X2", **wrong},
        {**ORDER, "no": "X3", **wrong},
        {**ORDER, "no": "X4", "on": "十月底"},
        {**ORDER, "no": "X5", "on": "2026-11-03", **wrong},
    )
    told = [(row.kind, row.number, row.count) for row in undecided(admin)]
    assert told == [("rows", load, 3)]
    assert [row.count for row in undecided(admin, SEPTEMBER)] == [1]
    assert [row.count for row in undecided(admin, NOVEMBER)] == [4]
    waiting = collect_read.quarantine(admin, batch=load)
    collect.reject_rows(admin, row_ids=[row.id for row in waiting], reason="门店重发", now=company.NOW)
    assert undecided(admin) == []
