"""The pages that bring files in: preview stores nothing, questions are asked, rows go out and come back as XLSX."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.jobs.services import work_off
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.models import LoadBatch, Mapping, QuarantineRow, Source
from tests.loop.collect.stored import stored_rows
from tests.loop.plan.company import NOW, found_company

AMBIGUOUS = "Ticket no|Posting date|Team|Qty\nT1|03/04/2026|East|2\nT2|05/06/2026|West|1\nT3|07/08/2026|Nowhere|10\n"


@pytest.fixture
def actors(db: None, home: Path) -> dict[str, Actor]:
    return found_company()


@pytest.fixture
def admin(client: Client, actors: dict[str, Actor]) -> Client:
    client.force_login(User.objects.get(username="admin"))
    return client


def upload(client: Client, name: str, content: bytes) -> str:
    answer = client.post("/data/import/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302
    return str(answer.headers["Location"]).partition("?")[0]


def counts() -> list[int]:
    """Rows of every table of collecting and of the fact store."""
    tables = [name for name in connection.introspection.table_names() if name.startswith(("collect_", "warehouse_"))]
    with connection.cursor() as cursor:
        return [cursor.execute(f"select count(*) from {name}").fetchone()[0] for name in tables]


@pytest.mark.feature("IN-02", "IN-09")
def test_in_02_in_09_a_look_stores_nothing_and_asks(admin: Client, actors: dict[str, Actor]) -> None:
    before = counts()
    look = upload(admin, "tickets.txt", AMBIGUOUS.encode())
    page = admin.get(look).content.decode()
    assert 'name="a.day_order:posting_date"' in page
    assert 'name="confirm"' not in page
    answered = {"code": "tickets", "name_zh": "工单", "dataset": "", "a.day_order:posting_date": "dmy"}
    page = admin.post(look, {**answered, "look": "1"}).content.decode()
    assert 'name="confirm"' in page
    assert "2026-04-03" in page
    assert "03/04/2026" in page  # what is written stands beside what was understood
    assert counts() == before
    assert admin.post(look, {**answered, "confirm": "1"}).status_code == 302
    work_off()
    assert {row["ticket_no"]: str(row["posting_date"]) for row in stored_rows("tickets")} == {
        "T1": "2026-04-03",
        "T2": "2026-06-05",
    }


@pytest.mark.feature("IN-15")
def test_in_15_the_second_month_needs_no_question(admin: Client, actors: dict[str, Actor], home: Path) -> None:
    look = upload(admin, "tickets.txt", AMBIGUOUS.encode())
    answered = {"code": "tickets", "name_zh": "工单", "a.day_order:posting_date": "dmy", "confirm": "1"}
    admin.post(look, answered)
    work_off()
    second = "Ticket no|Posting date|Team|Qty\nT4|09/10/2026|East|7\n"
    answer = admin.post("/data/sources/tickets/upload/", {"file": SimpleUploadedFile("november.txt", second.encode())})
    place = str(answer.headers["Location"]).partition("?")[0]
    assert admin.get(place).status_code == 200
    assert admin.post(place).status_code == 302
    work_off()
    newest = LoadBatch.objects.order_by("-number").first()
    assert newest is not None
    assert (newest.rows_read, newest.rows_kept, newest.rows_quarantined) == (1, 1, 0)
    assert Mapping.objects.count() == 1


@pytest.mark.feature("IN-19")
def test_in_19_bad_rows_come_back_mended_and_the_load_can_be_undone(admin: Client, actors: dict[str, Actor]) -> None:
    look = upload(admin, "tickets.txt", AMBIGUOUS.encode())
    admin.post(look, {"code": "tickets", "name_zh": "工单", "a.day_order:posting_date": "dmy", "confirm": "1"})
    work_off()
    (batch,) = selectors.batches(actors["admin"])
    book = openpyxl.load_workbook(io.BytesIO(admin.get(f"/data/loads/{batch.number}/rows.xlsx").content))
    sheet = book.active
    heads = [cell.value for cell in sheet[1]]
    assert heads[0] == "#编号"
    assert heads[-1] == "#待处理原因"
    assert "Nowhere" in str(sheet.cell(2, len(heads)).value)
    sheet.cell(2, heads.index("team") + 1).value = "WEST"
    held = io.BytesIO()
    book.save(held)
    back = {"file": SimpleUploadedFile("mended.xlsx", held.getvalue())}
    admin.post(f"/data/loads/{batch.number}/rows/back/", back)
    assert QuarantineRow.objects.get().state == "fixed"
    assert len(stored_rows("tickets")) == 3
    admin.post(f"/data/loads/{batch.number}/undo/", {"reason": "错文件"})
    assert stored_rows("tickets") == []
    assert "undone" in {row.state for row in selectors.batches(actors["admin"])}


def test_a_row_that_cannot_be_read_is_not_offered_for_acceptance(admin: Client, actors: dict[str, Actor]) -> None:
    look = upload(admin, "tickets.txt", AMBIGUOUS.encode())
    admin.post(look, {"code": "tickets", "name_zh": "工单", "a.day_order:posting_date": "dmy", "confirm": "1"})
    work_off()
    (batch,) = selectors.batches(actors["admin"])
    load = f"/data/loads/{batch.number}/"
    page = admin.get(load).content.decode()
    assert 'value="accept"' not in page and 'value="reject"' in page
    # it is complete until the day before the first one it says nothing about
    assert batch.covers_to is not None and str(batch.covers_to - timedelta(days=1)) in page
    assert str(batch.covers_to) not in page
    asked = {"row": str(QuarantineRow.objects.get().pk), "reason": "ok", "act": "accept"}
    assert "第 4 行无法识别，不能按原样接受" in admin.post(f"{load}rows/decide/", asked, follow=True).content.decode()


def test_refused_files_say_what_to_change(admin: Client) -> None:
    look = upload(admin, "letter.csv", "敬启者\n\n请查收\n".encode())
    page = admin.get(look).content.decode()
    assert "letter.csv" in page
    assert "一行表头" in page or "one line of headings" in page
    assert Source.objects.count() == 0


def test_in_12_a_correction_by_page(admin: Client, actors: dict[str, Actor], home: Path) -> None:
    look = upload(admin, "tickets.txt", AMBIGUOUS.encode())
    admin.post(look, {"code": "tickets", "name_zh": "工单", "a.day_order:posting_date": "dmy", "confirm": "1"})
    work_off()
    given = {"dataset": "tickets", "key": "T1", "field": "qty", "value": "5", "reason": "数错了"}
    assert admin.post("/data/corrections/new/", given).status_code == 302
    (row,) = selectors.corrections(actors["admin"])
    page = admin.get("/data/corrections/").content.decode()
    assert "数错了" in page
    assert 'value="approve"' not in page  # not by who corrected
    services.decide_correction(
        Actor(user_id=None, username="other", permissions=frozenset({"loads.run"})),
        correction=row.id, approve=True, now=NOW,
    )  # fmt: skip
    assert {row["ticket_no"]: row["qty"] for row in stored_rows("tickets")}["T1"] == 5
