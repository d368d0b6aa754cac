"""The organisation kept by hand on pages: a unit renamed and ended, a place ended, and who may not."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.foundation.org import selectors, services
from tests.loop.trading import actors, built_company  # noqa: F401 - fixtures

pytestmark = pytest.mark.usefixtures("actors")
Actors = dict[str, Actor]
WEST, EAST, E4 = "/organisation/units/WEST/", "/organisation/units/EAST/", "/organisation/people/E4/"
#: Everybody of the trading company works where they do from its first day on.
FIRST = "2025-01-01"


def signed_in(name: str, language: str = "en") -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    client.post("/choose/language/", {"language": language})
    return client


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def mark(page: str) -> str:
    """The mark of the organisation a form carries."""
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def sent(client: Client, address: str, **fields: str) -> HttpResponse:
    """A form as the page hands it out, filled and sent."""
    return client.post(address, {"seen": mark(read(client, address)), **fields})


def way(page: str) -> list[str]:
    """Where the line above the title leads."""
    (line,) = re.findall(r'<nav class="crumbs".*?</nav>', page, re.DOTALL)
    return [address.partition("?")[0] for address in re.findall(r'href="([^"]*)"', line)]


def units_of(actor: Actor, on: date) -> set[str]:
    return {row.code for row in selectors.units(actor, on=on)}


@pytest.mark.feature("OR-05")
def test_or_05_a_unit_is_renamed_on_its_page_and_not_like_its_neighbour(actors: Actors) -> None:  # noqa: F811
    admin = signed_in("admin")
    assert f"{WEST}rename/" in read(admin, WEST)
    form = read(admin, f"{WEST}rename/")
    assert 'value="华西"' in form and 'value="West"' in form
    taken = sent(admin, f"{WEST}rename/", name_zh="华东", name_en="West")
    assert taken.status_code == 422
    assert "already has a unit named &quot;华东&quot;" in taken.content.decode()
    assert sent(admin, f"{WEST}rename/", name_zh="西部", name_en="The West").status_code == 302
    assert "<h1>The West: 1 person</h1>" in read(admin, WEST)
    chinese = signed_in("admin", "zh-hans")
    assert "<h1>西部：1 人</h1>" in read(chinese, WEST)
    assert "下已有名为“华东”的部门" in sent(chinese, f"{WEST}rename/", name_zh="华东").content.decode()
    told = AuditEntry.objects.filter(verb="rename").latest("pk")
    assert (told.object_key, told.after) == ("WEST", {"name_zh": "西部", "name_en": "The West"})


@pytest.mark.feature("OR-01")
def test_or_01_a_unit_ends_once_nobody_and_nothing_hangs_there(actors: Actors) -> None:  # noqa: F811
    admin, boss = signed_in("admin"), actors["boss"]
    below = sent(admin, f"{EAST}end/", on="2026-11-01")
    assert below.status_code == 422 and "&quot;Shanghai (SH)&quot; is still in it (unit" in below.content.decode()
    people = sent(admin, f"{WEST}end/", on="2026-11-01")
    assert people.status_code == 422 and "&quot;Chen Jing (E4)&quot; is still in it (person)" in people.content.decode()
    chinese = sent(signed_in("admin", "zh-hans"), f"{WEST}end/", on="2026-11-01").content.decode()
    assert "部门“华西（WEST）”不能在 2026-11-01 结束：“陈静（E4）”还在其中（人员）" in chinese
    assert "WEST" in units_of(boss, date(2027, 1, 1))
    admin = signed_in("admin")
    assert sent(admin, f"{E4}end/", valid_from=FIRST, on="2026-11-01", reason="离职").status_code == 302
    done = sent(admin, f"{WEST}end/", on="2026-11-01", reason="撤销大区")
    assert done.status_code == 302 and "on=2026-10-31" in done["Location"]
    last = read(admin, done["Location"])
    assert "West: 1 person" in last and "Ends on <b>2026-11-01</b>" in last
    # What is over takes nobody and nothing any more, and its end may be put right.
    assert "Change the end" in last and f"{WEST}rename/" in last
    for offered in (f"{WEST}move/", "parent=WEST", "unit=WEST", f"{WEST}positions/new/"):
        assert offered not in last, offered
    assert admin.get(f"{WEST}?on=2026-11-01").status_code == 404
    assert "/organisation/units/WEST/?period=2026-10&amp;on=2026-10-31" in read(admin, "/organisation/?on=2026-11-02")
    assert ("WEST" in units_of(boss, date(2026, 10, 31)), "WEST" in units_of(boss, date(2026, 11, 1))) == (True, False)
    assert AuditEntry.objects.filter(verb="close", object_key="WEST").latest("pk").reason == "撤销大区"


@pytest.mark.feature("OR-01")
def test_or_01_an_end_is_changed_and_taken_back_on_the_page_of_the_unit(actors: Actors) -> None:  # noqa: F811
    admin, boss = signed_in("admin"), actors["boss"]
    services.add_unit(actors["admin"], code="T9", name_zh="九组", parent="WEST", valid_from=date(2026, 1, 1))
    unit = "/organisation/units/T9/"
    assert sent(admin, f"{unit}end/", on="2099-06-01").status_code == 302
    soon = read(admin, unit)  # until it ends it may move, but nobody is placed there beyond its end
    assert "Change the end" in soon and f"{unit}move/" in soon
    hired = {"number": "E88", "name_zh": "周宁", "unit": "T9", "on": "2026-11-01"}
    refused = admin.post("/organisation/people/new/", hired)
    assert refused.status_code == 422 and "(T9)&quot; ends on 2099-06-01" in refused.content.decode()
    assert admin.post("/organisation/people/new/", {**hired, "valid_to": "2099-06-01"}).status_code == 302
    held = sent(admin, f"{unit}end/", on="2099-05-01")
    assert held.status_code == 422 and "(E88)&quot; is still in it" in held.content.decode()
    assert 'value="2099-06-01"' in read(admin, f"{unit}end/")
    assert sent(admin, f"{unit}end/", on="2099-07-01", reason="延期").status_code == 302
    assert ("T9" in units_of(boss, date(2099, 6, 30)), "T9" in units_of(boss, date(2099, 7, 1))) == (True, False)
    stale = mark(read(admin, unit))
    services.add_alias(actors["admin"], unit="EAST", alias="E-98")
    assert admin.post(f"{unit}resume/", {"seen": stale}).status_code == 409
    assert admin.post(f"{unit}resume/", {"seen": mark(read(admin, unit))}).status_code == 302
    assert "T9" in units_of(boss, date(2199, 1, 1))
    verbs = AuditEntry.objects.filter(object_kind="unit", object_key="T9").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["create", "close", "change_end", "take_end_back"]
    assert "End the unit" in read(admin, unit) and f"{unit}resume/" not in read(admin, unit)


@pytest.mark.feature("OR-01")
def test_or_01_a_place_goes_on_after_all(actors: Actors) -> None:  # noqa: F811
    admin = signed_in("admin")
    assert sent(admin, f"{E4}end/", valid_from=FIRST, on="2026-11-01").status_code == 302
    page = read(admin, E4)
    assert "works nowhere" in page and "Take the end back" in page
    assert "West, from 2025-01-01" in read(admin, f"{E4}end/")  # an end that is over may be put right as well
    # Who works nowhere may also come back to another place.
    assert "New place" in page
    back = {"unit": "SH", "on": "2026-11-10", "reason": "返聘"}
    # Nobody is put anywhere by not choosing.
    assert '<option value="" selected>—</option>' in read(admin, f"{E4}transfer/").partition("</select>")[0]
    assert admin.post(f"{E4}transfer/", back | {"unit": ""}).status_code == 422
    assert admin.post(f"{E4}transfer/", back).status_code == 302
    places = selectors.appointments_of(actors["admin"], selectors.subject(actors["admin"], "E4").id)
    assert [(row.valid_from, row.valid_to) for row in places] == [
        (date(2025, 1, 1), date(2026, 11, 1)), (date(2026, 11, 10), None),
    ]  # fmt: skip
    assert AuditEntry.objects.filter(verb="appoint", object_key="E4").latest("pk").reason == "返聘"
    assert sent(admin, f"{E4}end/", valid_from="2026-11-10", on="2026-11-10").status_code == 302
    page = read(admin, E4)
    assert admin.post(f"{E4}resume/", {"seen": mark(page)}).status_code == 302
    assert "West" in read(admin, E4).partition("<h1>")[2].partition("</h1>")[0]
    assert admin.post(f"{E4}resume/", {"seen": mark(page)}).status_code == 409  # somebody changed it: outdated


@pytest.mark.feature("OR-01")
def test_or_01_a_place_ends_on_the_page_of_the_person(actors: Actors) -> None:  # noqa: F811
    admin = signed_in("admin")
    form = read(admin, f"{E4}end/")
    assert "West, from 2025-01-01" in form
    early = sent(admin, f"{E4}end/", valid_from=FIRST, on="2024-12-31")
    assert early.status_code == 422 and "The dates conflict" in early.content.decode()
    assert sent(admin, f"{E4}end/", valid_from=FIRST, on="2026-11-01").status_code == 302
    assert "West" in read(admin, f"{E4}?on=2026-10-31").partition("<h1>")[2].partition("</h1>")[0]
    ended = read(admin, f"{E4}?on=2026-11-01")
    assert "Chen Jing works nowhere on this day" in ended and f"{E4}resume/" in ended


@pytest.mark.feature("OR-01")
def test_or_01_an_end_reaches_no_further_than_the_next_place(actors: Actors) -> None:  # noqa: F811
    admin = signed_in("admin")
    services.transfer(actors["admin"], person="E4", unit="SH", on=date(2099, 3, 1))
    later = sent(admin, f"{E4}end/", valid_from=FIRST, on="2099-04-01")
    assert later.status_code == 422 and "from 2099-03-01, to 2099-04-01" in later.content.decode()
    back = sent(admin, f"{E4}end/", valid_from="2099-03-01", on="2099-03-01")
    assert "The place is taken back" in read(admin, back["Location"])
    for on in ("2099-02-01", "2099-05-01"):  # an end entered too early is put right
        assert sent(admin, f"{E4}end/", valid_from=FIRST, on=on).status_code == 302
    places = selectors.appointments_of(actors["admin"], selectors.subject(actors["admin"], "E4").id)
    assert [(row.valid_from, row.valid_to) for row in places] == [(date(2025, 1, 1), date(2099, 5, 1))]


@pytest.mark.feature("OR-01")
@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/organisation/units/ZJ/end/", {"on": "2026-11-01"}),
        (f"{WEST}rename/", {"name_zh": "西部"}),
        (f"{E4}end/", {"valid_from": FIRST, "on": "2026-11-01"}),
    ],
)
def test_or_01_a_page_that_is_outdated_changes_nothing(
    actors: Actors,  # noqa: F811
    address: str,
    fields: dict[str, str],
) -> None:
    admin = signed_in("admin")
    seen = mark(read(admin, address))
    services.add_alias(actors["admin"], unit="EAST", alias="大东区")
    held = AuditEntry.objects.count()
    late = admin.post(address, {"seen": seen, **fields})
    assert late.status_code == 409 and "Somebody changed the organisation" in late.content.decode()
    assert AuditEntry.objects.count() == held
    assert sent(admin, address, **fields).status_code == 302


@pytest.mark.feature("OR-01")
def test_or_01_who_leads_a_unit_neither_ends_nor_renames_it(actors: Actors) -> None:  # noqa: F811
    wang = signed_in("wang")
    unit, person = read(wang, EAST), read(wang, "/organisation/people/E3/")
    assert "/rename/" not in unit and "/end/" not in unit and "/end/" not in person
    forms = {
        f"{EAST}rename/": {"name_zh": "大东"},
        "/organisation/units/ZJ/end/": {"on": "2026-11-01"},
        "/organisation/people/E3/end/": {"valid_from": FIRST, "on": "2026-11-01"},
    }
    for address, fields in forms.items():
        assert (wang.get(address).status_code, wang.post(address, fields).status_code) == (404, 404)
    assert selectors.subject(actors["boss"], "EAST").name_zh == "华东"
    assert "ZJ" in units_of(actors["boss"], date(2027, 1, 1))


def test_the_company_never_ends_and_a_person_is_no_unit(actors: Actors) -> None:  # noqa: F811
    admin = signed_in("admin")
    assert "/HQ/end/" not in read(admin, "/organisation/units/HQ/")
    for address in ("E4/end/", "E4/rename/", "NOWHERE/end/"):
        assert admin.get(f"/organisation/units/{address}").status_code == 404


@pytest.mark.feature("OR-01")
def test_or_01_a_position_is_added_renamed_and_graded_on_pages(actors: Actors) -> None:  # noqa: F811
    admin = signed_in("admin")
    assert f"{WEST}positions/new/" in read(admin, WEST)
    assert way(read(admin, f"{WEST}positions/new/")) == ["/organisation/", WEST]
    made = {"code": "WREP", "name_zh": "华西销售代表", "name_en": "Sales rep West", "level": "P5"}
    assert admin.post(f"{WEST}positions/new/", made).status_code == 302
    twice = admin.post(f"{WEST}positions/new/", made)
    assert twice.status_code == 422 and "WREP" in twice.content.decode()
    seat = "/organisation/positions/WREP/"
    assert way(read(admin, seat)) == ["/organisation/", WEST]
    shown = read(admin, WEST)
    assert seat in shown and "Sales rep West" in shown and "P5" in shown
    changed = sent(admin, seat, name_zh="华西客户代表", name_en="Account rep West", level="P6")
    assert changed.status_code == 302
    (row,) = (row for row in selectors.positions(actors["admin"], on=date(2026, 11, 1)) if row.code == "WREP")
    assert (row.name_zh, row.name_en, row.level) == ("华西客户代表", "Account rep West", "P6")
    assert [entry.verb for entry in AuditEntry.objects.filter(object_key="WREP").order_by("pk")] == [
        "create", "rename", "grade",
    ]  # fmt: skip
    # Somebody else changed the organisation meanwhile: nothing is written over.
    stale = mark(read(admin, seat))
    services.add_alias(actors["admin"], unit="EAST", alias="E-99")
    late = admin.post(seat, {"seen": stale, "name_zh": "别的", "level": "P9"})
    assert late.status_code == 409
    (row,) = (row for row in selectors.positions(actors["admin"], on=date(2026, 11, 1)) if row.code == "WREP")
    assert (row.name_zh, row.level) == ("华西客户代表", "P6")
    assert admin.get("/organisation/positions/NONE/").status_code == 404


@pytest.mark.feature("OR-01")
def test_or_01_a_person_gets_another_name_and_an_account_on_a_page(actors: Actors) -> None:  # noqa: F811
    admin = signed_in("admin")
    User.objects.create_user("newcomer", "kpiloop-test-2026")
    services.add_person(actors["admin"], number="E77", name_zh="韩雪")
    services.appoint(actors["admin"], person="E77", unit="WEST", valid_from=date(2026, 1, 1))
    at = "/organisation/people/E77/"
    assert f"{at}change/" in read(admin, at)
    unknown = sent(admin, f"{at}change/", name_zh="韩雪", username="nobody-at-all")
    assert unknown.status_code == 422 and "nobody-at-all" in unknown.content.decode()
    assert sent(admin, f"{at}change/", name_zh="韩雪梅", name_en="Han Xuemei", username="newcomer").status_code == 302
    row = next(row for row in selectors.people(actors["admin"], on=date(2026, 11, 1)) if row.code == "E77")
    assert (row.name_zh, row.name_en) == ("韩雪梅", "Han Xuemei")
    assert row.user_id == User.objects.get(username="newcomer").pk
    # Who has an account keeps it: the page does not offer another one.
    assert 'name="username"' not in read(admin, f"{at}change/")
