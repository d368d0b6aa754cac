"""The day of a moment is that of the legal entity its row belongs to: time zone and the hour a day begins at (R41).

By hand: 31 October 2026, 23:30 UTC is 1 November, 07:30 in Shanghai (+8) and 1 November, 00:30 in Berlin (+1: summer
time ended on the 25th). In Berlin the day begins at 06:00, so it still is 31 October there.
"""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.org import services as org
from kpiloop.foundation.warehouse import selectors as warehouse
from kpiloop.foundation.warehouse import services as facts
from kpiloop.loop.collect import services
from kpiloop.loop.collect.reading.tables import understanding
from tests.loop.collect.servers import NOW

pytestmark = pytest.mark.feature("S41")

OCTOBER, NOVEMBER = date(2026, 10, 31), date(2026, 11, 1)
#: Number, moment as it is written, unit and person -> the day by hand.
ROWS = (
    ("N1", "2026-10-31T23:30:00Z", "EAST", None, NOVEMBER),
    ("N2", "2026-10-31T23:30:00Z", "WEST", None, OCTOBER),
    ("N3", "2026-11-01 07:30:00 +08:00", "WEST", None, OCTOBER),
    ("N4", "2026-11-01 05:59:59", "WEST", None, OCTOBER),  # the wall of Berlin
    ("N5", "2026-11-01 06:00", "WEST", None, NOVEMBER),
    ("N6", "2026-11-01", "WEST", None, NOVEMBER),  # a day is a day
    ("N7", "2026-11-01 00:00:00", "WEST", None, NOVEMBER),  # and so is midnight without an offset
    ("N8", "2026-11-01 05:59", "EAST", None, NOVEMBER),
    ("N9", "2026-10-31T15:59:00-0000", "EAST", None, OCTOBER),  # 23:59 in Shanghai
    ("N10", "2026-10-31T16:00:00-0000", "EAST", None, NOVEMBER),
)


def _entities() -> None:
    org.set_entity(SYSTEM, unit="HQ", currency="CNY", time_zone="Asia/Shanghai")
    org.set_entity(SYSTEM, unit="WEST", currency="EUR", time_zone="Europe/Berlin", day_begins=6)


def _days(dataset: str = "orders") -> dict[str, object]:
    page = warehouse.source_rows(SYSTEM, dataset=dataset, page=1, size=50)
    return {str(row["number"]): row["on"] for row in page.rows}


@pytest.mark.parametrize("lane", ["columns", "rows"])
def test_a_file(actors: dict[str, Actor], source: str, home: Path, lane: str) -> None:
    _entities()
    if lane == "rows":  # a word that is answered row by row
        recipe = {"number": "单号", "on": "日期", "unit": {"from": "部门", "fill_down": False}, "amount": "金额"}
        services.confirm_mapping(actors["admin"], source=source, recipe={"columns": recipe})
    lines = [f"{number},{moment},{unit},,1,1" for number, moment, unit, _person, _day in ROWS]
    (home / "orders.csv").write_text("\n".join(["单号,日期,部门,工号,金额,件数", *lines]), encoding="utf-8")
    services.load(actors["admin"], source=source, location=home / "orders.csv", now=NOW)
    assert _days() == {number: day for number, *_rest, day in ROWS}


@pytest.mark.parametrize("lane", ["columns", "rows"])
def test_a_table(actors: dict[str, Actor], orders: str, home: Path, lane: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _entities()
    if lane == "rows":
        monkeypatch.setattr(understanding, "_is_simple", lambda recipe: False)
    with sqlite3.connect(home / "shop.db") as shop:
        shop.execute("CREATE TABLE t (number TEXT, at TIMESTAMP, unit TEXT)")
        shop.executemany("INSERT INTO t VALUES (?, ?, ?)", [(row[0], row[1], row[2]) for row in ROWS])
    services.add_source(
        actors["admin"], code="shop", kind="sqlite", name_zh="店", location="shop.db", dataset="orders",
        settings={"table": "t"},
    )  # fmt: skip
    recipe = {"columns": {"number": "number", "on": "at", "unit": "unit"}}
    services.confirm_mapping(actors["admin"], source="shop", recipe=recipe)
    services.load(actors["admin"], source="shop", now=NOW)
    assert _days() == {number: day for number, *_rest, day in ROWS}


def test_a_person_brings_the_clock_of_their_unit(actors: dict[str, Actor], home: Path) -> None:
    _entities()
    facts.register_dataset(
        actors["admin"], code="calls", name_zh="电话", columns={"number": "text", "on": "date", "person": "text"},
        key_columns=["number"], date_columns=["on"], person_column="person",
    )  # fmt: skip
    services.add_source(actors["admin"], code="clerks", kind="csv", name_zh="人", location="p.csv", dataset="calls")
    recipe = {"columns": {"number": "单号", "on": "日期", "person": "工号"}}
    services.confirm_mapping(actors["admin"], source="clerks", recipe=recipe)
    text = "单号,日期,工号\nA,2026-10-31T23:30Z,E2\nB,2026-10-31T23:30Z,E4\n"  # E2 works in the east, E4 in the west
    (home / "p.csv").write_text(text, encoding="utf-8")
    services.load(actors["admin"], source="clerks", now=NOW)
    assert _days("calls") == {"A": NOVEMBER, "B": OCTOBER}


def test_without_word_of_any_entity_days_stay_as_they_are_written(
    actors: dict[str, Actor], source: str, home: Path
) -> None:
    org.set_entity(SYSTEM, unit="HQ", currency="CNY")
    (home / "orders.csv").write_text(
        "单号,日期,部门,工号,金额,件数\nN1,2026-10-31T23:30:00Z,WEST,,1,1", encoding="utf-8"
    )
    services.load(actors["admin"], source=source, location=home / "orders.csv", now=NOW)
    assert _days() == {"N1": OCTOBER}


def test_no_such_hour(actors: dict[str, Actor]) -> None:
    with pytest.raises(Refusal, match="entity_wrong") as refused:
        org.set_entity(SYSTEM, unit="HQ", currency="CNY", day_begins=24)
    assert refused.value.fields["why"] == "day_begins"
