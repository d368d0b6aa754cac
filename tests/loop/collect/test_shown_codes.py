"""Codes with leading zeros that a workbook keeps as numbers and only shows as codes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import xlsxwriter

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.org import services as org
from kpiloop.foundation.org.rows import NewPerson, NewUnit
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.reading.codes import CodeBook
from kpiloop.loop.collect.reading.guessing.units import names_unit
from tests.loop.collect.conftest import ORDER_HEAD, ORDER_RECIPE, add_source
from tests.loop.collect.stored import stored_rows
from tests.loop.plan.company import NOW, START


def found_numbered(*codes: str) -> None:
    units = [NewUnit(code, f"门店{code}", START, parent="EAST") for code in codes]
    org.import_organisation(SYSTEM, units=units, people=[NewPerson("0071", "孙悦", "Sun Yue")])


def write(home: Path, lines: list[tuple[str, int | str, int | str]]) -> None:
    """A sheet in which the cells of unit and person have the number format 0000."""
    with xlsxwriter.Workbook(str(home / "orders.xlsx")) as book:
        sheet, coded = book.add_worksheet(), book.add_format({"num_format": "0000"})
        sheet.write_row(0, 0, ORDER_HEAD.split(","))
        for row, (number, unit, person) in enumerate(lines, start=1):
            sheet.write_row(row, 0, [number, "2026-10-05"])
            sheet.write(row, 2, unit, coded)
            sheet.write(row, 3, person, coded)
            sheet.write_row(row, 4, [10, 1])


def test_a_number_is_the_one_code_it_is_shown_as(actors: dict[str, Actor], orders: str, home: Path) -> None:
    found_numbered("0002", "0013", "013")
    add_source(actors["admin"], kind="xlsx", location="orders.xlsx", recipe=ORDER_RECIPE)
    write(home, [("S1", 2, 71), ("S2", "0013", "0071"), ("S3", 13, 71), ("S4", "2", 71)])
    batch = services.load(actors["admin"], source="erp", now=NOW)
    taken = [(row["number"], row["unit"], row["person"], row["on"]) for row in stored_rows("orders")]
    on = date(2026, 10, 5)
    assert taken == [("S1", "0002", "0071", on), ("S2", "0013", "0071", on)]
    # 13 may be 0013 or 013; and a typed 2 is no number a format stands before
    waiting = selectors.quarantine(actors["admin"], batch=batch.number)
    assert [(row.line, row.reason, row.fields["written"]) for row in waiting] == [
        (4, "unit_unknown", "13"), (5, "unit_unknown", "2"),
    ]  # fmt: skip


def test_small_counts_do_not_look_like_units(actors: dict[str, Actor]) -> None:
    found_numbered("0002")
    book = CodeBook({}, {})
    assert (book.unit(2), book.unit(2.0), names_unit(book, 2), names_unit(book, "0002")) == (
        "0002", "0002", False, True,
    )  # fmt: skip
