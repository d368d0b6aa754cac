"""Loads: what is kept, what waits, what is refused, and that nothing doubles."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.jobs import selectors as jobs_selectors
from kpiloop.foundation.jobs.models import OutboxEvent
from kpiloop.foundation.jobs.services import execute
from kpiloop.foundation.org import services as org
from kpiloop.interfaces.wording.messages import sentence
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.models import LoadBatch, QuarantineRow
from kpiloop.loop.collect.rows import BatchRow
from tests.loop.collect.conftest import ORDER_HEAD, ORDER_RECIPE, add_source
from tests.loop.collect.stored import stored_rows
from tests.loop.plan.company import NOW

GOOD = ['S1,2026-10-05,EAST,E2,"1,200.50",3', "S2,2026年10月6日,东区,王磊,1.2万,5", "S3,20261107,华西区,E4,-300,1"]


def write(home: Path, lines: list[str], name: str = "orders.csv", encoding: str = "utf-8") -> None:
    (home / name).write_bytes("\n".join([ORDER_HEAD, *lines]).encode(encoding))


def load(actors: dict[str, Actor], source: str = "erp", **given: str) -> BatchRow:
    return services.load(actors["admin"], source=source, now=NOW, **given)


def counts(batch: BatchRow) -> tuple[int, int, int, int, int]:
    return (batch.rows_read, batch.rows_kept, batch.rows_skipped, batch.rows_repeated, batch.rows_quarantined)


def test_rows_arrive_typed_with_load_and_line(actors: dict[str, Actor], source: str, home: Path) -> None:
    write(home, GOOD)
    batch = load(actors)
    assert counts(batch) == (3, 3, 0, 0, 0)
    first, second, third = stored_rows("orders")
    assert (first["unit"], first["amount"], first["on"]) == ("EAST", Decimal("1200.5"), date(2026, 10, 5))
    assert (second["unit"], second["person"], second["amount"]) == ("EAST", "E2", Decimal(12000))
    assert (third["unit"], third["pieces"], third["_line"], third["_load"]) == ("WEST", 1, 4, batch.number)
    assert batch.control_totals == {"amount": "12900.5", "pieces": "9"}
    assert (batch.covers_from, batch.covers_to) == (date(2026, 10, 1), date(2026, 12, 1))


def test_the_same_file_twice_doubles_nothing(actors: dict[str, Actor], source: str, home: Path) -> None:
    write(home, GOOD)
    first = load(actors)
    before = stored_rows("orders")
    again = load(actors)
    assert (again.number, again.is_known) == (first.number, True)
    assert stored_rows("orders") == before
    assert LoadBatch.objects.count() == 1


def test_next_month_brings_only_what_is_new(actors: dict[str, Actor], source: str, home: Path) -> None:
    write(home, GOOD)
    load(actors)
    write(home, [*GOOD[:2], "S3,20261107,华西区,E4,-250,1", "S4,2026-11-08,EAST,E2,10,1", ",,,,,", "合计,,,,10,1"])
    batch = load(actors)
    assert counts(batch) == (6, 2, 2, 2, 0)
    assert batch.rows_replaced == 1
    assert [(row["number"], row["amount"]) for row in stored_rows("orders")] == [
        ("S1", Decimal("1200.5")),
        ("S2", Decimal(12000)),
        ("S3", Decimal(-250)),
        ("S4", Decimal(10)),
    ]


BAD = [
    ("S4,2026-10-05,EASTERN,E2,1,1", "unit_unknown", "unit"),
    ("S4,2026-10-05,EAST,E2,约一百,1", "number_unreadable", "amount"),
    ("S4,2026-02-30,EAST,E2,1,1", "day_unreadable", "on"),
    ("S4,—,EAST,E2,1,1", "value_missing", "on"),
    ("S4,2026-10-05,EAST,E99,1,1", "person_unknown", "person"),
    ("S4,2026-10-05,EAST,E2,1,1.5", "number_unreadable", "pieces"),
    ("S1,2026-10-05,EAST,E2,999,1", "key_conflict", ""),
]


@pytest.mark.parametrize(("line", "reason", "column"), BAD)
def test_a_bad_row_waits_and_the_rest_is_kept(
    actors: dict[str, Actor], source: str, home: Path, line: str, reason: str, column: str
) -> None:
    write(home, [*GOOD, line])
    batch = load(actors)
    assert counts(batch) == (4, 3, 0, 0, 1)
    (waiting,) = selectors.quarantine(actors["admin"], batch=batch.number)
    assert (waiting.line, waiting.reason, waiting.fields.get("column", "")) == (5, reason, column)
    assert len(stored_rows("orders")) == 3


def test_an_unknown_unit_is_suggested_and_never_guessed(actors: dict[str, Actor], source: str, home: Path) -> None:
    write(home, [*GOOD, "S4,2026-10-05,华东大区,E2,1,1"])
    batch = load(actors)
    (waiting,) = selectors.quarantine(actors["admin"], batch=batch.number)
    assert (waiting.fields["written"], waiting.fields["suggestion"]) == ("华东大区", "华东区 (EAST)")
    with translation.override("en"):
        assert "the nearest is East (EAST)" in sentence(waiting.reason, waiting.fields)
    with translation.override("zh-hans"):
        assert "华东区 (EAST)" in sentence(waiting.reason, waiting.fields)
    org.add_alias(actors["admin"], unit="EAST", alias="华东大区")
    assert services.retry_rows(actors["admin"], batch=batch.number, now=NOW) == 1
    assert [row["number"] for row in stored_rows("orders") if row["unit"] == "EAST"] == ["S1", "S2", "S4"]
    assert selectors.quarantine(actors["admin"]) == ()


def test_a_mended_row_is_a_load_of_its_own(actors: dict[str, Actor], source: str, home: Path) -> None:
    write(home, [*GOOD, "S4,2026-10-05,EAST,E2,约一百,1"])
    batch = load(actors)
    (waiting,) = selectors.quarantine(actors["admin"])
    with pytest.raises(Refusal) as refused:
        services.fix_row(actors["admin"], row_id=waiting.id, values={"amount": "百"}, now=NOW)
    assert (refused.value.code, refused.value.fields["reason"]) == ("row_still_wrong", "number_unreadable")
    fixed = services.fix_row(actors["admin"], row_id=waiting.id, values={"amount": "100"}, reason="电话确认", now=NOW)
    assert counts(fixed) == (1, 1, 0, 0, 0)
    (row,) = (row for row in stored_rows("orders") if row["number"] == "S4")
    assert (row["amount"], row["_line"], row["_load"]) == (Decimal(100), 5, fixed.number)
    assert fixed.number != batch.number
    with pytest.raises(Refusal, match="quarantine_decided"):
        services.reject_row(actors["admin"], row_id=waiting.id)


def test_a_rejected_row_stays_readable(actors: dict[str, Actor], source: str, home: Path) -> None:
    write(home, [*GOOD, "S4,2026-10-05,EAST,E2,约一百,1"])
    load(actors)
    (waiting,) = selectors.quarantine(actors["admin"])
    services.reject_row(actors["admin"], row_id=waiting.id, reason="测试单", now=NOW)
    (row,) = selectors.quarantine(actors["admin"], state=None)
    assert (row.state, row.decided_by, row.values["amount"]) == ("rejected", "admin", "约一百")


def test_equal_rows_in_one_file_count_once(actors: dict[str, Actor], source: str, home: Path) -> None:
    write(home, [*GOOD, GOOD[0]])
    assert counts(load(actors)) == (4, 3, 0, 1, 0)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("编号,日期\nS1,2026-10-05", "columns_missing"),
        (ORDER_HEAD + "\nS1,3/10/2026,EAST,E2,1,1", "date_order_ambiguous"),
        (None, "file_missing"),
    ],
)
def test_a_failed_load_leaves_its_reason_and_no_fact(
    actors: dict[str, Actor], source: str, home: Path, content: str | None, code: str
) -> None:
    if content is not None:
        (home / "orders.csv").write_text(content)
    with pytest.raises(Refusal) as refused:
        load(actors)
    assert refused.value.code == code
    (batch,) = selectors.batches(actors["admin"])
    assert (batch.state, batch.error_code) == ("failed", code)
    assert stored_rows("orders") == []
    write(home, GOOD)
    assert load(actors).rows_kept == 3


def test_a_dead_process_is_taken_up_under_its_number(
    actors: dict[str, Actor], source: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process ends between the files and the flip; the second try gives the same facts once."""
    write(home, [*GOOD, "S4,2026-10-05,EAST,E2,约一百,1"])

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kpiloop.foundation.warehouse.services.publishing.flip", die)
    with pytest.raises(KeyboardInterrupt):
        load(actors)
    assert stored_rows("orders") == []
    assert QuarantineRow.objects.count() == 0
    number = LoadBatch.objects.get().number
    monkeypatch.undo()
    batch = load(actors)
    assert (batch.number, batch.state, counts(batch)) == (number, "done", (4, 3, 0, 0, 1))
    assert LoadBatch.objects.count() == 1


def test_facts_record_and_news_are_one_transaction(
    actors: dict[str, Actor], source: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(home, GOOD)

    def fail(*_: object) -> None:
        raise RuntimeError("record")

    monkeypatch.setattr("kpiloop.loop.collect.batch_writing._record_load", fail)
    with pytest.raises(RuntimeError):
        load(actors)
    assert stored_rows("orders") == []
    assert not OutboxEvent.objects.filter(kind="dataset.loaded").exists()


def test_a_load_in_the_background_under_its_asker(actors: dict[str, Actor], source: str, home: Path) -> None:
    write(home, GOOD)
    run = services.queue_load(actors["admin"], source=source)
    assert services.queue_load(actors["admin"], source=source).id == run.id
    assert execute(run.id) == "done"
    assert selectors.batches(actors["admin"])[0].loaded_by == "admin"
    assert jobs_selectors.run(actors["admin"], run.id).outcome["kept"] == 3


def test_the_product_itself_is_no_source(actors: dict[str, Actor], orders: str, home: Path) -> None:
    (home / "secrets").mkdir()
    (home / "secrets" / "signing.key").write_text("x")
    add_source(actors["admin"], kind="csv", location="secrets/signing.key", recipe=ORDER_RECIPE)
    with pytest.raises(Refusal, match="location_refused"):
        load(actors)


def test_the_newest_file_of_a_pattern_is_read(actors: dict[str, Actor], orders: str, home: Path) -> None:
    write(home, GOOD[:1], name="orders-2026-09.csv")
    write(home, GOOD, name="orders-2026-10.csv")
    add_source(actors["admin"], kind="csv", location="orders-*.csv", recipe=ORDER_RECIPE)
    assert load(actors).file_name == "orders-2026-10.csv"


def test_a_changed_recipe_reads_the_file_again(actors: dict[str, Actor], source: str, home: Path) -> None:
    write(home, GOOD)
    load(actors)
    columns = {**ORDER_RECIPE["columns"], "amount": {"from": "金额", "scale": "wan"}}  # type: ignore[dict-item]
    assert services.confirm_mapping(actors["admin"], source=source, recipe={"columns": columns}) == 2
    assert services.confirm_mapping(actors["admin"], source=source, recipe={"columns": columns}) == 2
    batch = load(actors)
    assert (batch.mapping_version, batch.rows_replaced) == (2, 2)  # 1.2万 was scaled by its own word
    assert {row["number"]: row["amount"] for row in stored_rows("orders")}["S1"] == Decimal(12005000)


@pytest.mark.parametrize("who", ["wang", "zhao", "boss"])
def test_only_who_may_run_loads(actors: dict[str, Actor], source: str, home: Path, who: str) -> None:
    write(home, GOOD)
    with pytest.raises(Refusal, match="permission_denied"):
        services.load(actors[who], source=source, now=NOW)
