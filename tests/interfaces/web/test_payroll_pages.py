"""Payroll through the pages: the file, the status file that comes back, and the difference; figures by hand."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import StreamingHttpResponse
from django.test import Client

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.loop.reward import selectors, services
from kpiloop.loop.reward.pay_rows import NewBase
from tests.interfaces.web.test_bonus_pages import signed_in
from tests.loop.reward import company as scored
from tests.loop.reward.test_bonus import AMOUNTS, prepare
from tests.loop.trading import actors, built_company  # noqa: F401 - fixtures

pytestmark = pytest.mark.feature("S20")
Actors = dict[str, Actor]


@pytest.fixture
def cycle(actors: Actors) -> int:  # noqa: F811
    scored.add_mover()
    return scored.scored_cycle(actors)


def release(actors: Actors, cycle: int) -> int:  # noqa: F811
    run = prepare(actors, cycle)
    services.publish_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW)
    services.apply_bonus(actors["boss"], run_id=run, now=scored.NOW)
    return run


def raised(actors: Actors, cycle: int) -> int:  # noqa: F811
    """E3's base goes from 10,000 to 12,000: 12,000 x 0.8 x 0.8 = 7,680."""
    services.set_bonus_bases(
        actors["admin"], bases=[NewBase("E3", Decimal(12000), date(2026, 7, 1), "D-300")]
    )  # fmt: skip
    plan = services.prepare_bonus(
        actors["admin"], cycle_id=cycle, pool=Decimal(120000), pool_document="D-200", correction_reason="base of E3"
    )
    services.apply_bonus(actors["boss"], run_id=plan.run_id or 0, now=scored.NOW)
    return plan.run_id or 0


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    if isinstance(answer, StreamingHttpResponse):
        return b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    return answer.content.decode()


def sent(client: Client, file: int, content: str) -> tuple[int, str]:
    upload = SimpleUploadedFile("回执.csv", content.encode("gb18030"))
    answer = client.post(f"/pay-files/{file}/status/", {"file": upload})
    return answer.status_code, answer.content.decode()


@pytest.mark.feature("SC-05")
def test_from_the_file_over_the_status_to_the_difference(actors: Actors, cycle: int) -> None:  # noqa: F811
    admin, boss = signed_in("admin"), signed_in("boss")
    assert "no bonus is released yet" in text(boss, f"/reviews/{cycle}/payroll/")
    run = release(actors, cycle)
    assert f"/reviews/{cycle}/payroll/" in text(admin, f"/bonus-runs/{run}/")
    before = text(admin, f"/reviews/{cycle}/payroll/")
    assert "108,150.00 for 5 people" in before and "Make the pay file" not in before.split("</h1>")[1].split("<h2>")[0]
    assert admin.post(f"/bonus-runs/{run}/pay-file/").status_code == 404
    first = boss.post(f"/bonus-runs/{run}/pay-file/")["Location"]
    file = int(first.strip("/").split("/")[-1])

    rows = list(csv.DictReader(io.StringIO(text(admin, f"{first}pay.csv"))))
    assert {row["person"]: row["amount"] for row in rows} == AMOUNTS
    assert text(admin, f"{first}pay.csv") == text(boss, f"{first}pay.csv")
    content = "".join(f"{row['person']},{row['amount']}\n" for row in rows)
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    told = json.loads(text(admin, f"{first}control.json"))
    assert (told["people"], told["total"], told["sha256"], told["made_by"]) == (5, "108150.00", sha256, "boss")
    assert sha256 in text(admin, first)

    states = {"E3": "退回,账号已注销", "E6": "rejected,重名"}
    lines = [f"{row['id']},{states.get(row['person'], 'accepted,')}" for row in rows]
    status, page = sent(boss, file, "\n".join(["id,state,reason", *lines[1:]]))
    assert status == 422 and rows[0]["id"] in page and selectors.pay_file(actors["boss"], file_id=file).state == "made"
    assert sent(boss, file, "what,ever\n1,2")[0] == 422
    assert sent(admin, file, "\n".join(["id,state,reason", *lines]))[0] == 404
    assert sent(boss, file, "\n".join(["id,状态,原因", *lines]))[0] == 302
    shown = text(boss, first)
    assert "账号已注销" in shown and "重名" in shown and "Accepted in part" in shown

    second = boss.post(f"/bonus-runs/{raised(actors, cycle)}/pay-file/")["Location"]
    rows = list(csv.DictReader(io.StringIO(text(boss, f"{second}pay.csv"))))
    assert {row["person"]: (row["kind"], row["amount"]) for row in rows} == {
        "E3": ("difference", "7680.00"), "E6": ("difference", "18000.00"),
    }  # fmt: skip
    assert boss.post(f"{second}answer/", {"state": "accepted", "answer": "已发"}).status_code == 302
    assert "payroll has every amount" in text(boss, f"/reviews/{cycle}/payroll/")
    trail = AuditEntry.objects.filter(object_kind="pay_file").order_by("pk")
    assert [(entry.verb, entry.actor) for entry in trail] == [("make", "boss"), ("answer", "boss")] * 2
    assert "6400" not in str([entry.after for entry in trail])


def test_the_pages_say_it_in_chinese(actors: Actors, cycle: int) -> None:  # noqa: F811
    run = release(actors, cycle)
    boss = signed_in("boss", "zh-hans")
    assert "5 人共 108,150.00 元尚未交付薪酬" in text(boss, f"/reviews/{cycle}/payroll/")
    first = boss.post(f"/bonus-runs/{run}/pay-file/")["Location"]
    quarter = text(boss, f"/reviews/{cycle}/payroll/")
    assert "等待薪酬答复" in quarter and f"{first}status/" in quarter
    assert f"{first}status/" not in text(signed_in("admin"), f"/reviews/{cycle}/payroll/")
    assert "已交付" in text(boss, first) and "id、state（accepted 或 rejected）、reason" in text(
        boss, f"{first}status/"
    )
    assert signed_in("wang").get(first).status_code == signed_in("zhao").get(f"{first}pay.csv").status_code == 404
