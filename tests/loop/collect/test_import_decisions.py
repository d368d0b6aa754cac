"""IN-10 to IN-14 and IN-19: what people decide about rows, and that it lasts and can be taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar.models import Period
from kpiloop.foundation.warehouse import engine_io as facts
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.rows import BatchRow
from tests.loop.collect.conftest import ORDER_HEAD, ORDER_RECIPE, add_source
from tests.loop.collect.stored import stored_rows
from tests.loop.plan.company import NOW

GOOD = ["S1,2026-10-05,EAST,E2,1200,3", "S2,2026-10-06,WEST,E4,800,5"]


def load(actors: dict[str, Actor], home: Path, lines: list[str], source: str = "erp") -> BatchRow:
    (home / "orders.csv").write_text("\n".join([ORDER_HEAD, *lines]), encoding="utf-8")
    return services.load(actors["admin"], source=source, now=NOW)


def adds_up(actors: dict[str, Actor], number: int) -> bool:
    row = selectors.batch(actors["admin"], number)
    return row.rows_read == row.rows_kept + row.rows_skipped + row.rows_repeated + row.rows_quarantined


def amounts() -> dict[object, object]:
    return {row["number"]: row["amount"] for row in stored_rows("orders")}


def checksums() -> list[str]:
    number = facts.current_version_number()
    assert number is not None
    return [entry.sha256 for entry in facts.version(number).manifest.get("orders", ())]


@pytest.fixture
def asking(actors: dict[str, Actor], orders: str) -> str:
    """A source that asks about changed rows and does not believe figures above 10,000."""
    columns = {**ORDER_RECIPE["columns"], "amount": {"from": "金额", "high": 10000}}  # type: ignore[dict-item]
    recipe = {"columns": columns, "same_key": "ask"}
    return add_source(actors["admin"], kind="csv", location="orders.csv", recipe=recipe)


@pytest.mark.feature("IN-10")
def test_in_10_out_of_range_is_accepted_with_a_reason(actors: dict[str, Actor], asking: str, home: Path) -> None:
    batch = load(actors, home, [*GOOD, "S3,2026-10-07,EAST,E2,50000,1", "S4,x,EAST,E2,1,1"])
    assert (batch.rows_read, batch.rows_kept, batch.rows_quarantined) == (4, 2, 2)
    assert adds_up(actors, batch.number)
    high, unreadable = selectors.quarantine(actors["admin"], batch=batch.number)
    assert (high.reason, unreadable.reason) == ("value_out_of_range", "day_unreadable")
    with pytest.raises(Refusal, match="reason_needed"):
        services.accept_rows(actors["admin"], row_ids=[high.id], reason=" ", now=NOW)
    with pytest.raises(Refusal, match="row_not_acceptable"):
        services.accept_rows(actors["admin"], row_ids=[unreadable.id], reason="ok", now=NOW)
    assert services.accept_rows(actors["admin"], row_ids=[high.id], reason="大单，合同已核", now=NOW) == 1
    assert amounts()["S3"] == Decimal(50000)
    (kept,) = list(selectors.quarantine(actors["admin"], state="accepted"))
    assert (kept.decided_by, kept.why) == ("admin", "大单，合同已核")


def test_in_10_many_rows_are_left_out_at_once(actors: dict[str, Actor], asking: str, home: Path) -> None:
    batch = load(actors, home, [*GOOD, *(f"T{number},x,EAST,E2,1,1" for number in range(5))])
    ids = [row.id for row in selectors.quarantine(actors["admin"], batch=batch.number)]
    assert services.reject_rows(actors["admin"], row_ids=ids, reason="测试单", now=NOW) == 5
    assert selectors.quarantine(actors["admin"]) == ()
    with pytest.raises(Refusal, match="quarantine_decided"):
        services.reject_rows(actors["admin"], row_ids=ids, reason="again", now=NOW)


@pytest.mark.feature("IN-11")
def test_in_11_known_key_with_other_content_is_asked(actors: dict[str, Actor], asking: str, home: Path) -> None:
    load(actors, home, GOOD)
    before = checksums()
    batch = load(actors, home, ["S1,2026-10-05,EAST,E2,1300,3", GOOD[1]])
    assert (batch.rows_kept, batch.rows_repeated, batch.rows_quarantined) == (0, 1, 1)
    assert checksums() == before
    (waiting,) = selectors.quarantine(actors["admin"], batch=batch.number)
    assert (waiting.reason, waiting.fields["key"]) == ("key_changed", "S1")
    services.accept_rows(actors["admin"], row_ids=[waiting.id], reason="ERP 已更正", now=NOW)
    assert amounts() == {"S1": Decimal(1300), "S2": Decimal(800)}


def test_in_11_newest_wins_where_the_recipe_says_so(actors: dict[str, Actor], orders: str, home: Path) -> None:
    add_source(actors["admin"], kind="csv", location="orders.csv", recipe={**ORDER_RECIPE, "same_key": "newest"})
    batch = load(actors, home, [*GOOD, "S1,2026-10-05,EAST,E2,1500,3"])
    assert (batch.rows_read, batch.rows_kept, batch.rows_repeated, batch.rows_quarantined) == (3, 2, 1, 0)
    assert amounts()["S1"] == Decimal(1500)


@pytest.mark.feature("IN-12")
def test_in_12_a_correction_survives_the_next_load(actors: dict[str, Actor], source: str, home: Path) -> None:
    load(actors, home, GOOD)
    other = replace(actors["admin"], username="second", user_id=None)
    given = {"dataset": "orders", "key": ["S1"], "field": "amount", "now": NOW}
    with pytest.raises(Refusal, match="correction_unreadable"):
        services.propose_correction(actors["admin"], value="1,25", reason="发票", **given)  # type: ignore[arg-type]
    made = services.propose_correction(actors["admin"], value="1,250", reason="发票", **given)  # type: ignore[arg-type]
    assert amounts()["S1"] == Decimal(1200)
    with pytest.raises(Refusal, match="correction_own"):
        services.decide_correction(actors["admin"], correction=made, approve=True, now=NOW)
    services.decide_correction(other, correction=made, approve=True, now=NOW)
    assert amounts()["S1"] == Decimal(1250)
    batch = load(actors, home, [*GOOD, "S3,2026-10-09,EAST,E2,5,1"])
    assert (batch.rows_kept, batch.rows_repeated) == (1, 2)
    assert amounts()["S1"] == Decimal(1250)
    (kept,) = selectors.corrections(actors["admin"], dataset="orders")
    assert (kept.old, kept.new, kept.corrected_by, kept.decided_by) == ("1200", "1250", "admin", "second")
    assert "1200" in (home / "orders.csv").read_text(encoding="utf-8")


def test_in_12_a_contradicted_correction_waits(actors: dict[str, Actor], source: str, home: Path) -> None:
    load(actors, home, GOOD)
    services.propose_correction(
        actors["admin"], dataset="orders", key=["S2"], field="unit", value="EAST", reason="调岗", waiver="小微", now=NOW
    )
    (row,) = (row for row in stored_rows("orders") if row["number"] == "S2")
    assert row["unit"] == "EAST"
    batch = load(actors, home, [GOOD[0], "S2,2026-10-06,HQ,E4,800,5"])
    (waiting,) = selectors.quarantine(actors["admin"], batch=batch.number)
    assert (waiting.reason, waiting.fields["written"], waiting.fields["new"]) == (
        "correction_contradicted", "HQ", "EAST",
    )  # fmt: skip
    (held,) = selectors.corrections(actors["admin"])
    services.withdraw_correction(actors["admin"], correction=held.id, reason="来源已更正", now=NOW)
    (row,) = (row for row in stored_rows("orders") if row["number"] == "S2")
    assert row["unit"] == "WEST"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"key": ["S9"]}, "corrected_row_unknown"),
        ({"field": "number"}, "correction_unreadable"),
        ({"value": "约一千"}, "correction_unreadable"),
        ({"reason": " "}, "reason_needed"),
    ],
)
def test_in_12_what_cannot_be_corrected(
    actors: dict[str, Actor], source: str, home: Path, given: dict[str, object], code: str
) -> None:
    load(actors, home, GOOD)
    asked = {"dataset": "orders", "key": ["S1"], "field": "amount", "value": "1", "reason": "r", "now": NOW, **given}
    with pytest.raises(Refusal, match=code):
        services.propose_correction(actors["admin"], **asked)  # type: ignore[arg-type]


@pytest.mark.feature("IN-14")
def test_in_14_a_chain_of_three_keys_resolves(actors: dict[str, Actor], orders: str, home: Path) -> None:
    """The CRM writes a login, the badge list knows login and badge, the people list badge and employee number."""
    admin = actors["admin"]
    for code, columns, lines in (
        ("logins", {"login": "text", "badge": "text"}, ["wl,B7", "cj,B9"]),
        ("badges", {"badge": "text", "staff": "text"}, ["B7,E2", "B9,E4"]),
    ):
        warehouse.register_dataset(admin, code=code, name_zh=code, columns=columns, key_columns=list(columns)[:1])  # type: ignore[arg-type]
        (home / f"{code}.csv").write_text("\n".join([",".join(columns), *lines]))
        recipe = {"columns": {name: name for name in columns}}
        add_source(admin, kind="csv", location=f"{code}.csv", recipe=recipe, code=code, dataset=code)
        services.load(admin, source=code, now=NOW)
    chain = [
        {"dataset": "logins", "match": "login", "give": "badge"},
        {"dataset": "badges", "match": "badge", "give": "staff"},
    ]
    columns = {**ORDER_RECIPE["columns"], "person": {"from": "工号", "lookup": chain}}  # type: ignore[dict-item]
    add_source(admin, kind="csv", location="orders.csv", recipe={"columns": columns})
    batch = load(actors, home, ["S1,2026-10-05,EAST,wl,1,1", "S2,2026-10-05,WEST,CJ,2,1", "S3,2026-10-05,WEST,zz,3,1"])
    assert {row["number"]: row["person"] for row in stored_rows("orders")} == {"S1": "E2", "S2": "E4"}
    (waiting,) = selectors.quarantine(admin, batch=batch.number)
    assert (waiting.reason, waiting.fields["dataset"]) == ("lookup_missing", "logins")


@pytest.mark.feature("IN-19")
def test_in_19_undo_restores_the_checksums(actors: dict[str, Actor], source: str, home: Path) -> None:
    load(actors, home, GOOD)
    before, coverage = checksums(), facts.coverage("orders")
    batch = load(actors, home, ["S1,2026-10-05,EAST,E2,9,3", "S5,2026-11-05,EAST,E2,9,3", "S6,x,EAST,E2,9,3"])
    (waiting,) = selectors.quarantine(actors["admin"], batch=batch.number)
    services.fix_row(actors["admin"], row_id=waiting.id, values={"on": "2026-12-01"}, now=NOW)
    assert checksums() != before
    undone = services.undo_load(actors["admin"], number=batch.number, reason="错文件", now=NOW)
    assert (undone.state, checksums(), facts.coverage("orders")) == ("undone", before, coverage)
    assert selectors.quarantine(actors["admin"]) == ()
    with pytest.raises(Refusal, match="load_not_undoable"):
        services.undo_load(actors["admin"], number=batch.number, reason="again", now=NOW)
    assert services.load(actors["admin"], source=source, now=NOW).rows_kept == 2


def test_in_19_undo_goes_backwards_and_stops_at_a_closed_month(
    actors: dict[str, Actor], source: str, home: Path
) -> None:
    first = load(actors, home, GOOD)
    second = load(actors, home, ["S3,2026-11-05,EAST,E2,9,3"])
    with pytest.raises(Refusal) as refused:
        services.undo_load(actors["admin"], number=first.number, reason="r", now=NOW)
    assert (refused.value.code, refused.value.fields["later"]) == ("load_not_last", str(second.number))
    Period.objects.filter(kind="month", starts_on=date(2026, 11, 1)).update(state="closed")
    with pytest.raises(Refusal, match="period_closed"):
        services.undo_load(actors["admin"], number=second.number, reason="r", now=NOW)


def test_in_19_rows_handed_back_mended_are_taken(actors: dict[str, Actor], source: str, home: Path) -> None:
    batch = load(actors, home, [*GOOD, "S3,x,EAST,E2,1,1", "S4,2026-10-08,东部,E2,1,1", "S5,2026-10-09,EAST,E2,约,1"])
    rows = selectors.quarantine(actors["admin"], batch=batch.number)
    back = {row.id: dict(row.values) for row in rows}
    back[rows[0].id]["on"] = "2026-10-07"
    back[rows[1].id]["unit"] = "也不对"
    done = services.mend_rows(actors["admin"], batch=batch.number, changes=back, now=NOW)
    assert (done.taken, done.still_wrong, done.waiting) == (1, 1, 2)
    assert set(amounts()) == {"S1", "S2", "S3"}
    with pytest.raises(Refusal, match="returned_rows_unfit"):
        services.mend_rows(actors["admin"], batch=batch.number, changes={999999: {}}, now=NOW)
