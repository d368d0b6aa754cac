"""Plans by program: KPIs, targets with a look before they are set, whole companies in and out."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kpiloop.foundation.access import services as access
from kpiloop.foundation.access.actors import Actor
from tests.interfaces.api.conftest import Ask

pytestmark = pytest.mark.django_db
WANTED = {"kpi": "revenue", "subject": "EAST", "period": "2026-12"}


def read(ask: Ask, path: str, by: str = "admin") -> Any:
    answer = ask(path, by)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def send(actor: Actor, path: str, body: object) -> tuple[int, Any]:
    token = access.create_token(actor, name="plan")
    headers = {"authorization": f"Bearer {token}"}
    answer = Client().post(f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers)
    return answer.status_code, json.loads(answer.content)


def send_file(actor: Actor, path: str, name: str, content: bytes) -> tuple[int, Any]:
    headers = {"authorization": f"Bearer {access.create_token(actor, name='plan')}"}
    answer = Client().post(f"/api/v1{path}", {"file": SimpleUploadedFile(name, content)}, headers=headers)
    return answer.status_code, json.loads(answer.content)


@pytest.mark.feature("KP-08")
def test_kp_08_the_dictionary_and_one_kpi_as_a_file(ask: Ask) -> None:
    listed = {row["code"]: row for row in read(ask, "/kpis")}
    one = read(ask, "/kpis/revenue")
    assert listed["revenue"]["version"] == one["version"] == one["versions"][0] == 1
    text = ask("/kpis/revenue/file", "admin").content.decode()
    assert "code: revenue" in text and one["formula"] in text
    assert ask("/kpis/nothing", "admin").status_code == 404


@pytest.mark.feature("TG-03", "TG-04")
def test_tg_04_what_differs_is_answered_before_it_is_set(ask: Ask, actors: dict[str, Actor]) -> None:
    sent = {"targets": [{**WANTED, "target": "123.5"}], "reason": "new shop"}
    (before,) = read(ask, "/targets?period=2026-12&kpi=revenue&subject=EAST")
    status, seen = send(actors["admin"], "/targets", sent)
    assert (status, seen["same"], seen["is_saved"]) == (200, 0, False)
    (difference,) = seen["differences"]
    assert (difference["before"], difference["after"]["target"]) == (before["figures"], "123.5")
    assert read(ask, "/targets?period=2026-12&kpi=revenue&subject=EAST") == [before]
    assert send(actors["admin"], "/targets", {**sent, "is_confirmed": True})[1]["is_saved"]
    versions = read(ask, "/targets/history?kpi=revenue&subject=EAST&period=2026-12")
    assert (versions[0]["figures"]["target"], versions[0]["reason"], versions[0]["is_current"]) == (
        "123.50000000",
        "new shop",
        True,
    )
    assert [row["version"] for row in versions] == list(range(len(versions), 0, -1))
    assert send(actors["admin"], "/targets", sent)[1]["same"] == 1
    assert send(actors["chen"], "/targets", sent)[0] == 404  # the head of WEST


@pytest.mark.feature("P10")
def test_another_target_is_asked_for_and_decided_by_somebody_else(ask: Ask, actors: dict[str, Actor]) -> None:
    status, asked = send(actors["wang"], "/targets/changes", {**WANTED, "target": "150", "reason": "bridge closed"})
    assert (status, asked["state"]) == (200, "proposed")
    (request,) = [row for row in read(ask, "/targets/changes") if row["id"] == asked["id"]]
    assert (request["after"]["target"], request["proposed_by"], request["state"]) == (
        "150.00000000",
        "wang",
        "proposed",
    )
    path = f"/targets/changes/{asked['id']}/decide"
    assert send(actors["wang"], path, {"approve": True})[0] in (400, 404)
    assert send(actors["admin"], path, {"approve": True, "reason": "agreed"}) == (
        200,
        {"id": asked["id"], "state": "approved"},
    )
    (held,) = read(ask, "/targets?period=2026-12&kpi=revenue&subject=EAST")
    assert held["figures"]["target"] == "150.00000000"


@pytest.mark.feature("EF-03")
def test_ef_03_a_whole_company_goes_out_is_checked_and_shows_what_would_change(
    ask: Ask, actors: dict[str, Actor]
) -> None:
    content = ask("/bundle/files", "admin").content
    status, same = send_file(actors["admin"], "/bundle/check", "company.zip", content)
    assert (status, same["faults"], [row for row in same["changes"] if row["kind"] != "left"]) == (200, [], [])
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            new.writestr(name, text.replace("华东", "东部大区") if name.endswith("units.yaml") else text)
    (change,) = send_file(actors["admin"], "/bundle/check", "company.zip", changed.getvalue())[1]["changes"]
    assert (change["part"], change["kind"], change["key"][0]) == ("units", "changed", "EAST")
    assert (change["before"]["name_zh"], change["after"]["name_zh"]) == ("华东", "东部大区")
    status, run = send_file(actors["admin"], "/bundle/import", "company.zip", changed.getvalue())
    assert (status, run["kind"], run["state"]) == (202, "bundle.import", "queued")
    broken = send_file(actors["admin"], "/bundle/check", "kpis.yaml", b"kpis:\n- code: x\n  direction: sideways\n")
    assert broken[1]["faults"] and all(fault["where"] and fault["sentence"] for fault in broken[1]["faults"])
    assert send_file(actors["wang"], "/bundle/check", "company.zip", content)[0] == 404
    assert "units" in json.dumps(read(ask, "/bundle/schema"))
