"""Rows another system pushes: answered at once, visible all together, once per key, in the cockpit without a hand."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from kpiloop.foundation.access import services as access
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.jobs.models import Beat, BusinessRun
from kpiloop.foundation.jobs.services import note_beat, work_off
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.models import LoadBatch, QuarantineRow
from tests.interfaces.api.sending import get
from tests.interfaces.api.shop.conftest import ROWS, Post, push
from tests.loop.collect.conftest import ORDER_COLUMNS
from tests.loop.collect.stored import stored_rows


@pytest.mark.feature("IN-10")
def test_in_10_good_rows_are_kept_and_bad_ones_come_back_with_their_reason(post: Post) -> None:
    answer = push(post)
    told = json.loads(answer.content)
    assert (answer.status_code, told["state"], told["load"]) == (202, "queued", None)
    assert [told[name] for name in ("read", "kept", "skipped", "repeated", "waiting")] == [4, 2, 0, 0, 2]
    assert [(row["line"], row["reason"]) for row in told["refused"]] == [(3, "unit_unknown"), (4, "number_unreadable")]
    assert "about ten" in told["refused"][1]["why"]
    assert stored_rows("orders") == []
    work_off()
    assert [(row["number"], row["amount"]) for row in stored_rows("orders")] == [
        ("S1", Decimal("0.1")),
        ("S2", Decimal("1200.5")),
    ]
    waiting = QuarantineRow.objects.order_by("line").values_list("line", "reason")
    assert list(waiting) == [(3, "unit_unknown"), (4, "number_unreadable")]


@pytest.mark.feature("IN-16")
def test_in_16_the_same_key_is_one_batch_and_another_key_doubles_no_row(post: Post) -> None:
    first = json.loads(push(post).content)
    assert json.loads(push(post).content) == first
    work_off()
    again = json.loads(push(post).content)
    assert (again["run"], again["state"]) == (first["run"], "done")
    assert again["load"] == LoadBatch.objects.get().number
    push(post, ROWS[:2], key="day-2")
    work_off()
    assert len(stored_rows("orders")) == 2
    newest = LoadBatch.objects.order_by("-number").first()
    assert newest is not None and (newest.rows_read, newest.rows_kept, newest.rows_repeated) == (2, 0, 2)


def test_in_16_a_bad_row_pushed_again_waits_once(post: Post) -> None:
    for key in ("day-1", "day-2"):
        push(post, ROWS, key=key)
        work_off()
    states = QuarantineRow.objects.order_by("pk").values_list("line", "state")
    assert list(states) == [(3, "again"), (4, "again"), (3, "waiting"), (4, "waiting")]


def test_a_key_with_other_rows_is_a_conflict_and_changes_nothing(post: Post) -> None:
    push(post, ROWS[:1])
    refused = push(post, ROWS[1:2])
    assert (refused.status_code, json.loads(refused.content)["code"]) == (409, "push_key_reused")
    work_off()
    assert [row["number"] for row in stored_rows("orders")] == ["S1"]


def test_all_or_none_takes_nothing_when_one_row_is_bad(post: Post) -> None:
    refused = push(post, all_or_none=True)
    assert (refused.status_code, json.loads(refused.content)["code"]) == (400, "push_not_all_good")
    assert work_off() == 0
    assert push(post, ROWS[:2], all_or_none=True).status_code == 202


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"rows": []}, 400, "push_empty"),
        ({"rows": [{"number": "S1", "amout": 1}]}, 400, "push_columns_unknown"),
        ({"rows": [{"number": "S1"}] * 10_001}, 400, "push_too_large"),
        ({"rows": 7}, 400, "form_invalid"),
        ('{"rows": [{"number"', 400, "refused"),
        ("[" + " " * 3_000_000 + "]", 413, "body_too_large"),
    ],
)
def test_a_bad_body_is_refused_in_words(post: Post, body: object, status: int, code: str) -> None:
    refused = post("/collect/sources/shop/rows", body)
    assert (refused.status_code, json.loads(refused.content)["code"]) == (status, code)
    assert not BusinessRun.objects.exists()


def test_a_push_needs_its_key_and_the_right(post: Post) -> None:
    assert json.loads(push(post, key="").content)["code"] == "form_invalid"
    assert push(post, by="boss").status_code == 404
    assert post("/collect/sources/nowhere/rows", {"rows": ROWS}).status_code == 400


def test_a_session_pushes_only_with_its_csrf_token(actors: dict[str, Actor]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(_user("admin"))
    refused = client.post("/api/v1/collect/sources/shop/rows", "{}", content_type="application/json")
    assert refused.status_code in (401, 403)


def _user(name: str) -> AbstractBaseUser:
    return get_user_model().objects.get(username=name)


def test_a_waiting_row_is_fixed_and_rejected_by_program(post: Post) -> None:
    push(post)
    work_off()
    unit, figure = QuarantineRow.objects.order_by("line").values_list("pk", flat=True)
    fixed = post(f"/collect/quarantine/{unit}/fix", {"values": {"unit": "WEST"}, "reason": "typing error"})
    assert json.loads(fixed.content)["kept"] == 1
    assert post(f"/collect/quarantine/{figure}/reject", {"reason": "test order"}).status_code == 204
    assert post(f"/collect/quarantine/{figure}/reject", {"reason": "again"}).status_code == 409
    assert [row["number"] for row in stored_rows("orders")] == ["S1", "S2", "S3"]


def test_in_15_next_month_is_one_drop_of_a_file(actors: dict[str, Actor]) -> None:
    services.add_source(actors["admin"], code="monthly", kind="csv", name_zh="月报", location="m.csv", dataset="orders")
    services.confirm_mapping(actors["admin"], source="monthly", recipe={"columns": {c: c for c in ORDER_COLUMNS}})
    token = access.create_token(actors["admin"], name="drop")
    headers = {"authorization": f"Bearer {token}"}
    text = "number,on,unit,person,amount,pieces\nN1,2026-11-03,EAST,E2,10,1\nN2,2026-11-03,XX,E2,10,1\n"

    def drop(name: str) -> HttpResponse:
        file = SimpleUploadedFile(name, text.encode())
        return Client().post("/api/v1/collect/sources/monthly/files", {"file": file}, headers=headers)

    run = json.loads(drop("nov.csv").content)
    assert json.loads(drop("nov.csv").content)["id"] == run["id"]
    work_off()
    done = Client().get(f"/api/v1/collect/runs/{run['id']}", headers=headers).json()
    load = Client().get(f"/api/v1/collect/loads/{done['load']}", headers=headers).json()
    assert [load[name] for name in ("read", "kept", "skipped", "waiting")] == [2, 1, 0, 1]
    assert json.loads(drop("nov.exe").content)["code"] == "upload_refused"


def test_pages_say_delayed_while_a_row_waits_and_when_nobody_works(post: Post, actors: dict[str, Actor]) -> None:
    now = timezone.now()
    client = Client()
    client.force_login(_user("admin"))
    assert "数据延迟" in client.get("/data/").content.decode()
    note_beat("jobs", now=now)
    assert "数据延迟" not in client.get("/data/").content.decode()
    push(post, ROWS[:1])
    assert selectors.delay(actors["zhao"], now=now + timedelta(seconds=59)) is None
    late = selectors.delay(actors["zhao"], now=now + timedelta(seconds=80))
    assert late is not None and late.reason == "work_waits"
    work_off()
    Beat.objects.filter(name="jobs").update(beat_at=now + timedelta(seconds=80))
    assert selectors.delay(actors["zhao"], now=now + timedelta(seconds=80)) is None
    silent = selectors.delay(actors["zhao"], now=now + timedelta(seconds=200))
    assert silent is not None and silent.reason == "no_job_process"


@pytest.mark.feature("IN-13")
def test_in_13_another_name_of_a_unit_is_said_once_and_rows_find_home(actors: dict[str, Actor], post: Post) -> None:
    moved = [{**ROWS[0], "number": "S9", "unit": "大东区"}]
    assert [row["reason"] for row in json.loads(push(post, moved).content)["refused"]] == ["unit_unknown"]
    assert post("/organisation/units/EAST/aliases", {"alias": "大东区"}).status_code == 200
    taken = post("/organisation/units/WEST/aliases", {"alias": "大东区"})
    assert (taken.status_code, json.loads(taken.content)["code"]) == (400, "unit_alias_taken")
    listed = get(actors["admin"], "/organisation/aliases")[1]
    assert listed == [{"alias": "东区", "unit": "EAST"}, {"alias": "大东区", "unit": "EAST"}]
    push(post, moved, key="day-2")
    work_off()
    assert [(row["number"], row["unit"]) for row in stored_rows("orders")] == [("S9", "EAST")]
