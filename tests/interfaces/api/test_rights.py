"""Who may ask for what: a table that no operation can miss, and names that must never leak."""

from __future__ import annotations

import json
from datetime import date
from functools import partial

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from kpiloop.foundation.access import services as access
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.interfaces.api.root import api
from kpiloop.loop.measure.models import Value
from tests.interfaces.api.closed_months import CLOSED_LISTS, CLOSED_OBJECTS, CLOSER_LOOKS, CLOSER_WRITES, TALK_WRITES
from tests.interfaces.api.collecting import COLLECT, COLLECT_LISTS, COLLECT_LOOKS, COLLECT_WRITES
from tests.interfaces.api.companies import ANSWERS, FILES, HOOKS, PLANNING, SCHEMES
from tests.interfaces.api.conftest import Ask
from tests.interfaces.api.organising import ORGANISATION_LISTS, ORGANISATION_OBJECTS, ORGANISING
from tests.interfaces.api.planning import MONEY, PLAN_LISTS, PLAN_OBJECTS, PLAN_WRITES, RUNS

pytestmark = pytest.mark.django_db
EVERYBODY = ("admin", "boss", "wang", "chen", "zhao")
#: operation -> path without keys; those with keys are tested by object below.
LISTS = {
    "who_am_i": "/me",
    "list_periods": "/periods",
    "list_values": "/values?period=2026-10",
    "list_statuses": "/statuses?period=2026-10",
    "export_values": "/exports/values?from=2026-10&to=2026-10",
    "export_scores": "/exports/scores",
    "export_bonuses": "/exports/bonuses",
    "export_actions": "/exports/actions",
    "export_runs_of_misses": "/exports/miss-runs",
    "list_my_entries": "/entries/mine",
    "list_entry_queue": "/entries/queue",
    "get_entry_year": "/entries/year?fiscal_year=2026",
    "get_entry_workbook": "/entries/workbook",
    "list_kpis": "/kpis",
    "list_targets": "/targets?period=2026-10",
    "list_target_changes": "/targets/changes",
    "list_overrides": "/overrides",
    "list_negotiations": "/negotiations",
    **CLOSED_LISTS,
    **ORGANISATION_LISTS,
    **PLAN_LISTS,
}
NOT_THERE = {"kpi": "nothing", "subject": "EAST", "period": "2026-10", "target": "1"}
EVENT = {"rule": "NONE", "subject": "EAST", "happened_on": "2026-08-01", "text": "wrong", "evidence": "wrong"}
OVERRIDE = {"kpi": "nothing", "subject": "EAST", "period": "2026-10", "figure": "1", "valid_until": "2100-01-01"}
#: Operations that change something: name -> path and a body that names nothing the asker may touch.
WRITES = {
    "submit_entries": ("/entries", {"values": []}),
    "approve_entries": ("/entries/approve", {"entries": {"999999": None}}),
    "return_entries": ("/entries/return", {"entries": {"999999": None}, "note": "wrong"}),
    "set_targets": ("/targets", {"targets": [NOT_THERE]}),
    "propose_target_change": ("/targets/changes", {**NOT_THERE, "reason": "wrong"}),
    "set_scoring": ("/schemes/S26/scoring", {}),
    "set_pay": ("/schemes/S26/pay", {}),
    "end_adjustment": ("/schemes/S26/adjustments/NONE/end", {"reason": "wrong"}),
    "record_event": ("/schemes/S26/events", EVENT),
    "decide_event": ("/events/999999/decide", {"approve": True}),
    "ask_lift": ("/schemes/S26/lifts", {"quarter": "FY2026-Q3", "rule": "V", "subject": "EAST", "reason": "wrong"}),
    "decide_lift": ("/lifts/999999/decide", {"approve": True}),
    "open_calibrations": ("/schemes/S26/calibrations", {"quarter": "FY2026-Q3"}),
    "change_grade": ("/calibrations/999999/grades", {"person": "E1", "grade": "A", "reason": "wrong"}),
    "confirm_calibration": ("/calibrations/999999/confirm", {}),
    "reopen_calibration": ("/calibrations/999999/reopen", {"reason": "wrong"}),
    "propose_override": ("/overrides", {**OVERRIDE, "reason": "wrong"}),
    "decide_override": ("/overrides/999999/decide", {"approve": True}),
    "end_override": ("/overrides/999999/end", {"reason": "wrong"}),
    "decide_target_change": ("/targets/changes/999999/decide", {"approve": True}),
    "propose_kpi": ("/negotiations", {"kpi": "nothing", "subject": "EAST", "content": {"annual": 1}}),
    "offer_again": ("/negotiations/999999/offers", {"content": {"annual": 1}}),
    "settle_negotiation": ("/negotiations/999999/settle", {"step": "accept"}),
    **CLOSER_WRITES,
    **TALK_WRITES,
    **PLAN_WRITES,
}
OBJECTS = {
    "get_value": "/values/{}",
    "explain_value": "/values/{}/proof",
    "explain_score": "/scores/{}/proof",
    "explain_bonus": "/bonuses/{}/proof",
    "get_kpi": "/kpis/{}",
    "get_scoring": "/schemes/{}/scoring",
    "list_events": "/schemes/{}/events?quarter=FY2026-Q3",
    "list_lifts": "/schemes/{}/lifts?quarter=FY2026-Q3",
    "export_calibrations": "/exports/calibrations?quarter={}",
    "get_guideline": "/schemes/{}/guideline?quarter=FY2026-Q3",
    "list_calibrations": "/schemes/{}/calibrations?quarter=FY2026-Q3",
    "get_kpi_file": "/kpis/{}/file",
    "list_kpi_changes": "/kpis/{}/changes?older=1&newer=1",
    "list_target_versions": "/targets/history?kpi={}&subject=EAST&period=2026-10",
    "get_negotiation": "/negotiations/{}",
    "split_change": "/changes?kpi={}&subject=EAST&period=2026-10",
    **CLOSED_OBJECTS,
    **ORGANISATION_OBJECTS,
    **PLAN_OBJECTS,
}


def described() -> dict[str, dict[str, object]]:
    paths = api.get_openapi_schema(path_prefix="")["paths"]
    return {operation["operationId"]: operation for path in paths.values() for operation in path.values()}


def test_the_table_names_every_operation() -> None:
    tables = (LISTS, OBJECTS, COLLECT, WRITES, HOOKS, FILES, PLANNING, SCHEMES, ORGANISING, CLOSER_LOOKS, MONEY, RUNS)
    assert set(described()) == {name for table in tables for name in table}


def test_every_operation_describes_its_failures_and_its_doors() -> None:
    for name, operation in described().items():
        statuses = {str(status) for status in operation["responses"]}
        assert {ANSWERS.get(name, "200"), "400", "401", "404"} <= statuses, name
        assert ("requestBody" in operation) <= ({"409", "413"} <= statuses), name
        assert {next(iter(door)) for door in operation["security"]} == {"TokenDoor", "SessionDoor"}, name


@pytest.mark.parametrize(
    "path", [*LISTS.values(), *SCHEMES.values(), *CLOSER_LOOKS.values(), *(path.format(1) for path in OBJECTS.values())]
)
def test_nobody_gets_nothing(ask: Ask, path: str) -> None:
    answer = ask(path)
    assert answer.status_code == 401
    assert answer["content-type"] == "application/problem+json"
    assert json.loads(answer.content)["code"] == "signed_out"


@pytest.mark.parametrize("name", COLLECT)
def test_collecting_is_closed_to_nobody_and_to_who_lacks_the_right(ask: Ask, name: str) -> None:
    is_post = name in COLLECT_WRITES and name not in COLLECT_LOOKS
    ask_it = partial(ask, post=True) if is_post else ask
    assert ask_it(COLLECT[name]).status_code == 401
    lacking = ("boss", "wang", "zhao") if name in COLLECT_WRITES or name == "get_run" else ("zhao",)
    absent = ask("/values/999999", "boss").content
    for username in lacking:
        refused = ask_it(COLLECT[name], username)
        assert (refused.status_code, refused.content) == (404, absent), username


def test_the_document_of_a_scheme_is_for_everybody_of_the_company(ask: Ask) -> None:
    for username in EVERYBODY:
        answer = ask(SCHEMES["get_scheme_document"], username)
        assert answer.status_code == 200
        assert json.loads(answer.content) == {
            "scheme": "S26", "version": 1, "state": "unsigned", "differences": 0, "editions": [],
        }  # fmt: skip
    assert ask("/schemes/none/document", "boss").status_code == 404


def test_nobody_sends_a_workbook(ask: Ask) -> None:
    assert {ask(path, post=True).status_code for path in FILES.values()} == {401}


@pytest.mark.parametrize("name", PLANNING)
def test_companies_and_designs_are_closed_to_who_does_not_plan(ask: Ask, name: str) -> None:
    ask_it = ask if name.startswith("get") else partial(ask, post=True)
    assert ask_it(PLANNING[name]).status_code == 401
    assert {ask_it(PLANNING[name], username).status_code for username in ("boss", "wang", "chen", "zhao")} == {404}


@pytest.mark.parametrize("name", ORGANISING)
def test_the_organisation_is_changed_by_who_keeps_it_alone(ask: Ask, name: str) -> None:
    ask_it = ask if name.startswith("list") else partial(ask, post=True)
    assert ask_it(ORGANISING[name]).status_code == 401
    absent = ask("/values/999999", "boss").content
    for username in ("boss", "wang", "chen", "zhao"):
        refused = ask_it(ORGANISING[name], username)
        assert (refused.status_code, refused.content) == (404, absent), username


def test_computing_again_is_for_who_runs_the_measures(ask: Ask) -> None:
    found = [ask(RUNS["compute_again"], username, post=True).status_code for username in (None, *EVERYBODY)]
    assert found == [401, 400, 404, 404, 404, 404]  # sent empty


def test_runs_about_money_are_for_who_sees_everybodys_pay(ask: Ask) -> None:
    for path in MONEY.values():
        found = [ask(path, username).status_code for username in (None, *EVERYBODY)]
        assert found == [401, 200, 200, 404, 404, 404]


@pytest.mark.parametrize("name", HOOKS)
def test_webhooks_are_closed_to_everybody_who_does_not_run_the_installation(ask: Ask, name: str) -> None:
    ask_it = ask if name.startswith("list") else partial(ask, post=True)
    assert ask_it(HOOKS[name]).status_code == 401
    assert {ask_it(HOOKS[name], username).status_code for username in EVERYBODY} == {404}


@pytest.mark.parametrize("path", COLLECT_LISTS.values(), ids=COLLECT_LISTS)
def test_who_may_see_sources_sees_the_lists(ask: Ask, path: str) -> None:
    assert {ask(path, username).status_code for username in ("admin", "boss", "wang", "chen")} == {200}


@pytest.mark.parametrize(("path", "body"), WRITES.values(), ids=WRITES)
def test_nobody_changes_anything_and_a_stranger_to_it_finds_nothing(
    actors: dict[str, Actor], path: str, body: dict[str, object]
) -> None:
    sent = {"data": body, "content_type": "application/json"}
    assert Client().post(f"/api/v1{path}", **sent).status_code == 401
    access.create_account(
        SYSTEM, username="ops", password="correct-horse-9", roles=["system_admin"], on=date(2026, 1, 1)
    )
    for username, wanted in (("ops", 404), ("zhao", 200 if path == "/entries" else 404)):
        token = access.create_token(access.actor_named(username, on=date(2026, 11, 1)), name="t")
        answer = Client().post(f"/api/v1{path}", headers={"authorization": f"Bearer {token}"}, **sent)
        assert answer.status_code == wanted, answer.content


@pytest.mark.parametrize("username", EVERYBODY)
@pytest.mark.parametrize("path", LISTS.values(), ids=LISTS)
def test_signed_in_people_get_their_own_cut(ask: Ask, path: str, username: str) -> None:
    assert ask(path, username).status_code == 200


def test_who_lacks_the_right_is_told_what_a_stranger_to_the_address_is(ask: Ask, actors: dict[str, Actor]) -> None:
    access.create_account(
        SYSTEM, username="ops", password="correct-horse-9", roles=["system_admin"], on=date(2026, 1, 1)
    )
    ops = access.actor_named("ops", on=date(2026, 11, 1))
    token = access.create_token(ops, name="t")
    refused = Client().get("/api/v1/exports/bonuses", headers={"authorization": f"Bearer {token}"})
    absent = ask("/values/999999", "boss")
    assert refused.status_code == absent.status_code == 404
    assert refused.content == absent.content


@pytest.mark.parametrize(
    ("username", "hidden"),
    [
        ("zhao", ("WEST", "HQ", "EAST", "ZJ", "华西", "集团")),
        ("wang", ("WEST", "HQ", "华西", "集团")),
        ("chen", ("EAST", "SH", "ZJ", "HQ", "E3", "上海")),
    ],
)
@pytest.mark.parametrize("path", [LISTS["list_values"], LISTS["list_statuses"], LISTS["export_values"]])
def test_names_outside_the_own_scope_never_appear(ask: Ask, path: str, username: str, hidden: tuple[str, ...]) -> None:
    text = json.dumps(json.loads(ask(path, username).content), ensure_ascii=False)
    for name in hidden:
        assert f'"{name}"' not in text


def test_each_way_shows_the_same_values(ask: Ask) -> None:
    for username in EVERYBODY:
        listed = {row["id"] for row in json.loads(ask(LISTS["list_values"] + "&size=1000", username).content)["rows"]}
        exported = json.loads(ask(LISTS["export_values"], username).content)
        written = ask(LISTS["export_values"] + "&format=csv", username)
        lines = b"".join(written.streaming_content).decode("utf-8-sig").splitlines()[1:]
        assert exported["columns"] == ["id", "subject", "kpi", "period", "target", "actual", "achievement", "status"]
        assert listed == {row[0] for row in exported["rows"]}
        assert {int(line.split(",")[0]) for line in lines} == {row[0] for row in exported["rows"]}


def test_a_value_outside_the_own_scope_is_absent(ask: Ask) -> None:
    west = Value.objects.filter(subject__code="WEST", period__code="2026-10", is_current=True).first()
    assert west is not None
    for path in (OBJECTS["get_value"], OBJECTS["explain_value"]):
        assert ask(path.format(west.pk), "chen").status_code == 200
        hidden, absent = ask(path.format(west.pk), "wang"), ask(path.format(999_999), "wang")
        assert (hidden.status_code, hidden.content) == (404, absent.content)


def test_a_session_opens_the_same_doors_and_ends_with_the_account(actors: dict[str, Actor]) -> None:
    client = Client()
    user = get_user_model().objects.get(username="wang")
    client.force_login(user)
    assert client.get("/api/v1/me").json()["username"] == "wang"
    access.deactivate_account(SYSTEM, username="wang", reason="left", on=date(2026, 6, 1))
    assert client.get("/api/v1/me").status_code == 401


def test_a_token_ends_with_its_account(ask: Ask) -> None:
    assert ask("/me", "zhao").status_code == 200
    access.deactivate_account(SYSTEM, username="zhao", reason="left", on=date(2026, 6, 1))
    assert ask("/me", "zhao").status_code == 401
