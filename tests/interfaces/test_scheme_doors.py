"""A scheme begun from the command line and by program: a draft with what was said, refused when something is wrong."""

from __future__ import annotations

import pytest

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.interfaces.api.root import api
from kpiloop.loop.plan.models import Scheme
from tests.interfaces.api.sending import get, post
from tests.interfaces.cli.conftest import Line, company, line  # noqa: F401 - fixtures
from tests.loop.trading import actors, built_company  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db
Actors = dict[str, Actor]
SAID = {"code": "S27", "name_zh": "2027 年度考核方案", "name_en": "2027 scheme", "fiscal_year": 2027}


def kept(code: str) -> list[tuple[object, ...]]:
    fields = ("version", "state", "name_zh", "name_en", "fiscal_year", "missing_policy", "kpi_limit", "limit_blocks")
    return list(Scheme.objects.filter(code=code).order_by("version").values_list(*fields))


@pytest.mark.feature("SC-06")
def test_a_scheme_is_begun_from_the_command_line(company: Line) -> None:  # noqa: F811
    words = ("scheme", "add", "S27", "--name", "2027 年度考核方案", "--year", "2027")
    assert company(*words, by="zhao").code == 1 and kept("S27") == []
    more = ("--name-en", "2027 scheme", "--missing", "zero", "--most", "6", "--blocks")
    told = company(*words, *more, "--json", by="admin")
    assert told.code == 0, told.err
    assert told.json() == {"code": "S27", "version": 1, "state": "draft"}
    assert kept("S27") == [(1, "draft", "2027 年度考核方案", "2027 scheme", 2027, "zero", 6, True)]
    entry = AuditEntry.objects.get(object_kind="scheme", object_key="S27")
    assert (entry.verb, entry.actor, entry.after["fiscal_year"]) == ("add", "admin", 2027)
    waiting = company(*words, by="admin")
    assert waiting.code == 1 and "S27" in waiting.err
    assert "kpi revise-scheme" in " ".join(company("scheme", "add", "--help", by="admin").out.split())


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("年度 27", "--name", "x", "--year", "2027"), "letters"),
        (("S27", "--name", "x", "--year", "27"), "2000"),
        (("S27", "--name", "x", "--year", "2027", "--most", "0"), "1"),
        (("S27", "--name", "x", "--year", "2027", "--missing", "ignore"), "renormalise"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_does(company: Line, wrong: tuple[str, ...], said: str) -> None:  # noqa: F811
    told = company("scheme", "add", *wrong, by="admin")
    assert told.code != 0 and said in told.err
    assert not Scheme.objects.exclude(code="S26").exists()


@pytest.mark.feature("SC-06")
def test_a_scheme_is_begun_by_program(actors: Actors) -> None:  # noqa: F811
    admin = actors["admin"]
    assert post(actors["wang"], "/schemes", SAID)[0] == 404 and kept("S27") == []
    status, begun = post(admin, "/schemes", {**SAID, "limit_blocks": True})
    assert (status, begun["code"], begun["version"], begun["state"]) == (200, "S27", 1, "draft")
    assert kept("S27") == [(1, "draft", "2027 年度考核方案", "2027 scheme", 2027, "renormalise", 8, True)]
    assert get(admin, "/schemes/S27")[1]["mark"] == begun["mark"]
    status, refused = post(admin, "/schemes", SAID)
    assert (status, refused["code"]) == (400, "draft_waiting")
    status, next_one = post(admin, "/schemes", {**SAID, "code": "S26"})
    assert (status, next_one["version"], next_one["state"]) == (200, 2, "draft")
    for wrong in (
        {"code": "S 28"},
        {"name_zh": " "},
        {"fiscal_year": 27},
        {"kpi_limit": 0},
        {"missing_policy": "ignore"},
    ):
        assert post(admin, "/schemes", {**SAID, "code": "S28", **wrong})[0] == 400, wrong
    assert kept("S28") == []


def test_the_description_shows_how_a_scheme_is_begun(actors: Actors) -> None:  # noqa: F811
    schema = api.get_openapi_schema(path_prefix="")["components"]["schemas"]["NewSchemeIn"]
    (example,) = schema["examples"]
    assert post(actors["admin"], "/schemes", example)[0] == 200
    assert (schema["properties"]["code"]["examples"], schema["required"]) == (
        ["FY2027"], ["code", "name_zh", "fiscal_year"],
    )  # fmt: skip
