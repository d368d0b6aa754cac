"""Two people open one form: who saves second is told what stands now, and writes over it only by saving again."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import pytest
from django.test import Client

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org import services as org_services
from kpiloop.foundation.warehouse import selectors as warehouse
from kpiloop.foundation.warehouse import services as warehouse_services
from kpiloop.loop.collect import selectors as collect
from kpiloop.loop.collect import services as collect_services
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan import services
from tests.loop.trading import actors, built_company  # noqa: F401 - fixtures

Actors = dict[str, Actor]
NOW = datetime.fromisoformat("2026-11-06T09:30+08:00")
COLUMNS = {"no": "text", "day": "date", "pay": "decimal", "area": "text"}


@dataclass(frozen=True)
class Case:
    """One form, what two people make of it, and what it is called afterwards."""

    address: str  #: page of the form
    first: dict[str, str]  #: what the first one says
    second: dict[str, str]  #: what the second one says
    stands: Callable[[Actor], object]  #: what is stored
    after_first: object  #: what the first one made of it
    after_second: object  #: what the second one makes of it by saving again
    shown: tuple[str, ...]  #: what the second one reads of the first one's words


def _link(actor: Actor) -> object:
    (row,) = plan.objective_links(actor, fiscal_year=2026)
    return row.is_hypothesis, row.note


def _table(actor: Actor) -> object:
    (row,) = (row for row in warehouse.datasets(actor) if row.code == "pays")
    return row.name_zh, row.dimensions


def _money(actor: Actor) -> object:
    (row,) = (row for row in warehouse.datasets(actor) if row.code == "pays")
    return row.money_columns


def _lock(actor: Actor) -> object:
    (row,) = collect.lock_rules(actor)
    return row.kind, row.days


def _places(actor: Actor) -> object:
    (person,) = (row for row in org.people(actor, on=date(2099, 3, 1)) if row.code == "E4")
    names = {row.id: row.code for row in org.units(actor, on=date(2099, 3, 1))}
    return [(names[row.unit_id], row.valid_from.isoformat()) for row in org.appointments_of(actor, person.id)]


TABLE = {
    "name_zh": "付款", "columns": "no = text\nday = date\npay = decimal\narea = text", "key_columns": "no",
    "date_columns": "day",
}  # fmt: skip
CASES = {
    "link": Case(
        "/strategy/link/?cause=CARE&effect=GROW&year=2026",
        {"note": "survey"}, {"is_hypothesis": "on", "note": "guess"},
        _link, (False, "survey"), (True, "guess"), ("Stands now: survey", "Stands now: No"),
    ),
    "table": Case(
        "/data/tables/pays/",
        {**TABLE, "name_zh": "支付"}, {**TABLE, "dimensions": "area"},
        _table, ("支付", ()), ("付款", ("area",)), ("Stands now: 支付", "Stands now: —"),
    ),
    "money": Case(
        "/data/tables/pays/columns/",
        {"money": "pay"}, {}, _money, ("pay",), (), ("Stands now: pay",),
    ),
    "lock": Case(
        "/figures/flows/lock/?code=month",
        {"kind": "fixed_day", "days": "5"}, {"kind": "rolling", "days": "2"},
        _lock, ("fixed_day", 5), ("rolling", 2), ("Stands now: 5",),
    ),
    "transfer": Case(
        "/organisation/people/E4/transfer/",
        {"unit": "SH", "on": "2099-03-01"}, {"unit": "ZJ", "on": "2099-05-01"},
        _places, [("WEST", "2025-01-01"), ("SH", "2099-03-01")],
        [("WEST", "2025-01-01"), ("SH", "2099-03-01"), ("ZJ", "2099-05-01")],
        ("Chen Jing (E4)", "Shanghai (SH)", "2099-03-01", "Zhejiang (ZJ)"),
    ),
}  # fmt: skip


@pytest.fixture
def admin(actors: Actors) -> Actor:  # noqa: F811
    found = actors["admin"]
    for code, name in (("GROW", "增长"), ("CARE", "服务")):
        services.add_objective(found, code=code, name_zh=name, perspective="customer", fiscal_year=2026)
    services.link_objectives(found, cause="CARE", effect="GROW", note="assumed")
    warehouse_services.register_dataset(
        found, code="pays", name_zh="付款", columns=COLUMNS, key_columns=["no"], date_columns=["day"]
    )
    collect_services.set_lock_rule(found, code="month", kind="fixed_day", days=3, now=NOW)
    return found


def signed_in() -> Client:
    client = Client()
    client.force_login(User.objects.get(username="admin"))
    client.post("/choose/language/", {"language": "en"})
    return client


def mark(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found is not None
    return found[1]


@pytest.mark.feature("S34")
@pytest.mark.parametrize("name", CASES)
def test_who_saves_second_decides_with_both_in_sight(admin: Actor, name: str) -> None:
    case, client = CASES[name], signed_in()
    one, other = (mark(client.get(case.address).content.decode()) for _ in range(2))
    assert client.post(case.address, {**case.first, "seen": one}).status_code == 302
    assert case.stands(admin) == case.after_first

    late = client.post(case.address, {**case.second, "seen": other})
    told = late.content.decode()
    assert late.status_code == 409
    assert [words for words in case.shown if words not in told] == []
    assert case.stands(admin) == case.after_first, "nothing was written over"

    assert client.post(case.address, {**case.second, "seen": mark(told)}).status_code == 302
    assert case.stands(admin) == case.after_second


@pytest.mark.feature("S34")
@pytest.mark.parametrize(
    ("address", "sent", "code"),
    [
        ("/data/tables/new/", {**TABLE, "code": "pays", "name_zh": "别的"}, "pays"),
        ("/figures/flows/lock/", {"code": "month", "kind": "rolling", "days": "2"}, "month"),
        ("/strategy/link/?year=2026", {"cause": "CARE", "effect": "GROW", "note": "again"}, "CARE → GROW"),
    ],
)
def test_what_is_there_is_not_begun_again(admin: Actor, address: str, sent: dict[str, str], code: str) -> None:
    held = (_table(admin), _lock(admin), _link(admin))
    late = signed_in().post(address, {**sent, "seen": ""})
    assert (late.status_code, code in late.content.decode()) == (409, True)
    assert (_table(admin), _lock(admin), _link(admin)) == held


@pytest.mark.feature("S34")
def test_a_place_given_meanwhile_is_not_followed_unseen_by_who_had_none(admin: Actor) -> None:
    org_services.add_person(admin, number="E77", name_zh="新人")
    address, client = "/organisation/people/E77/transfer/", signed_in()
    seen = mark(client.get(address).content.decode())
    org_services.appoint(admin, person="E77", unit="WEST", valid_from=date(2099, 1, 1), valid_to=date(2099, 2, 1))
    late = client.post(address, {"unit": "EAST", "on": "2099-02-01", "seen": seen})
    assert late.status_code == 409 and "West (WEST)" in late.content.decode()
