"""The grid as a workbook and back (TG-04): what differs is told before anything is saved."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal as D

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.calendar import services as calendar
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.rows import AssignmentChange, NewAssignment, NewTarget
from tests.loop.plan.company import NOW, START, found_company, publish_kpi

MONTHS = [f"2026-{month:02d}" for month in range(1, 13)]
QUERY = "?period=2026-10"
Rows = list[list[object]]


@pytest.fixture
def actors(db: None) -> dict[str, Actor]:
    return found_company()


@pytest.fixture
def east(actors: dict[str, Actor]) -> int:
    """Revenue of east, 600 (10,000 CNY) a month; September is closed."""
    admin = actors["admin"]
    publish_kpi(admin, "revenue", display_scale="wan")
    services.add_scheme(admin, code="S", name_zh="方案", fiscal_year=2026)
    key = services.assign_many(admin, scheme="S", assignments=[NewAssignment("revenue", "EAST", "E2", D(100), START)])[
        0
    ]
    services.publish_scheme(admin, code="S", now=NOW)
    services.set_targets(admin, targets=[NewTarget(key, month, D(6_000_000)) for month in MONTHS])
    calendar.set_state(SYSTEM, code="2026-09", state="closed", revision=1, warehouse_version=1, now=NOW)
    return key


@pytest.fixture
def client(actors: dict[str, Actor], east: int) -> Client:
    client = Client()
    client.force_login(User.objects.get(username="admin"))
    client.post("/choose/language/", {"language": "zh-hans"})
    return client


def workbook(rows: Rows) -> SimpleUploadedFile:
    """A workbook as a spreadsheet program would send it back."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        sheet = book.add_worksheet("targets")
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write(line, place, cell)
    return SimpleUploadedFile("targets.xlsx", held.getvalue())


def sent(client: Client, rows: Rows) -> dict[str, object]:
    answer = client.post(f"/targets/workbook/read/{QUERY}", {"file": workbook(rows)})
    found: dict[str, object] = answer.json()
    return found


@pytest.mark.feature("TG-04")
def test_tg_04_the_workbook_holds_the_figures_of_the_screen(client: Client, east: int) -> None:
    answer = client.get(f"/targets/workbook/{QUERY}")
    assert answer["Content-Disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        words = parts.read("xl/sharedStrings.xml").decode()
    assert sheet.count("<v>600</v>") == 12
    assert "SUM(F2:Q2)</f><v>7200" in sheet
    assert all(word in words for word in ("华东区", "王磊", "2026-12", "万元"))


@pytest.mark.feature("TG-04")
def test_tg_04_sent_back_only_what_differs_is_told_and_nothing_saved(
    client: Client, east: int, actors: dict[str, Actor]
) -> None:
    rows: Rows = [["key", "指标", *MONTHS], [east, "收入", *[600] * 9, 650.5, "0.08亿", 600], [99999, "", 1]]
    told = sent(client, rows)
    assert told["cells"] == {f"t{east}.2026-10": "650.5", f"t{east}.2026-11": "0.08亿"}
    assert (told["same"], told["unknown"]) == (10, ["99999"])
    assert selectors.target_history(actors["boss"], east, "2026-10")[0].target == D(6_000_000)


def test_tg_04_months_of_the_line_before_are_changed_there(client: Client, east: int, actors: dict[str, Actor]) -> None:
    """East answers in new hands from 20 October: January to September stay with Wang Lei."""
    change = AssignmentChange(east, owner="E3")
    (key,) = services.amend_assignments(actors["admin"], scheme="S", changes=[change], on=date(2026, 10, 20))
    calendar.set_state(SYSTEM, code="2026-09", state="reopened", revision=2, warehouse_version=1, now=NOW)
    book = client.get(f"/targets/workbook/{QUERY}")
    with zipfile.ZipFile(io.BytesIO(book.content)) as parts:
        assert parts.read("xl/worksheets/sheet1.xml").decode().count("<v>600</v>") == 12
    head: list[object] = ["key", "指标", *MONTHS]
    told = sent(client, [head, [key, "收入", *[600] * 9, 650, 600, 600]])
    assert (told["cells"], told["same"]) == ({f"t{key}.2026-10": "650"}, 11)
    blank = sent(client, [head, [key, "收入", *[""] * 9, 650, 600, 600]])  # a workbook from before the change
    assert blank["cells"] == {f"t{key}.2026-10": "650"}
    refused = str(sent(client, [head, [key, "收入", *[600] * 7, 610, 620, 650, 600, 600]])["error"])
    assert "2026 年 8 月" in refused and "王磊" in refused and "2 格" in refused and "2026-01-01" in refused


def test_tg_04_a_month_nobody_answers_for_takes_no_target(client: Client, actors: dict[str, Actor]) -> None:
    late = NewAssignment("revenue", "WEST", "E4", D(100), date(2026, 6, 1))
    services.add_scheme(actors["admin"], code="T", name_zh="后半年", fiscal_year=2026)
    (key,) = services.assign_many(actors["admin"], scheme="T", assignments=[late])
    services.publish_scheme(actors["admin"], code="T", now=NOW)
    told = sent(client, [["key", "2026-05", "2026-06"], [key, 5, 6]])
    assert "2026 年 5 月" in str(told["error"]) and "没有人负责" in str(told["error"])
    assert sent(client, [["key", "2026-05", "2026-06"], [key, "", 6]])["cells"] == {f"t{key}.2026-06": "6"}


def test_tg_04_a_file_that_is_no_workbook_says_what_to_do(client: Client) -> None:
    assert "编号" in str(sent(client, [["指标", "一月"], ["收入", 1]])["error"])
    strange = SimpleUploadedFile("targets.pdf", b"%PDF")
    answer = client.post(f"/targets/workbook/read/{QUERY}", {"file": strange})
    assert answer.status_code == 422
