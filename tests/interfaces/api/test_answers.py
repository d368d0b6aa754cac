"""What the API answers: exact figures, proofs that add up, and refusals instead of faults."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from ninja import Schema

from kpiloop.interfaces.api.root import api
from tests.interfaces.api.conftest import Ask

pytestmark = pytest.mark.django_db


def body(answer: object) -> dict[str, object]:
    return json.loads(answer.content)  # type: ignore[attr-defined]


def revenue(ask: Ask, username: str, subject: str, **more: object) -> dict[str, object]:
    rows = body(ask("/values", username, period="2026-10", kpi="revenue", **more))["rows"]
    return next(row for row in rows if row["subject"] == subject)  # type: ignore[index,union-attr]


def test_figures_are_exact_text(ask: Ask) -> None:
    row = revenue(ask, "boss", "EAST")
    assert isinstance(row["actual"], str)
    assert Decimal(str(row["actual"])) == 105  # 60 + 45, by hand
    assert row["state"] == "complete" and row["load_numbers"]
    assert Decimal(str(revenue(ask, "boss", "HQ", window="ytd")["actual"])) == 250 * 3 + 235 + 220 + 215


def test_the_proof_recomputes_to_the_figure(ask: Ask) -> None:
    value_id = revenue(ask, "boss", "HQ")["id"]
    answer = body(ask(f"/values/{value_id}/proof", "boss", rows_size=500))
    assert Decimal(str(answer["difference"])) == 0
    assert Decimal(answer["proof"]["figure"]) == 215  # type: ignore[index]


def test_pages_divide_a_list_without_loss(ask: Ask) -> None:
    whole = body(ask("/values", "boss", period="2026-10", size=1000))
    pages = [body(ask("/values", "boss", period="2026-10", size=7, page=page))["rows"] for page in range(1, 20)]
    assert [row["id"] for page in pages for row in page] == [row["id"] for row in whole["rows"]]  # type: ignore
    assert whole["total"] == len(whole["rows"])  # type: ignore[arg-type]


def test_lights_follow_the_hand_made_table(ask: Ask) -> None:
    rows = body(ask("/statuses", "boss", period="2026-10", size=1000))["rows"]
    found = {(row["kpi"], row["subject"]): (row["light"], row["streak"]) for row in rows}  # type: ignore
    assert found["revenue", "EAST"] == ("red", 2)
    assert found["revenue", "WEST"][0] == "green"
    reds = body(ask("/statuses", "boss", period="2026-10", light="red", size=1000))["rows"]
    assert {row["light"] for row in reds} == {"red"}  # type: ignore


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/values", "form_invalid"),
        ("/values?period=2031-01", "period_unknown"),
        ("/values?period=2026-10&window=fortnight", "form_invalid"),
        ("/values?period=2026-10&size=0", "form_invalid"),
        ("/values?period=2026-10&size=100000", "form_invalid"),
        ("/values?period=2026-10&page=x", "form_invalid"),
        ("/values/one", "form_invalid"),
        ("/statuses?period=2026-10&light=blue", "form_invalid"),
        ("/exports/values?from=2026-10&to=nothing", "period_unknown"),
        ("/exports/values?from=2026-10&to=2026-10&format=exe", "form_invalid"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(ask: Ask, path: str, code: str) -> None:
    answer = ask(path, "boss")
    problem = body(answer)
    assert answer.status_code == 400 and answer["content-type"] == "application/problem+json"
    assert problem["code"] == code and len(str(problem["title"])) > 5


@pytest.mark.parametrize("noise", ["'", "1;drop", "%00", "🙂", "-1", "9" * 30, '{"$gt":0}', "../../etc"])
def test_noise_is_never_our_fault(ask: Ask, noise: str) -> None:
    for path in ("/values", "/statuses", "/periods", "/exports/values"):
        for name in ("period", "from", "kpi", "light", "page", "fiscal_year", "sort", "user"):
            asked = {"period": "2026-10", "from": "2026-10", "to": "2026-10", name: noise}
            assert ask(path, "boss", **asked).status_code in (200, 400), (path, name)


@pytest.mark.parametrize("path", ["/api/v1/", "/api/v1/nothing", "/api/v1/periods/2026-10/shut", "/api/v2/periods"])
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_address_that_is_no_operation_is_told_as_a_problem(ask: Ask, method: str, path: str) -> None:
    """To nobody in the language asked for; to who is signed in exactly as a value that does not exist."""
    answer = getattr(Client(), method)(path, headers={"accept-language": "en"})
    assert (answer.status_code, answer["content-type"]) == (404, "application/problem+json")
    assert body(answer) == {
        "title": "This page does not exist, or you have no right to see it. Check the address or go back.",
        "status": 404,
        "code": "not_found",
    }
    client = Client()
    client.force_login(get_user_model().objects.get(username="boss"))
    assert body(getattr(client, method)(path)) == body(client.get("/api/v1/values/999999/proof"))


def test_a_page_that_is_none_stays_a_page(ask: Ask) -> None:
    answer = Client().get("/apiary/")
    assert (answer.status_code, answer["content-type"]) == (404, "text/html; charset=utf-8")


def test_nobody_can_ask_as_somebody_else(ask: Ask) -> None:
    plain = ask("/values", "zhao", period="2026-10").content
    for name in ("user", "username", "viewer", "actor", "as"):
        assert ask("/values", "zhao", period="2026-10", **{name: "boss"}).content == plain


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_only_reads(ask: Ask, method: str) -> None:
    answer = getattr(Client(), method)("/api/v1/values?period=2026-10", headers={"accept-language": "en"})
    assert (answer.status_code, answer["content-type"], answer["Allow"]) == (405, "application/problem+json", "GET")
    assert body(answer) == {
        "title": f"This address takes GET, not {method.upper()}. Look it up in the description of the API.",
        "status": 405,
        "code": "method_not_allowed",
    }


def test_health_tells_late_background_work_without_taking_the_pages_away(db: None) -> None:
    assert Client().get("/healthz").json() == {"alive": True}
    assert Client().get("/readyz").json() == {"ready": True, "background": "late", "late": ["scheduler", "jobs"]}
    assert Client().post("/healthz").status_code == 405


@pytest.mark.feature("AN-01")
@pytest.mark.feature("AN-02")
def test_a_change_by_program(ask: Ask) -> None:
    """Profit of HQ 75 to 65: cost 160 to 150, revenue 235 to 215; revenue by product A -20, B 0."""
    asked = {"kpi": "profit", "subject": "HQ", "period": "2026-10", "by": "drivers", "baseline": "prior_year"}
    chained = json.loads(ask("/changes", "boss", **asked, method="chain", factor=["cost", "revenue"]).content)
    assert (chained["convention"], chained["order"]) == ("chain", ["cost", "revenue"])
    assert [(part["key"], Decimal(part["change"])) for part in chained["parts"]] == [("cost", 10), ("revenue", -20)]
    assert Decimal(chained["residual"]) == 0
    parts = json.loads(ask("/changes", "boss", **{**asked, "kpi": "revenue", "by": "unit"}, within="product").content)
    assert {(cell["key"], cell["within"]): Decimal(cell["change"]) for cell in parts["cells"]} == {
        ("EAST", "A"): -30,
        ("EAST", "B"): 0,
        ("WEST", "A"): 10,
    }
    for wrong in ({"by": "weather"}, {"method": "lmdi"}, {"factor": ["cost", "cost"]}):
        assert ask("/changes", "boss", **{**asked, **wrong}).status_code in (400, 422), wrong
    assert ask("/changes", "zhao", **asked).status_code == 404


def test_two_shapes_never_share_a_name() -> None:
    """The description keeps one shape per name: a second one of that name would be described as the first."""
    assert api.get_openapi_schema(path_prefix="")["paths"]
    shapes = [shape for shape in every_shape(Schema) if shape.__module__.startswith("kpiloop.")]
    names = [shape.__name__ for shape in shapes]
    assert len(names) > 100
    assert [name for name in sorted(set(names)) if names.count(name) > 1] == []


def every_shape(above: type[Schema]) -> list[type[Schema]]:
    return [found for each in above.__subclasses__() for found in (each, *every_shape(each))]
