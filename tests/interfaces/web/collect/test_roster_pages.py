"""The page of a list: what would change is read before anything does, and applied as it was read."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kpiloop.foundation.access import services as access
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.org.models import Person
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.roster.rows import Terms
from tests.loop.collect.conftest import actors  # noqa: F401
from tests.loop.collect.roster.conftest import AS_IT_IS, PEOPLE_HEAD, Write, admin, people  # noqa: F401
from tests.loop.plan.company import NOW, START

PAGE = "/data/sources/hr/organisation/?on=2026-10-20"


@pytest.fixture
def keeper(admin: Actor) -> Client:  # noqa: F811
    client = Client()
    client.force_login(User.objects.get(username="admin"))
    return client


def hidden(page: str, name: str) -> str:
    return page.split(f'name="{name}" value="')[1].split('"')[0]


def test_read_then_applied(keeper: Client, admin: Actor, people: Write) -> None:  # noqa: F811
    people(*AS_IT_IS[:2], "E3,赵敏,WEST,,,,2026-11-01,", AS_IT_IS[3], "E9,新同事,哪里,,,,,")
    page = keeper.get(PAGE).content.decode()
    assert "组织有 1 处变更" in page
    assert "调动" in page
    assert "哪里" in page
    form = {"mark": hidden(page, "mark"), "on": "2026-10-20", "reason": "调令"}
    assert keeper.post(PAGE, form).status_code == 302
    assert "组织与名单一致" in keeper.get(PAGE).content.decode()
    assert keeper.post(PAGE, form).status_code == 409  # that look is over
    address = f"/data/loads/{selectors.batches(admin)[0].number}/"
    load = keeper.get(address).content.decode()
    assert "哪里" in load
    assert not any(act in load for act in ("/retry/", "/rows/decide/"))
    assert keeper.post(f"{address}undo/", {"reason": "调令有误"}).status_code == 302
    assert "组织有 1 处变更" in keeper.get(PAGE).content.decode()  # as before
    assert "/undo/" not in keeper.get(address).content.decode()


def test_a_file_handed_over_is_looked_at_the_same_way(keeper: Client, admin: Actor) -> None:  # noqa: F811
    lines = "\n".join([PEOPLE_HEAD, *AS_IT_IS, "E9,新同事,EAST,,,,2026-11-01,"])
    sent = SimpleUploadedFile("hr.csv", lines.encode())
    answer = keeper.post("/data/sources/hr/upload/", {"file": sent})
    page = keeper.get(answer["location"]).content.decode()
    assert "新同事" in page
    assert not Person.objects.filter(subject__code="E9").exists()
    form = {name: hidden(page, name) for name in ("mark", "on", "file")}
    assert keeper.post(answer["location"], form).status_code == 302
    assert Person.objects.filter(subject__code="E9").exists()


def test_terms_and_a_list_cut_short(keeper: Client, admin: Actor, people: Write) -> None:  # noqa: F811
    given = {"applies": "on", "absent": "ends", "most_leaving": "20", "within": "", "accounts": "proposed"}
    assert keeper.post("/data/sources/hr/organisation/terms/", given).status_code == 302
    assert selectors.roster_terms(admin, "hr") == Terms("ends", 20, "", True)
    for wrong in ({"most_leaving": "200"}, {"accounts": "gone"}, {"accounts": "settled"}):
        assert keeper.post("/data/sources/hr/organisation/terms/", {**given, **wrong}).status_code == 422
    people(*AS_IT_IS[:1])
    page = keeper.get(PAGE).content.decode()
    assert "4 人中将一次离开 3 人" in page
    form = {"mark": hidden(page, "mark"), "on": "2026-10-20", "reason": ""}
    assert keeper.post(PAGE, form).status_code == 422
    assert keeper.post(PAGE, {**form, "leaving": "3"}).status_code == 302
    services.load(admin, source="hr", now=NOW)
    assert keeper.get("/data/sources/hr/").status_code == 200


def test_an_administrator_decides_about_the_account_of_a_leaver(
    keeper: Client,
    admin: Actor,  # noqa: F811
    people: Write,  # noqa: F811
) -> None:
    access.create_account(SYSTEM, username="ops", password="correct-horse-9", roles=["system_admin"], on=START)
    ops = Client()
    ops.force_login(User.objects.get(username="ops"))
    people(*AS_IT_IS[:2], AS_IT_IS[3])
    page = keeper.get(PAGE).content.decode()
    assert "提出停用建议，由管理员决定" in page
    keeper.post(PAGE, {"mark": hidden(page, "mark"), "on": "2026-10-20", "leaving": "1", "reason": ""})
    page = ops.get("/accounts/").content.decode()
    assert "停用账号" in page
    assert "1 项待决定" in page
    assert "赵敏 E3" in page
    assert keeper.post("/accounts/zhao/proposal/", {"decision": "agreed"}).status_code == 404
    assert ops.post("/accounts/zhao/proposal/", {"decision": "agreed"}).status_code == 302
    assert not User.objects.get(username="zhao").is_active
    assert "人员名单提出的建议" not in ops.get("/accounts/").content.decode()


def test_how_a_list_is_read_is_chosen_from_its_headings(keeper: Client, admin: Actor, people: Write) -> None:  # noqa: F811
    people(*AS_IT_IS)
    services.add_source(
        admin, code="second", kind="csv", name_zh="名单", location="hr.csv", dataset="organisation.people"
    )
    page = keeper.get("/data/sources/second/recipe/").content.decode()
    assert '<option value="工号" selected>' in page and 'name="same_key"' not in page
    proposed = json.dumps(selectors.proposed_recipe(admin, "second"))
    given = {"table": "1", "confirm": "1", "recipe": proposed, "from.number": "工号", "from.unit": "部门"}
    assert keeper.post("/data/sources/second/recipe/", given).status_code == 302
    assert selectors.source(admin, "second").recipe == {"columns": {"number": "工号", "unit": "部门"}}
