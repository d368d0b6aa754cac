"""Two sources of one dataset tell different things: the declared order decides, and both figures stay readable."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access import services as access
from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.rows import BatchRow
from tests.loop.collect.conftest import ORDER_HEAD, ORDER_RECIPE, add_source
from tests.loop.collect.stored import stored_rows
from tests.loop.plan.company import NOW


@pytest.fixture
def two(actors: dict[str, Actor], orders: str) -> dict[str, Actor]:
    """The books are believed before the ERP."""
    for code in ("erp", "books"):
        add_source(actors["admin"], kind="csv", location=f"{code}.csv", recipe=ORDER_RECIPE, code=code)
    services.set_precedence(actors["admin"], dataset="orders", order=["books", "erp"], reason="the books are audited")
    return actors


def load(actors: dict[str, Actor], home: Path, code: str, *lines: str) -> BatchRow:
    (home / f"{code}.csv").write_text("\n".join([ORDER_HEAD, *lines, ""]), encoding="utf-8")
    return services.load(actors["admin"], source=code, now=NOW)


def amounts() -> dict[object, str]:
    return {row["number"]: f"{row['amount']:.2f}" for row in stored_rows("orders")}


def traces(actors: dict[str, Actor]) -> list[tuple[str, str, dict[str, str], str, dict[str, str]]]:
    found = selectors.overruled(actors["admin"], dataset="orders")
    return [(r.row, r.winner, dict(r.winner_values), r.loser, dict(r.loser_values)) for r in found]


def test_the_weaker_source_gives_way_whoever_comes_first(two: dict[str, Actor], home: Path) -> None:
    first = load(two, home, "erp", "S1,2026-10-05,EAST,E2,100,1", "S2,2026-10-06,EAST,E2,200,1")
    assert (first.rows_read, first.rows_kept) == (2, 2)
    # The books come second and win S1; they bring S3 as well and say the same as the ERP about S2.
    load(two, home, "books", "S1,2026-10-05,EAST,E2,90,1", "S2,2026-10-06,EAST,E2,200,1", "S3,2026-10-07,EAST,E2,5,1")
    assert amounts() == {"S1": "90.00", "S2": "200.00", "S3": "5.00"}
    assert traces(two) == [("S1", "books", {"amount": "90"}, "erp", {"amount": "100"})]
    # Read again, the ERP no longer overwrites: its S1 and S3 are left out and counted, its new S4 is taken.
    again = load(
        two, home, "erp",
        "S1,2026-10-05,EAST,E2,101,1", "S3,2026-10-07,EAST,E2,6,2", "S4,2026-10-08,EAST,E2,1,1",
    )  # fmt: skip
    assert (again.rows_read, again.rows_kept, again.rows_skipped, again.rows_repeated) == (3, 1, 2, 0)
    assert amounts() == {"S1": "90.00", "S2": "200.00", "S3": "5.00", "S4": "1.00"}
    assert sorted(traces(two)) == [
        ("S1", "books", {"amount": "90"}, "erp", {"amount": "101"}),
        ("S3", "books", {"amount": "5", "pieces": "1"}, "erp", {"amount": "6", "pieces": "2"}),
    ]


def test_the_other_figure_is_taken_by_a_correction_with_a_reason(two: dict[str, Actor], home: Path) -> None:
    load(two, home, "books", "S1,2026-10-05,EAST,E2,90,1")
    load(two, home, "erp", "S1,2026-10-05,EAST,E2,100,1")
    (row,) = selectors.overruled(two["admin"], dataset="orders")
    given = {"dataset": "orders", "key": [row.row], "field": "amount", "value": row.loser_values["amount"]}
    made = services.propose_correction(two["admin"], reason="the invoice says 100", now=NOW, **given)  # type: ignore[arg-type]
    other = replace(two["admin"], username="second", user_id=None)
    services.decide_correction(other, correction=made, approve=True, now=NOW)
    assert amounts() == {"S1": "100.00"}
    # The books say 90 again: the override stands, and the correction keeps what they said.
    load(two, home, "books", "S1,2026-10-05,EAST,E2,90,1", "S2,2026-10-05,EAST,E2,1,1")
    assert amounts()["S1"] == "100.00"
    (kept,) = selectors.corrections(two["admin"], dataset="orders")
    assert (kept.old, kept.new) == ("90", "100")


def test_without_an_order_the_newest_wins_and_nothing_is_noted(two: dict[str, Actor], home: Path) -> None:
    services.set_precedence(two["admin"], dataset="orders", order=[], reason="both are equal")
    load(two, home, "books", "S1,2026-10-05,EAST,E2,90,1")
    load(two, home, "erp", "S1,2026-10-05,EAST,E2,100,1")
    assert amounts() == {"S1": "100.00"} and traces(two) == []


def test_refusals(two: dict[str, Actor]) -> None:
    for order, reason, code in (
        (["books"], " ", "reason_needed"),
        (["books", "crm"], "because", "source_order_wrong"),
        (["books", "books"], "because", "source_order_wrong"),
    ):
        with pytest.raises(Refusal) as refused:
            services.set_precedence(two["admin"], dataset="orders", order=order, reason=reason)
        assert refused.value.code == code
    with pytest.raises(Refusal, match="permission_denied"):
        services.set_precedence(two["boss"], dataset="orders", order=["erp"], reason="because")


def test_order_and_differences_by_program(two: dict[str, Actor], home: Path) -> None:
    load(two, home, "books", "S1,2026-10-05,EAST,E2,100,1")
    load(two, home, "erp", "S1,2026-10-05,EAST,E2,120,1")
    token = access.create_token(two["admin"], name="t")
    client, headers = Client(), {"authorization": f"Bearer {token}"}
    path = "/api/v1/collect/datasets/orders/precedence"
    told = client.get(path, headers=headers).json()
    assert [(row["source"], row["rank"]) for row in told["order"]] == [("books", 1), ("erp", 2)]
    assert [(row["winner"], row["loser"]) for row in told["overruled"]] == [("books", "erp")]
    body = {"order": ["erp"], "reason": "the ERP is right from now on"}
    changed = client.post(path, body, content_type="application/json", headers=headers).json()
    assert [(row["source"], row["rank"]) for row in changed["order"]] == [("erp", 1), ("books", None)]
    wrong = client.post(path, {**body, "order": ["other"]}, content_type="application/json", headers=headers)
    assert (wrong.status_code, wrong.json()["code"]) == (400, "source_order_wrong")
