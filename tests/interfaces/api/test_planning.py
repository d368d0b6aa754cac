"""Plans by program: KPIs, targets with a look before they are set, whole companies in and out."""

from __future__ import annotations

import io
import json
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kpiloop.foundation.access import services as access
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.jobs.services import work_off
from kpiloop.loop.plan import services
from kpiloop.loop.plan.cards.rows import NewTemplate, Population, TemplateLine
from kpiloop.loop.plan.models import Assignment, KpiDefinition
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
    sent = {**WANTED, "target": "150", "reason": "bridge closed", "is_retroactive": True}  # whatever day it is
    status, asked = send(actors["wang"], "/targets/changes", sent)
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
    assert (same["rehearsal"], broken[1]["rehearsal"]) == (None, None)  # nothing to write, or faults known at once
    assert send_file(actors["wang"], "/bundle/check", "company.zip", content)[0] == 404
    assert "units" in json.dumps(read(ask, "/bundle/schema"))


@pytest.mark.feature("EF-03")
def test_what_only_writing_refuses_is_told_by_a_rehearsal(ask: Ask, actors: dict[str, Actor]) -> None:
    """A scheme of 2031, which the calendar does not reach, with a card by template."""
    texts = {
        "schemes.yaml": "- {code: S31, name_zh: 远期, fiscal_year: 2031}\n",
        "templates.yaml": "- {code: far, scheme: S31, name_zh: 远期, generate: true}\n",
        "template_kpis.yaml": "- {template: far, kpi: revenue, weight: 100}\n",
        "populations.yaml": "- {template: far, place: 1, people: [E5]}\n",
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as new:
        for name, text in texts.items():
            new.writestr(name, text)
    status, checked = send_file(actors["admin"], "/bundle/check", "far.zip", held.getvalue())
    assert (status, checked["faults"]) == (200, [])
    assert checked["rehearsal"]["state"] == "queued"
    path = f"/bundle/rehearsals/{checked['rehearsal']['id']}"
    assert read(ask, path)["faults"] is None
    again = send_file(actors["admin"], "/bundle/check", "far.zip", held.getvalue())[1]
    assert again["rehearsal"]["id"] == checked["rehearsal"]["id"]  # the same is one run
    work_off()
    done = read(ask, path)
    assert (done["run"]["state"], [(row["code"], row["where"]) for row in done["faults"]]) == (
        "done",
        [("plan_calendar_short", "templates.yaml:1")],
    )
    assert "2031" in done["faults"][0]["sentence"]
    assert read(ask, "/card-templates") == []  # nothing is kept
    assert json.loads(ask("/bundle/rehearsals/999999", "admin").content)["code"] == "run_unknown"
    assert ask(path, "wang").status_code == 404


@pytest.mark.feature("N08")
def test_a_finding_is_kept_with_a_reason_and_counts_again(ask: Ask, actors: dict[str, Actor]) -> None:
    key, path = "weight_unusual|WEST|revenue", "/schemes/S26/findings/keep"  # one KPI of 100 percent
    found = {row["key"]: row for row in read(ask, "/schemes/S26/findings")}
    assert [found[key][name] for name in ("severity", "subject", "kpi", "kept")] == ["notice", "WEST", "revenue", None]
    assert "100" in found[key]["why"]
    assert send(actors["admin"], path, {"key": key})[1]["code"] == "reason_missing"
    for sent, reason in (({"reason": "one figure only"}, "one figure only"), ({"counts_again": True}, None)):
        status, rows = send(actors["admin"], path, {"key": key, **sent})
        kept = next(row["kept"] for row in rows if row["key"] == key)
        assert (status, kept and kept["reason"]) == (200, reason)


@pytest.mark.feature("N08")
def test_a_finding_is_mended_in_one_step_and_told_as_it_was(ask: Ask, actors: dict[str, Actor]) -> None:
    path = "/schemes/S26/findings/fix"
    key = "purpose_missing||revenue"  # the library knows why revenue is measured
    found = {row["key"]: row for row in read(ask, "/schemes/S26/findings")}
    assert found["weight_unusual|EAST|revenue"]["fix"] == ""  # two KPIs cannot both weigh 40 % or less
    status, done = send(actors["admin"], path, {"key": key})
    assert (status, done["fix"], done["before"]) == (200, "purpose_from_library", found[key])
    said = KpiDefinition.objects.filter(kpi__code="revenue").latest("version").purpose
    nowhere = {"subject": "", "template": "", "kpi": "revenue"}
    assert done["values"] == [{**nowhere, "field": "purpose", "name": "衡量目的", "before": "", "after": said}]
    assert said
    left = {row["key"] for row in done["after"]}
    assert found.keys() - left == {key} and left <= found.keys()
    for wrong, code in ((key, "finding_gone"), ("all_lagging|HQ|", "finding_not_mendable")):
        refused = send(actors["admin"], path, {"key": wrong})
        assert (refused[0], refused[1]["code"]) == (400, code)


@pytest.mark.feature("P14")
def test_templates_are_stored_changed_and_taken_away(ask: Ask, actors: dict[str, Actor]) -> None:
    admin, path = actors["admin"], "/card-templates/shops"
    sent = {
        "scheme": "S26", "name_zh": "门店岗", "lines": [{"kpi": "revenue", "weight": "100"}],
        "populations": [{"units": ["WEST"], "heads": "without", "valid_from": "2026-07-01"}],
    }  # fmt: skip
    status, made = send(admin, path, sent)
    (population,) = made["populations"]
    assert (status, made["code"], made["owner_rule"], made["generated"]) == (200, "shops", "self", 0)
    assert [(row["kpi"], Decimal(row["weight"]), row["figure"]) for row in made["lines"]] == [("revenue", 100, None)]
    assert [population[name] for name in ("kind", "units", "with_below", "heads", "valid_from", "valid_to")] == [
        "person", ["WEST"], True, "without", "2026-07-01", None,
    ]  # fmt: skip
    half = send(admin, path, {**sent, "lines": [{"kpi": "revenue", "weight": "99.5"}]})
    assert (half[0], half[1]["code"]) == (400, "weights_not_100")
    nowhere = send(admin, path, {**sent, "populations": [{"units": ["MOON"]}]})
    assert (nowhere[0], nowhere[1]["code"]) == (400, "plan_unknown_reference")
    changed = send(admin, path, {**sent, "populations": [{"people": ["E5"]}]})[1]
    assert [(row["units"], row["people"]) for row in changed["populations"]] == [([], ["E5"])]
    assert read(ask, "/card-templates?scheme=S26") == [changed]
    assert send(admin, f"{path}/cards", {"on": "2026-11-01"})[1]["cards"] == {"add": 1}
    assert send(admin, f"{path}/remove", {}) == (200, {"code": "shops", "generated": 1})
    assert read(ask, "/card-templates") == []
    assert Assignment.objects.filter(subject__code="E5").count() == 1  # the card stays
    assert send(admin, f"{path}/remove", {})[0] in (400, 404)


@pytest.mark.feature("P14")
def test_cards_of_a_template_are_looked_at_and_generated(ask: Ask, actors: dict[str, Actor]) -> None:
    served = Population(people=("E3", "E5"))  # E3 has a card of her own
    lines = (TemplateLine("revenue", Decimal(100)),)
    services.save_template(actors["admin"], template=NewTemplate("sales", "S26", "销售岗", lines, (served,)))
    (template,) = read(ask, "/card-templates?scheme=S26")
    assert (template["code"], template["populations"][0]["people"], template["generated"]) == ("sales", ["E3", "E5"], 0)
    path = "/card-templates/sales/cards"
    looked = read(ask, f"{path}?on=2026-11-01")
    assert looked["cards"] == {"add": 1, "conflict": 1}
    assert [(row["action"], row["subject"], row["kpi"], row["why"]) for row in looked["steps"]] == [
        ("conflict", "E3", "", "other_card"),
        ("add", "E5", "revenue", ""),
    ]
    held = Assignment.objects.filter(subject__code="E5")
    assert not held.exists()
    assert send(actors["admin"], path, {"on": "2026-11-01", "reason": "new hires"}) == (200, looked)
    assert [(row.kpi.code, row.weight, row.owner.subject.code) for row in held] == [("revenue", Decimal(100), "E5")]
    assert read(ask, f"{path}?on=2026-11-01")["cards"] == {"conflict": 1, "keep": 1}


@pytest.mark.feature("S24")
def test_a_kpi_is_settled_between_two_sides(ask: Ask, actors: dict[str, Actor]) -> None:
    content = {
        "name_zh": "提升回款", "direction": "higher", "time_kind": "ratio", "measurement_unit": "percent",
        "achievement_method": "ratio", "green_from": 1, "amber_from": 0.9, "valid_from": "2026-01-01",
    }  # fmt: skip
    status, begun = send(actors["wang"], "/negotiations", {"kpi": "cash_in", "subject": "EAST", "content": content})
    assert (status, begun["state"], begun["may"]) == (200, "open", ["offer", "withdraw"])
    path = f"/negotiations/{begun['id']}"
    assert ask(path, "chen").status_code == 404  # the head of WEST
    assert [row["id"] for row in read(ask, "/negotiations", "wang")] == [begun["id"]]
    assert read(ask, "/negotiations", "chen") == []
    own = send(actors["wang"], f"{path}/settle", {"step": "accept"})
    assert (own[0], own[1]["code"]) == (400, "negotiation_not_your_turn")
    countered = send(actors["admin"], f"{path}/offers", {"content": {"name_zh": "回款率", "source": "ERP"}})[1]
    assert countered["steps"][1]["changed"] == ["name_zh", "source"]
    for name, step, state in (
        ("wang", "accept", "agreed"), ("boss", "approve", "approved"), ("admin", "publish", "published"),
    ):  # fmt: skip
        assert send(actors[name], f"{path}/settle", {"step": step})[1]["state"] == state
    kpi = read(ask, "/kpis/cash_in")
    assert (kpi["name_zh"], kpi["state"], kpi["version"]) == ("回款率", "published", 1)
    assert read(ask, path)["steps"][0]["content"]["name_zh"] == "提升回款"  # the first offer stays as it was made


def test_a_scheme_is_renamed_by_program_unless_somebody_was_faster(ask: Ask, actors: dict[str, Actor]) -> None:
    mark = read(ask, "/schemes/S26")["mark"]
    status, done = send(actors["admin"], "/schemes/S26", {"name_zh": "新方案", "kpi_limit": 6, "seen": mark})
    assert (status, done["name_zh"], done["kpi_limit"], done["missing_policy"]) == (200, "新方案", 6, "renormalise")
    assert [row["name_zh"] for row in read(ask, "/schemes")] == ["新方案"]
    status, refused = send(actors["admin"], "/schemes/S26", {"name_zh": "又一个", "seen": mark})
    assert (status, refused["code"]) == (409, "scheme_changed")
    status, done = send(actors["admin"], "/schemes/S26", {"duties_waiver": "a team of two"})
    assert (status, done["duties_waiver"], done["name_zh"]) == (200, "a team of two", "新方案")
    both = {"duties_waiver": "", "missing_policy": "zero"}
    assert send(actors["admin"], "/schemes/S26", both)[0] == 400
    assert read(ask, "/schemes/S26")["duties_waiver"] == "a team of two"  # all of it, or nothing
    status, refused = send(actors["admin"], "/schemes/S26", {"missing_policy": "zero"})
    assert (status, refused["code"]) == (400, "scheme_term_pinned")
