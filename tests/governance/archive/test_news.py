"""Whoever may decide about a month hears that something waits, and who asked hears what became of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from kpiloop.foundation.access import services as access
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.access.rows import NewAccount
from kpiloop.foundation.notify import selectors as notify
from kpiloop.governance.archive import services
from kpiloop.loop.collect import services as collect
from tests.governance.archive.test_closing import silent_kpi
from tests.governance.archive.test_undecided import ORDER, push
from tests.loop import company

OCTOBER = "2026-10"


def heard(actor: Actor) -> list[tuple[str, str]]:
    """Kind and address of everything an account was told, oldest first."""
    return [(row.code, row.link) for row in reversed(notify.notices(actor))]


def inbox(name: str, language: str) -> str:
    User.objects.filter(username=name).update(language=language)
    client = Client()
    client.force_login(User.objects.get(username=name))
    return client.get("/reminders/").content.decode()


@pytest.mark.feature("N02")
def test_a_waiver_asked_for_reaches_who_may_give_it_and_its_answer_who_asked(actors: dict[str, Actor]) -> None:
    admin, boss, before = actors["admin"], actors["boss"], heard(actors["wang"])
    silent_kpi()
    services.ask_waiver(admin, period_code=OCTOBER, reason="系统停机", now=company.NOW)
    assert heard(boss)[-1:] == [("waiver_asked", "/periods/2026-10/close/")]
    services.decide_waivers(boss, period_code=OCTOBER, is_granted=False, now=company.NOW)
    services.ask_waiver(admin, period_code=OCTOBER, reason="系统停机两周", now=company.NOW)
    services.decide_waivers(boss, period_code=OCTOBER, is_granted=True, now=company.NOW)
    page = "/periods/2026-10/"
    assert heard(admin)[-2:] == [("waiver_refused", page), ("waiver_granted", page)]
    assert heard(actors["wang"]) == before
    said = "沈岚 申请为 2026 年 10 月关账（缺少 1 个影响薪酬的数据）：系统停机两周。请由另一人决定。"
    assert said in inbox("boss", "zh-hans")
    asked = "Shen Lan asks to close Oct 2026 although figures that feed pay are missing (1): 系统停机."
    assert asked in inbox("boss", "en") and 'href="/periods/2026-10/close/?' in inbox("boss", "en")


@pytest.mark.feature("N03")
def test_a_reopening_asked_for_reaches_who_may_approve_it(actors: dict[str, Actor]) -> None:
    admin, boss = actors["admin"], actors["boss"]
    ready = services.prepare_close(admin, period_code=OCTOBER, now=company.NOW)
    services.apply_close(admin, ready, waiver="月结", now=company.NOW)
    for decide in (services.refuse_reopen, services.approve_reopen):
        asked = services.request_reopen(
            admin, period_code=OCTOBER, reason="补单", until=date(2026, 11, 20), now=company.NOW
        )
        decide(boss, reopening_id=asked, now=company.NOW)
    assert heard(boss)[-2:] == [("reopen_asked", "/periods/2026-10/")] * 2
    assert heard(admin)[-2:] == [(f"reopen_{word}", "/periods/2026-10/") for word in ("refused", "approved")]


@pytest.mark.feature("IN-12")
def test_a_correction_reaches_who_may_decide_it(actors: dict[str, Actor]) -> None:
    """Of the company's accounts the admin proposes, and a second one of that right hears of it."""
    access.create_accounts(
        SYSTEM, accounts=[NewAccount("second", "correct-horse-9", ("performance_admin",))], on=company.START
    )
    user = User.objects.get(username="second")
    second = replace(actors["admin"], username="second", user_id=user.pk)
    push(actors["admin"], ORDER)
    given = {"dataset": "orders", "key": ["X1"], "field": "net", "reason": "发票", "now": company.NOW}
    refused = collect.propose_correction(actors["admin"], value="19", **given)  # type: ignore[arg-type]
    place = f"/data/corrections/#correction-{refused}"
    assert heard(second)[-1] == ("correction_asked", place) and "correction_asked" not in dict(heard(actors["boss"]))
    said = "沈岚 提议把 orders 中 X1 一行的 net 由 12 更正为 19：发票。请由另一人决定。"
    assert said in inbox("second", "zh-hans")
    collect.decide_correction(second, correction=refused, approve=False, now=company.NOW)
    approved = collect.propose_correction(actors["admin"], value="20", **given)  # type: ignore[arg-type]
    collect.decide_correction(second, correction=approved, approve=True, now=company.NOW)
    told = [code for code, _ in heard(actors["admin"]) if code.startswith("correction_")]
    assert told == ["correction_refused", "correction_approved"]
    waived = collect.propose_correction(actors["admin"], value="21", waiver="独自值班", **given)  # type: ignore[arg-type]
    assert waived and [code for code, _ in heard(second)].count("correction_asked") == 2
