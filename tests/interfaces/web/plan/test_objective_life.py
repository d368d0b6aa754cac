"""An objective is changed, ended and taken up again on pages (S01); links and key results are put right there."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.test import Client

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.interfaces.web.forms.asking import today
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.rows import ObjectiveRow
from tests.loop.trading import actors, built_company

__all__ = ["actors", "built_company"]
pytestmark = pytest.mark.feature("S01")
GROW, YEAR = "/objectives/GROW/", "/objectives/?period=2026-10&year=2026"
SAID = {
    "name_zh": "做强规模", "name_en": "Grow well", "perspective": "financial", "fiscal_year": "2026", "sponsor": "E3",
    "text": "质量优先",
}  # fmt: skip


@pytest.fixture
def admin(actors: dict[str, Actor]) -> Actor:
    keeper = actors["admin"]
    for code, name in (("GROW", "做大规模"), ("CARE", "服务好客户")):
        services.add_objective(keeper, code=code, name_zh=name, perspective="customer", fiscal_year=2026, sponsor="E1")
    services.revise_kpi(keeper, code="revenue", objective="GROW")
    services.link_objectives(keeper, cause="CARE", effect="GROW", note="口碑")
    services.save_initiative(keeper, code="SHOP", name_zh="开新店", objective="GROW", owner="E3", state="running")
    start, target = Decimal(10), Decimal(20)
    services.add_key_result(
        keeper, objective="GROW", code="KR1", name="门店二十家", owner="E3", start=start, target=target
    )
    return keeper


def signed_in(name: str = "admin", language: str = "en") -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    client.post("/choose/language/", {"language": language})
    return client


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def mark(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def sent(client: Client, address: str, **fields: str) -> HttpResponse:
    return client.post(address, {"seen": mark(read(client, address)), **fields})


def grow(viewer: Actor) -> ObjectiveRow:
    return next(row for row in selectors.objectives(viewer, fiscal_year=2026) if row.code == "GROW")


def test_an_objective_says_something_else_and_the_trail_what_it_said(admin: Actor) -> None:
    client = signed_in()
    assert f"{GROW}change/" in read(client, YEAR)
    form = read(client, f"{GROW}change/")
    assert 'value="做大规模"' in form and 'name="code" value="GROW"' in form and "disabled" in form
    assert sent(client, f"{GROW}change/", code="OTHER", **SAID).status_code == 302
    row = grow(admin)
    assert (row.name_zh, row.name_en, row.perspective, row.text) == ("做强规模", "Grow well", "financial", "质量优先")
    assert row.sponsor is not None and row.sponsor.code == "E3"
    assert row.kpi_codes == ("revenue",)  # what hangs on it stays
    told = AuditEntry.objects.filter(verb="update", object_kind="objective").get()
    assert (told.before["name_zh"], told.after["name_zh"]) == ("做大规模", "做强规模")
    assert (told.before["sponsor"], told.after["sponsor"]) == ("E1", "E3")
    assert "fiscal_year" not in told.after


def test_its_year_stays_once_something_hangs_on_it(admin: Actor) -> None:
    client = signed_in()
    late = sent(client, f"{GROW}change/", **{**SAID, "fiscal_year": "2027"})
    assert late.status_code == 422 and "GROW in 2026, so its year stays" in late.content.decode()
    services.add_objective(admin, code="NEXT", name_zh="出海", perspective="process", fiscal_year=2026)
    assert sent(client, "/objectives/NEXT/change/", **{**SAID, "fiscal_year": "2027"}).status_code == 302
    assert [row.code for row in selectors.objectives(admin, fiscal_year=2027)] == ["NEXT"]


def test_it_ends_with_its_reason_while_what_hangs_on_it_is_shown_and_stays(admin: Actor) -> None:
    client = signed_in()
    form = read(client, f"{GROW}end/")
    for hanging in ("revenue", "门店二十家", "开新店", "服务好客户 → 做大规模"):
        assert hanging in form, hanging
    ahead = sent(client, f"{GROW}end/", on=(today() + timedelta(days=1)).isoformat(), reason="转向")
    assert ahead.status_code == 422 and "still to come" in ahead.content.decode()
    assert sent(client, f"{GROW}end/", on="2026-10-15", reason="").status_code == 422
    assert sent(client, f"{GROW}end/", on="2026-10-15", reason="市场转向").status_code == 302
    page = read(client, YEAR)
    running, _, ended = page.partition("<h2>Ended</h2>")
    assert "<h3>做大规模</h3>" not in running and "<h3>做大规模</h3>" in ended
    assert "Ended on 2026-10-15: 市场转向" in ended
    assert "<h3>做大规模</h3>" in read(client, YEAR.replace("2026-10", "2026-09")).partition("<h2>Ended</h2>")[0]
    assert "做大规模" not in read(client, "/strategy/?period=2026-10&year=2026").partition('id="okr"')[0]
    assert "门店二十家" in read(client, "/strategy/?period=2026-10&year=2026")
    assert "做大规模" not in read(client, "/kpis/new/")  # no KPI is linked to it any more
    assert "做大规模" in read(client, "/kpis/revenue/revise/")  # where it is linked it stands
    codes = [(row.code, row.kpi_code) for row in selectors.findings(admin, scheme="S26")]
    assert ("kpi_without_objective", "revenue") in codes
    told = AuditEntry.objects.get(verb="end", object_kind="objective")
    assert (told.after, told.reason) == ({"ended_on": "2026-10-15"}, "市场转向")


def test_an_end_is_put_right_and_taken_back(admin: Actor) -> None:
    client = signed_in()
    for on in ("2026-10-15", "2026-09-01"):
        assert sent(client, f"{GROW}end/", on=on, reason="转向").status_code == 302
    assert grow(admin).ended_on == date(2026, 9, 1)
    page = read(client, YEAR)
    stale = mark(page)
    services.end_objective(admin, code="GROW", on=date(2026, 8, 1), reason="更早", today=today())
    assert client.post(f"{GROW}resume/", {"seen": stale}).status_code == 409
    assert grow(admin).ended_on == date(2026, 8, 1)
    assert client.post(f"{GROW}resume/", {"seen": mark(read(client, YEAR))}).status_code == 302
    assert (grow(admin).ended_on, grow(admin).end_reason) == (None, "")
    told = AuditEntry.objects.get(verb="resume", object_kind="objective")
    assert told.before == {"ended_on": "2026-08-01", "reason": "更早"}


@pytest.mark.parametrize(
    ("address", "fields"), [(f"{GROW}change/", SAID), (f"{GROW}end/", {"on": "2026-10-15", "reason": "转向"})]
)
def test_what_somebody_else_changed_is_not_written_over(admin: Actor, address: str, fields: dict[str, str]) -> None:
    client = signed_in()
    seen = mark(read(client, address))
    services.change_objective(
        admin, code="GROW", name_zh="做大规模", perspective="process", fiscal_year=2026, sponsor="E1"
    )
    late = client.post(address, {"seen": seen, **fields})
    assert late.status_code == 409
    assert "Somebody changed Objective “GROW” since" in late.content.decode()
    assert (grow(admin).name_zh, grow(admin).perspective, grow(admin).ended_on) == ("做大规模", "process", None)
    assert sent(client, address, **fields).status_code == 302


def test_who_may_not_plan_neither_changes_nor_ends_it(admin: Actor, actors: dict[str, Actor]) -> None:
    page = read(signed_in("boss"), YEAR)
    assert f"{GROW}change/" not in page and f"{GROW}resume/" not in page
    with pytest.raises(Refusal) as refused:
        services.end_objective(actors["boss"], code="GROW", on=date(2026, 1, 1), reason="x", today=today())
    assert refused.value.code == "permission_denied"
    assert signed_in().get("/objectives/NONE/change/").status_code == 404


@pytest.mark.feature("P36")
def test_a_link_and_a_key_result_are_put_right_where_they_stand(admin: Actor) -> None:
    client = signed_in()
    link = "/strategy/link/?cause=CARE&effect=GROW&year=2026"
    assert link.replace("&", "&amp;").partition("?")[2] in read(client, "/strategy/?year=2026").replace("%26", "&amp;")
    assert 'value="口碑"' in read(client, link)
    assert sent(client, link, note="问卷证实").status_code == 302
    (held,) = selectors.objective_links(admin, fiscal_year=2026)
    assert (held.cause, held.effect, held.is_hypothesis, held.note) == ("CARE", "GROW", False, "问卷证实")
    address = "/strategy/key-result/?code=KR1&year=2026"
    form = read(client, address)
    assert 'value="10"' in form and 'value="20"' in form
    fields = {"objective": "CARE", "name": "门店三十家", "owner": "E1", "start": "10", "target": "30", "unit": "number"}
    same = sent(client, address, **{**fields, "target": "10"}, is_active="on")
    assert same.status_code == 422 and "begins where it should end" in same.content.decode()
    assert sent(client, address, **fields, is_active="on").status_code == 302
    (row,) = selectors.key_results(admin, fiscal_year=2026)
    assert (row.objective, row.name, row.owner.code, row.target) == ("CARE", "门店三十家", "E1", Decimal(30))
    assert sent(client, address, **fields, reason="不再需要").status_code == 302  # without the tick
    assert selectors.key_results(admin, fiscal_year=2026) == ()
    kept = read(client, "/strategy/?year=2026")
    assert "门店三十家" in kept and "dropped" in kept
    assert "门店三十家" not in read(signed_in("boss"), "/strategy/?year=2026")
    told = AuditEntry.objects.filter(object_kind="key_result", verb="update").latest("pk")
    assert (told.after, told.reason) == ({"is_active": False}, "不再需要")
    assert sent(client, address, **fields, is_active="on").status_code == 302
    assert len(selectors.key_results(admin, fiscal_year=2026)) == 1
