"""Entering on the page: typed in the scale of the screen, drafts by themselves, the queue, evidence."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.models import User
from kpiloop.loop.collect import engine_io, selectors
from tests.loop.collect.entering.conftest import OCTOBER, actors, flow, founded  # noqa: F401 - fixtures

KEY = "orders~EAST~2026-09"


@pytest.fixture(autouse=True)
def october(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 3 October on every page."""
    for module in ("views", "decisions"):
        monkeypatch.setattr(f"kpiloop.interfaces.web.entering.{module}.now", lambda: OCTOBER)
        monkeypatch.setattr(f"kpiloop.interfaces.web.entering.{module}.today", lambda: OCTOBER.date())


def client_of(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def typed(value: str, **more: str) -> dict[str, str]:
    return {"row": KEY, f"value~{KEY}": value, f"version~{KEY}": "0", **more}


def in_force() -> list[Decimal | None]:
    return [row.value for row in engine_io.submissions_for(range(1, 500)).values()]


@pytest.mark.usefixtures("flow")
def test_from_the_form_to_the_figure_in_force(actors: dict[str, Actor]) -> None:  # noqa: F811
    zhao = client_of("zhao")
    page = zhao.get("/figures/").content.decode()
    assert f'name="value~{KEY}"' in page
    kept = zhao.post("/figures/save/", typed("1.2万", act="draft"), headers={"X-Autosave": "1"}).json()
    assert kept["versions"] == {KEY: 1}
    bad = zhao.post("/figures/save/", typed("twelve", act="submit"))
    assert bad.status_code == 422 and 'value="twelve"' in bad.content.decode()
    assert zhao.post("/figures/save/", typed("1.2万", act="submit")).status_code == 302
    assert in_force() == []
    for username in ("wang", "boss"):
        client = client_of(username)
        entry = client.get("/figures/queue/").content.decode().split('name="entry" value="')[1].split('"')[0]
        assert client.post("/figures/queue/decide/", {"entry": entry, "act": "approve"}).status_code == 302
    assert in_force() == [Decimal(12000)]
    history = zhao.get("/figures/orders/EAST/2026-09/").content.decode()
    who = [part.split("<")[0].strip() for part in history.split('<th scope="row">')[1:]]
    assert who == ["赵敏", "王磊", "李总"], "people are named, not their accounts"


def test_a_stale_page_never_overwrites(actors: dict[str, Actor]) -> None:  # noqa: F811
    zhao = client_of("zhao")
    for value in ("100", "101"):
        zhao.post("/figures/save/", typed(value, act="draft"), headers={"X-Autosave": "1"})
    stale = typed("999", act="draft") | {f"version~{KEY}": "1"}
    answer = zhao.post("/figures/save/", stale, headers={"X-Autosave": "1"})
    assert answer.status_code == 422 and "999" in answer.json()["said"] and "101" in answer.json()["said"]


def test_giving_back_wants_a_reason_on_the_page(actors: dict[str, Actor], flow: str) -> None:  # noqa: F811
    client_of("zhao").post("/figures/save/", typed("120", act="submit"))
    wang = client_of("wang")
    entry = wang.get("/figures/queue/").content.decode().split('name="entry" value="')[1].split('"')[0]
    assert wang.post("/figures/queue/decide/", {"entry": entry, "act": "start"}).status_code == 422
    assert wang.post("/figures/queue/decide/", {"entry": entry, "act": "start", "note": "r"}).status_code == 302


def test_evidence_is_handed_out_as_a_download_only(actors: dict[str, Actor]) -> None:  # noqa: F811
    zhao = client_of("zhao")
    file = SimpleUploadedFile("proof.pdf", b"%PDF-1")
    assert zhao.post("/figures/orders/EAST/2026-09/attach/", {"file": file}).status_code == 302
    address = zhao.get("/figures/orders/EAST/2026-09/").content.decode().split('href="/figures/evidence/')[1]
    answer = zhao.get(f"/figures/evidence/{address.split('/')[0]}/")
    assert answer["Content-Disposition"].startswith("attachment") and b"".join(answer.streaming_content) == b"%PDF-1"


def test_a_flow_is_set_on_the_page(actors: dict[str, Actor]) -> None:  # noqa: F811
    admin = client_of("admin")
    sent = {"code": "f", "name_zh": "流程", "kpis": ["visits"], "due_1": "5", "act_2": "approve", "who_2": "unit_head"}
    assert admin.post("/figures/flows/new/", sent).status_code == 302
    page = admin.get("/figures/flows/").content.decode()
    assert "流程" in page and "visits" not in page.split("<title>")[1].split("</title>")[0]


def test_a_flow_is_changed_ended_and_taken_up_again_on_the_page(actors: dict[str, Actor]) -> None:  # noqa: F811
    admin = client_of("admin")
    sent = {"code": "f", "name_zh": "流程", "kpis": ["visits"], "due_1": "5", "act_2": "approve", "who_2": "unit_head"}
    assert admin.post("/figures/flows/new/", {**sent, "grace_1": "2", "who_1": "person=E1"}).status_code == 302
    assert "/figures/flows/new/?code=f" in admin.get("/figures/flows/").content.decode()
    assert "/figures/flows/new/?code=f" not in client_of("boss").get("/figures/flows/").content.decode()
    (held,) = selectors.flows(actors["admin"])
    assert [(node.who, node.due_days, node.grace_days) for node in held.nodes] == [
        ("person", 5, 2),
        ("unit_head", 7, 0),
    ]
    form = admin.get("/figures/flows/new/?code=f").content.decode()
    for shown in ('value="person=E1" selected', 'name="grace_1" value="2"', 'value="visits" selected'):
        assert shown in form, shown
    changed = {**sent, "name_zh": "新流程", "due_1": "6", "version": str(held.version)}
    assert admin.post("/figures/flows/new/?code=f", changed).status_code == 302
    late = admin.post("/figures/flows/new/?code=f", changed)  # somebody changed it since: the page was of version 1
    assert late.status_code == 409
    assert admin.post("/figures/flows/end/", {"code": "f"}).status_code == 302
    (held,) = selectors.flows(actors["admin"])
    assert (held.name_zh, held.nodes[0].due_days, held.nodes[0].grace_days, held.is_active) == ("新流程", 6, 0, False)
    assert admin.post("/figures/flows/new/?code=f", {**changed, "version": str(held.version)}).status_code == 302
    assert selectors.flows(actors["admin"])[0].is_active
    assert client_of("boss").post("/figures/flows/end/", {"code": "f"}).status_code == 404


def test_a_lock_is_changed_and_ended_on_the_page(actors: dict[str, Actor]) -> None:  # noqa: F811
    admin = client_of("admin")
    assert admin.post("/figures/flows/lock/", {"code": "m", "kind": "fixed_day", "days": "10"}).status_code == 302
    form = admin.get("/figures/flows/lock/?code=m").content.decode()
    assert 'name="days" value="10"' in form
    (seen,) = (row.mark for row in selectors.lock_rules(actors["admin"]))
    changed = {"kind": "fixed_day", "days": "12", "kpis": ["visits"], "seen": seen}
    assert admin.post("/figures/flows/lock/?code=m", changed).status_code == 302
    (held,) = selectors.lock_rules(actors["admin"])
    assert (held.code, held.days, held.kpis) == ("m", 12, ("visits",))
    assert client_of("boss").post("/figures/flows/lock/end/", {"code": "m"}).status_code == 404
    assert admin.post("/figures/flows/lock/end/", {"code": "m"}).status_code == 302
    assert selectors.lock_rules(actors["admin"]) == ()
