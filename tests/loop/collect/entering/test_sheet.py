"""A workbook of figures: what is asked goes out, good rows are handed on, others come back with their reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone, translation

from kpiloop.foundation.access import services as access
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.interfaces.reports.entry_sheet import asked_workbook, read_cell, refused_workbook
from kpiloop.loop.collect import engine_io, selectors, services
from kpiloop.loop.collect.services.entering.entry_sheets import SheetHandedOn
from tests.loop.collect.entering.conftest import OCTOBER

TODAY = date(2026, 10, 3)
pytestmark = pytest.mark.feature("P06")
#: Places of the columns in the sheet, counted from 1.
FIGURE, ABSENT, NOTE, REASON = 10, 11, 12, 13


def asked(actor: Actor, home: Path) -> Path:
    place = home / "figures.xlsx"
    place.write_bytes(asked_workbook(selectors.my_figures(actor, today=TODAY)))
    return place


def fill(place: Path, given: dict[tuple[str, str], tuple[object, str, str]]) -> None:
    """Write figure, mark of absence and note beside (KPI, month)."""
    book = openpyxl.load_workbook(place)
    for row in book.active.iter_rows(min_row=2):  # type: ignore[union-attr]
        found = given.get((str(row[0].value), str(row[2].value)))
        if found:
            row[FIGURE - 1].value, row[ABSENT - 1].value, row[NOTE - 1].value = found  # type: ignore[assignment]
    book.save(place)


def send(actor: Actor, place: Path) -> SheetHandedOn:
    return services.submit_sheet(actor, location=place, read=read_cell, now=OCTOBER)


def in_force() -> dict[str, Decimal | None]:
    months = {row.id: row.code for row in calendar.periods(SYSTEM)}
    found = engine_io.submissions_for(list(months))
    return {months[period]: row.value for (_kpi, _subject, period), row in found.items()}


def test_what_is_asked_stands_in_the_workbook(actors: dict[str, Actor], home: Path) -> None:
    sheet = openpyxl.load_workbook(asked(actors["zhao"], home)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]  # type: ignore[union-attr]
    assert rows[0][:3] == ["指标编码", "对象编码", "期间"] and rows[0][FIGURE - 1 :] == ["填报值", "无数据", "说明"]
    # Three ended months of the one KPI zhao provides, each with its target of 100.
    assert [(row[0], row[1], row[2], row[7]) for row in rows[1:]] == [
        ("orders", "EAST", f"2026-{month:02}", "100") for month in (7, 8, 9)
    ]


def test_good_rows_are_handed_on_and_bad_ones_come_back(actors: dict[str, Actor], home: Path) -> None:
    place = asked(actors["zhao"], home)
    filled = {("orders", "2026-07"): ("1,200", "", ""), ("orders", "2026-08"): ("soon", "", ""),
              ("orders", "2026-09"): ("", "x", "")}  # fmt: skip
    fill(place, filled)  # type: ignore[arg-type]
    done = send(actors["zhao"], place)
    assert (done.in_force, done.on_their_way, done.blank) == (1, 0, 0)
    assert [(row.line, row.period, why.code) for row, why in done.refused] == [
        (3, "2026-08", "entry_figure_unreadable"),
        (4, "2026-09", "collect_note_missing"),
    ]
    assert in_force() == {"2026-07": Decimal(1200)}
    back = home / "back.xlsx"
    back.write_bytes(refused_workbook(done.refused, selectors.my_figures(actors["zhao"], today=TODAY)))
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(back).active.iter_rows(min_row=2)]  # type: ignore[union-attr]
    assert [(row[2], row[FIGURE - 1] or "", row[ABSENT - 1] or "") for row in rows] == [
        ("2026-08", "soon", ""),
        ("2026-09", "", "x"),
    ]
    assert "soon" in str(rows[0][REASON - 1])
    # Mended in the list that came back, they go through; nobody touches July again.
    fill(back, {("orders", "2026-08"): ("1210", "", ""), ("orders", "2026-09"): ("", "x", "shop closed")})
    again = send(actors["zhao"], back)
    assert (again.in_force, again.refused) == (2, ())
    assert in_force() == {"2026-07": Decimal(1200), "2026-08": Decimal(1210), "2026-09": None}


@pytest.mark.parametrize("language", ["zh-hans", "en", "plain"])
def test_a_workbook_is_read_in_any_language(actors: dict[str, Actor], home: Path, language: str) -> None:
    with translation.override("en" if language == "en" else "zh-hans"):
        place = asked(actors["zhao"], home)
    fill(place, {("orders", "2026-07"): ("1,200", "", "")})  # type: ignore[arg-type]
    if language == "plain":
        book = openpyxl.load_workbook(place)
        plain = {1: "kpi", 2: "subject", 3: "period", FIGURE: "figure", ABSENT: "none", NOTE: "note"}
        for column, word in plain.items():
            book.active.cell(1, column).value = word  # type: ignore[union-attr]
        book.save(place)
    done = send(actors["zhao"], place)
    assert (done.in_force, done.refused) == (1, ())
    assert in_force() == {"2026-07": Decimal(1200)}


def test_rows_of_others_and_another_workbook_are_refused(actors: dict[str, Actor], home: Path) -> None:
    place = asked(actors["zhao"], home)
    book = openpyxl.load_workbook(place)
    book.active.cell(2, 1).value = "visits"  # type: ignore[union-attr]  # provided by its owner wang
    book.active.cell(2, FIGURE).value = "5"  # type: ignore[union-attr]
    book.save(place)
    assert [why.code for _, why in send(actors["zhao"], place).refused] == ["collect_not_your_turn"]
    other = openpyxl.Workbook()
    other.save(home / "other.xlsx")
    with pytest.raises(Exception, match="entry_sheet_unfit"):
        send(actors["zhao"], home / "other.xlsx")


def test_the_pages(actors: dict[str, Actor], home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_given: TODAY)
    client = Client()
    client.force_login(User.objects.get(username="zhao"))
    page = client.get("/figures/grid/?period=2026-09").content.decode()
    # September is asked for and open, October is not over.
    assert 'name="value~orders~EAST~2026-09"' in page and 'name="value~orders~EAST~2026-10"' not in page
    figures = {"row": "orders~EAST~2026-03", "value~orders~EAST~2026-03": "77", "page": "grid", "act": "submit"}
    answer = client.post("/figures/save/?period=2026-09", figures)
    assert (answer.status_code, answer["Location"].startswith("/figures/grid/")) == (302, True)
    assert in_force() == {"2026-03": Decimal(77)}
    place = home / "filled.xlsx"
    place.write_bytes(client.get("/figures/workbook/").content)
    fill(place, {("orders", "2026-09"): ("often", "", "")})
    with place.open("rb") as file:
        told = client.post("/figures/workbook/back/", {"file": file}).content.decode()
    assert "often" in told and "/figures/workbook/" in told


def test_the_same_by_program(actors: dict[str, Actor], home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    token = access.create_token(actors["zhao"], name="t")
    monkeypatch.setattr(timezone, "localdate", lambda *_given: TODAY)
    client, headers = Client(), {"authorization": f"Bearer {token}"}
    year = client.get("/api/v1/entries/year?fiscal_year=2026", headers=headers).json()
    assert (year["months"][0], len(year["months"])) == ("2026-01", 12)
    assert [(row["kpi"], row["subject"], len(row["cells"])) for row in year["rows"]] == [("orders", "EAST", 12)]
    assert Decimal(year["rows"][0]["cells"][8]["target"]) == 100
    place = home / "filled.xlsx"
    place.write_bytes(client.get("/api/v1/entries/workbook", headers=headers).content)
    fill(place, {("orders", "2026-08"): ("81", "", ""), ("orders", "2026-09"): ("often", "", "")})
    with place.open("rb") as file:
        told = client.post("/api/v1/entries/workbook", {"file": file}, headers=headers).json()
    assert (told["in_force"], told["blank"]) == (1, 1)
    assert [(row["period"], row["reason"]) for row in told["refused"]] == [("2026-09", "entry_figure_unreadable")]
    assert in_force() == {"2026-08": Decimal(81)}
