"""What came in, decided by program: looked at, handed back, corrected, taken back (IN-02, IN-10, IN-12, IN-19)."""

from __future__ import annotations

import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from kpiloop.foundation.access import services as access
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.jobs.services import work_off
from kpiloop.loop.collect.models import LoadBatch, QuarantineRow, Source
from tests.interfaces.api.shop.conftest import Post, push
from tests.loop.collect.stored import stored_rows


def token(actor: Actor) -> dict[str, str]:
    return {"authorization": f"Bearer {access.create_token(actor, name='files')}"}


def get(actor: Actor, path: str) -> HttpResponse:
    return Client().get(f"/api/v1{path}", headers=token(actor))


def send_file(actor: Actor, path: str, name: str, content: bytes, **fields: object) -> Any:
    file = SimpleUploadedFile(name, content)
    answer = Client().post(f"/api/v1{path}", {"file": file, **fields}, headers=token(actor))
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def amounts() -> dict[str, Decimal]:
    return {row["number"]: row["amount"] for row in stored_rows("orders")}


@pytest.mark.feature("IN-02", "IN-09")
def test_in_02_a_look_stores_nothing_and_asks(actors: dict[str, Actor]) -> None:
    text = "number,on,unit,amount,pieces\nS1,03/04/2026,EAST,5,1\n"
    before = (Source.objects.count(), LoadBatch.objects.count())
    seen = send_file(actors["admin"], "/collect/preview", "a.csv", text.encode(), dataset="orders")
    assert [(q["key"], q["choices"]) for q in seen["questions"] if q["is_open"]] == [("day_order:on", ["dmy", "mdy"])]
    assert seen["rows"] == []
    told = send_file(
        actors["admin"], "/collect/preview", "a.csv", text.encode(), dataset="orders", answer=["day_order:on=dmy"]
    )
    cells = {cell["column"]: (cell["written"], cell["understood"]) for cell in told["rows"][0]["cells"]}
    assert (cells["on"], told["counts"]["kept"]) == (("03/04/2026", "2026-04-03"), 1)
    assert (Source.objects.count(), LoadBatch.objects.count()) == before


@pytest.mark.feature("IN-10", "IN-19")
def test_in_19_waiting_rows_go_out_and_come_back_mended_and_the_load_is_taken_back(
    post: Post,
    actors: dict[str, Actor],
) -> None:
    push(post)
    work_off()
    load = LoadBatch.objects.get().number
    book = openpyxl.load_workbook(io.BytesIO(get(actors["admin"], f"/collect/quarantine/workbook?load={load}").content))
    sheet = book.active
    assert sheet is not None
    heads = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        number = row[heads.index("number")].value
        if number == "S3":
            row[heads.index("unit")].value = "WEST"
    held = io.BytesIO()
    book.save(held)
    path = "/collect/quarantine/workbook"
    done = send_file(actors["admin"], path, "w.xlsx", held.getvalue(), load=load, reason="unit found")
    assert done == {"taken": 1, "still_wrong": 0, "waiting": 1}
    work_off()
    assert amounts() == {"S1": Decimal("0.1"), "S2": Decimal("1200.5"), "S3": Decimal(7)}
    refused = post("/collect/quarantine/accept", {"rows": [QuarantineRow.objects.get(line=4).pk], "reason": "so be it"})
    assert (refused.status_code, json.loads(refused.content)["code"]) == (400, "row_not_acceptable")
    undone = post(f"/collect/loads/{load}/undo", {"reason": "wrong shop"})
    assert (undone.status_code, json.loads(undone.content)["state"]) == (200, "undone")
    assert amounts() == {}


@pytest.mark.feature("IN-12")
def test_in_12_a_correction_needs_another_person_and_keeps_both_figures(
    post: Post,
    actors: dict[str, Actor],
) -> None:
    push(post)
    work_off()
    asked = {"dataset": "orders", "key": ["S1"], "field": "amount", "value": "0.3", "reason": "misread"}
    key = json.loads(post("/collect/corrections", asked).content)["id"]
    own = post(f"/collect/corrections/{key}/decide", {"act": "approve"})
    assert (own.status_code, json.loads(own.content)["code"]) == (400, "correction_own")
    assert amounts()["S1"] == Decimal("0.1")
    waived = {**asked, "key": ["S2"], "value": "1200", "waiver": "nobody else is here"}
    post("/collect/corrections", waived)
    work_off()
    assert amounts()["S2"] == Decimal(1200)
    (second, first) = json.loads(get(actors["admin"], "/collect/corrections?dataset=orders").content)
    assert (first["state"], first["old"], first["new"]) == ("proposed", "0.1", "0.3")
    assert (second["state"], second["old"], second["new"]) == ("in_force", "1200.5", "1200")
    assert post(f"/collect/corrections/{key}/decide", {"act": "withdraw", "reason": "was right"}).status_code == 204


@pytest.mark.feature("IN-01", "IN-02")
def test_in_01_a_file_nobody_described_is_answered_confirmed_and_loaded(actors: dict[str, Actor]) -> None:
    text = "单号;日期;部门;金额\nA1;03/04/2026;EAST;1,5万\nA2;04/04/2026;WEST;(300)\n".encode("gb18030")
    seen = send_file(actors["admin"], "/collect/preview", "销售.csv", text)
    (asked,) = [q["key"] for q in seen["questions"] if q["is_open"]]
    file = {"file": SimpleUploadedFile("销售.csv", text), "source": "sales", "name_zh": "销售"}
    refused = Client().post("/api/v1/collect/import", file, headers=token(actors["admin"]))
    assert (refused.status_code, json.loads(refused.content)["code"]) == (400, "questions_open")
    assert not Source.objects.filter(code="sales").exists()
    file = {**file, "file": SimpleUploadedFile("销售.csv", text), "answer": [f"{asked}=dmy"]}
    taken = Client().post("/api/v1/collect/import", file, headers=token(actors["admin"]))
    assert taken.status_code == 202, taken.content
    work_off()
    rows = stored_rows("sales")
    figures = [next(value for value in row.values() if isinstance(value, Decimal)) for row in rows]
    assert sorted(figures) == [Decimal("-300"), Decimal("15000")]
    days = [next(value for value in row.values() if isinstance(value, date)) for row in rows]
    assert sorted(days) == [date(2026, 4, 3), date(2026, 4, 4)]
    more = {"file": SimpleUploadedFile("销售5.csv", text), "source": "other"}
    assert Client().post("/api/v1/collect/import", more, headers=token(actors["boss"])).status_code == 404
