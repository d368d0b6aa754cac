"""A source that is read again: what was bad before waits once, decisions last, and what is mended waits no more."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.jobs.models import OutboxEvent
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.models import QuarantineRow
from kpiloop.loop.collect.provenance.behind import loads_behind
from kpiloop.loop.collect.rows import BatchRow
from kpiloop.loop.collect.services import quarantine
from tests.loop.collect.conftest import ORDER_HEAD, ORDER_RECIPE, add_source
from tests.loop.collect.stored import stored_rows
from tests.loop.plan.company import NOW

GOOD = "S1,2026-10-05,EAST,E2,1200,3"
BAD = "S2,2026-10-06,WEST,E4,约八百,5"
MENDED = "S2,2026-10-06,WEST,E4,800,5"
NAMELESS = ",2026-10-07,WEST,E4,70,1"

Read = Callable[..., BatchRow]


@pytest.fixture(params=["by column", "by row", "table"])
def read(request: pytest.FixtureRequest, actors: dict[str, Actor], orders: str, home: Path) -> Read:
    """Loads the same source with other lines, once per way of reading."""
    admin, moment = actors["admin"], iter(NOW + timedelta(hours=count) for count in range(100))
    kind = "sqlite" if request.param == "table" else "csv"
    recipe = dict(ORDER_RECIPE)
    columns = {**ORDER_RECIPE["columns"], "number": {"from": "单号", "required": True}}  # type: ignore[dict-item]
    recipe["columns"] = {**columns, "amount": {"from": "金额", "high": 10000}}
    if request.param == "by row":
        recipe["skip_rows_matching"] = ["样例"]
    if kind == "sqlite":
        services.add_source(
            admin, code="erp", kind=kind, name_zh="库", location="erp.db", dataset="orders", settings={"table": "t"}
        )
        services.confirm_mapping(admin, source="erp", recipe=recipe)
    else:
        add_source(admin, kind=kind, location="orders.csv", recipe=recipe)

    def load(*lines: str) -> BatchRow:
        (write_table if kind == "sqlite" else write_file)(home, lines)
        return services.load(admin, source="erp", now=next(moment))

    return load


def write_file(home: Path, lines: tuple[str, ...]) -> None:
    (home / "orders.csv").write_text("\n".join([ORDER_HEAD, *lines]), encoding="utf-8")


def write_table(home: Path, lines: tuple[str, ...]) -> None:
    with sqlite3.connect(home / "erp.db") as erp:
        erp.execute("DROP TABLE IF EXISTS t")
        erp.execute(f"CREATE TABLE t ({', '.join(f'{name} TEXT' for name in ORDER_HEAD.split(','))})")
        erp.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)", [line.split(",") for line in lines])


def waits(actors: dict[str, Actor]) -> list[tuple[int, str]]:
    """Load and amount of every row that waits."""
    return [(row.batch_number, row.values["amount"]) for row in selectors.quarantine(actors["admin"])]


def states() -> list[str]:
    return list(QuarantineRow.objects.order_by("pk").values_list("state", flat=True))


def amounts() -> dict[object, object]:
    return {row["number"]: row["amount"] for row in stored_rows("orders")}


def test_the_same_bad_rows_wait_once_under_the_newest_load(actors: dict[str, Actor], read: Read) -> None:
    first = read(GOOD, BAD, NAMELESS)
    second = read(BAD, NAMELESS, "S9,2026-10-08,EAST,E2,9,1")
    assert waits(actors) == [(second.number, "约八百"), (second.number, "70")]
    assert states() == ["again", "again", "waiting", "waiting"]
    (source,) = selectors.sources(actors["admin"])
    assert source.waiting == 2
    shown = {row.number: (row.rows_quarantined, row.waiting) for row in selectors.batches(actors["admin"])}
    assert shown == {first.number: (2, 0), second.number: (2, 2)}
    third = read(BAD, NAMELESS)
    assert [number for number, _ in waits(actors)] == [third.number] * 2


def test_only_rows_that_did_not_wait_before_are_news(actors: dict[str, Actor], read: Read) -> None:
    """Which loads tell, how many rows of them wait by then, and how many of these are new."""
    first = read(GOOD, BAD, NAMELESS)
    read(BAD, NAMELESS, GOOD, "S9,2026-10-08,EAST,E2,9,1")  # the same two wait
    read(BAD.replace("约八百", "近八百"), "—" + NAMELESS)  # still the same two, in other words
    fourth = read(BAD.replace("约八百", "近八百"), "—" + NAMELESS, "S8,2026-10-08,EAST,E2,还没定,1")
    read(GOOD)
    told = [event.fields for event in OutboxEvent.objects.filter(kind="load.rows_waiting").order_by("pk")]
    assert [(row["load"], row["waiting"], row["new"]) for row in told] == [(first.number, 2, 2), (fourth.number, 3, 1)]
    assert OutboxEvent.objects.filter(kind="load.finished").count() == 5


def test_a_row_that_is_asked_about_anew_is_news(actors: dict[str, Actor], read: Read) -> None:
    read(GOOD, BAD)
    (row,) = selectors.quarantine(actors["admin"])
    services.reject_row(actors["admin"], row_id=row.id, reason="测试单", now=NOW)
    read(BAD, GOOD, "S9,2026-10-08,EAST,E2,9,1")  # left out stays left out
    third = read(GOOD, BAD.replace("约八百", "八百多"))
    told = OutboxEvent.objects.filter(kind="load.rows_waiting").order_by("pk")
    assert [event.fields["load"] for event in told][1:] == [third.number]


def test_figures_of_the_first_load_still_know_what_waits(actors: dict[str, Actor], read: Read) -> None:
    first = read(GOOD, BAD)
    read(GOOD, BAD, "S8,2026-10-08,EAST,E2,还没定,1")
    last = read(GOOD, BAD.replace("约八百", "近八百"), "S8,2026-10-08,EAST,E2,还没定,1")
    assert [str(day) for day in loads_behind([first.number])[first.number].waiting] == ["2026-10-06"]
    both = loads_behind([first.number, last.number])
    assert (len(both[first.number].waiting), len(both[last.number].waiting)) == (0, 2)


def test_what_comes_mended_waits_no_more(actors: dict[str, Actor], read: Read) -> None:
    read(GOOD, BAD, NAMELESS)
    read(GOOD, MENDED, "S7" + NAMELESS)
    assert waits(actors) == [] and states() == ["mended", "mended"]
    assert amounts() == {"S1": Decimal(1200), "S2": Decimal(800), "S7": Decimal(70)}


def test_what_comes_bad_in_another_way_waits_once(actors: dict[str, Actor], read: Read) -> None:
    read(GOOD, BAD, NAMELESS)
    second = read(GOOD, BAD.replace("约八百", "近八百"), "—" + NAMELESS)
    assert waits(actors) == [(second.number, "近八百"), (second.number, "70")]


def test_what_is_gone_goes_on_waiting(actors: dict[str, Actor], read: Read) -> None:
    first = read(GOOD, BAD)
    read(GOOD, "S3,2026-10-06,WEST,E4,800,5")
    assert waits(actors) == [(first.number, "约八百")]


def test_two_equal_bad_rows_are_two(actors: dict[str, Actor], read: Read) -> None:
    read(GOOD, NAMELESS, NAMELESS)
    second = read(NAMELESS, GOOD, NAMELESS)
    assert waits(actors) == [(second.number, "70")] * 2
    (one, _) = selectors.quarantine(actors["admin"])
    services.reject_row(actors["admin"], row_id=one.id, reason="重复开单", now=NOW)
    third = read(NAMELESS, NAMELESS, GOOD, MENDED)
    assert waits(actors) == [(third.number, "70")]


def test_what_was_left_out_stays_left_out(actors: dict[str, Actor], read: Read) -> None:
    read(GOOD, BAD)
    (row,) = selectors.quarantine(actors["admin"])
    services.reject_row(actors["admin"], row_id=row.id, reason="测试单", now=NOW)
    second = read(BAD, GOOD, "S9,2026-10-08,EAST,E2,9,1")
    assert waits(actors) == []
    (kept,) = selectors.quarantine(actors["admin"], batch=second.number, state="rejected")
    assert (kept.why, kept.decided_by) == ("测试单", "admin")
    third = read(GOOD, BAD.replace("约八百", "八百多"))
    assert waits(actors) == [(third.number, "八百多")]


def test_what_was_put_right_stays_right_while_it_is_what_is_stored(actors: dict[str, Actor], read: Read) -> None:
    high = "S3,2026-10-07,EAST,E2,50000,1"
    first = read(GOOD, BAD, high)
    bad, dear = selectors.quarantine(actors["admin"])
    services.fix_row(actors["admin"], row_id=bad.id, values={"amount": "810"}, now=NOW)
    services.accept_rows(actors["admin"], row_ids=[dear.id], reason="合同已核", now=NOW)
    read(GOOD, BAD, high, "S9,2026-10-08,EAST,E2,9,1")
    assert waits(actors) == []
    assert amounts()["S2"] == Decimal(810) and amounts()["S3"] == Decimal(50000)
    read(GOOD, MENDED, high)
    assert amounts()["S2"] == Decimal(800)
    last = read(BAD, GOOD, high)  # the source took its own figure back: what was said of the first one is past
    assert waits(actors) == [(last.number, "约八百")] and first.number < last.number


def test_no_other_file_answers_what_is_asked(actors: dict[str, Actor], orders: str, home: Path) -> None:
    """S1 is asked about in the second file; the first one sent once more says nothing new about it."""
    admin, columns = actors["admin"], ORDER_RECIPE["columns"]
    add_source(admin, kind="csv", location="orders.csv", recipe={"columns": columns, "same_key": "ask"})

    def load(name: str, *lines: str) -> BatchRow:
        (home / name).write_text("\n".join([ORDER_HEAD, *lines]), encoding="utf-8")
        return services.load(admin, source="erp", location=str(home / name), now=NOW)

    load("a.csv", GOOD)
    asked = load("b.csv", GOOD.replace("1200", "1300"))
    load("a.csv", GOOD, MENDED)
    assert waits(actors) == [(asked.number, "1300")]
    load("b.csv", GOOD, "S9,2026-10-08,EAST,E2,9,1")  # the file that asked took it back
    assert waits(actors) == []


def test_an_undone_load_gives_back_what_it_had_settled(actors: dict[str, Actor], read: Read) -> None:
    first = read(GOOD, BAD, NAMELESS)
    second = read(GOOD, MENDED, NAMELESS)
    services.undo_load(actors["admin"], number=second.number, reason="错文件", now=NOW)
    assert sorted(waits(actors)) == sorted([(first.number, "约八百"), (first.number, "70")])


def test_a_load_undone_out_of_turn_leaves_the_row_with_the_newest(actors: dict[str, Actor], read: Read) -> None:
    first, second, third = read(GOOD, BAD), read(BAD), read(BAD, NAMELESS)
    services.undo_load(actors["admin"], number=second.number, reason="错文件", now=NOW)
    assert sorted(waits(actors)) == sorted([(third.number, "约八百"), (third.number, "70")])
    services.undo_load(actors["admin"], number=third.number, reason="错文件", now=NOW)
    assert waits(actors) == [(first.number, "约八百")]


def test_undoing_the_first_load_takes_its_decision_from_the_next(actors: dict[str, Actor], read: Read) -> None:
    first = read(BAD)
    (row,) = selectors.quarantine(actors["admin"])
    services.fix_row(actors["admin"], row_id=row.id, values={"amount": "810"}, now=NOW)
    second = read(BAD, NAMELESS)
    assert waits(actors) == [(second.number, "70")]
    services.undo_load(actors["admin"], number=first.number, reason="错文件", now=NOW)
    assert sorted(waits(actors)) == sorted([(second.number, "约八百"), (second.number, "70")])


def test_a_row_a_newer_load_names_is_decided_there(
    actors: dict[str, Actor], read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody mends a row while a load that brings it again is being published."""
    read(GOOD, BAD)
    (old,) = selectors.quarantine(actors["admin"])
    begin = quarantine.begin_batch

    def begin_late(*given: object, **named: object) -> object:
        batch = begin(*given, **named)  # type: ignore[arg-type]
        read(BAD, GOOD, "S9,2026-10-08,EAST,E2,9,1")
        return batch

    monkeypatch.setattr(quarantine, "begin_batch", begin_late)
    with pytest.raises(Refusal, match="quarantine_decided"):
        services.fix_row(actors["admin"], row_id=old.id, values={"amount": "1"}, now=NOW)
    assert set(amounts()) == {"S1", "S9"}
    assert sorted(states()) == ["again", "waiting"]
    assert {row.state for row in selectors.batches(actors["admin"])} == {"done", "failed"}
