"""A bonus through the pages: a pool tried, a run prepared, released by somebody else; figures of the scored company."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal

import pytest
from django.test import Client

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.models import User
from kpiloop.loop.reward import selectors, services
from tests.loop.reward import company as scored
from tests.loop.reward.test_bonus import AMOUNTS
from tests.loop.trading import actors, built_company  # noqa: F401 - fixtures

Actors = dict[str, Actor]
WHOLE = sum(Decimal(text) for text in AMOUNTS.values())  # 108,150.00


def signed_in(name: str, language: str = "en") -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    client.post("/choose/language/", {"language": language})
    return client


@pytest.fixture
def cycle(actors: Actors) -> int:  # noqa: F811
    scored.add_mover()
    return scored.scored_cycle(actors)


@pytest.mark.feature("SC-05")
def test_sc_05_two_people_pay_a_bonus_through_the_pages(actors: Actors, cycle: int) -> None:  # noqa: F811
    admin, boss = signed_in("admin"), signed_in("boss")
    tried = admin.get(f"/reviews/{cycle}/bonus/?pool=12万").content.decode()
    assert "108,150.00" in tried and "11,850.00" in tried  # paid out, left in the pool
    assert not selectors.runs(actors["admin"], cycle_id=cycle)
    assert "no figure" in admin.get(f"/reviews/{cycle}/bonus/?pool=lots").content.decode()
    made = admin.post(f"/reviews/{cycle}/bonus/prepare/", {"pool": "120,000", "document": "D-200", "correction": ""})
    (run,) = selectors.runs(actors["admin"], cycle_id=cycle)
    assert made["Location"].endswith(f"/bonus-runs/{run.id}/")
    shown = admin.get(f"/bonus-runs/{run.id}/").content.decode()
    assert "33,750.00" in shown and "No card in the quarter" in shown and "Release the run" not in shown
    early = boss.post(f"/bonus-runs/{run.id}/apply/")
    assert early.status_code == 422
    services.publish_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW)
    assert "批准发放" in signed_in("boss", "zh-hans").get(f"/bonus-runs/{run.id}/").content.decode()
    assert admin.post(f"/bonus-runs/{run.id}/apply/").status_code == 404
    assert boss.post(f"/bonus-runs/{run.id}/apply/").status_code == 302
    done = selectors.run(actors["admin"], run_id=run.id)
    assert (done.state, done.total, done.approved_by) == ("applied", WHOLE, "boss")
    assert signed_in("wang").get(f"/bonus-runs/{run.id}/").status_code == 404


def buttons(client: Client, cycle: int) -> list[tuple[str, str]]:
    """Word and address of what the head of the page offers; the first button is marked as the one to press."""
    page = client.get(f"/reviews/{cycle}/bonus/").content.decode()
    head = page.split('<div class="actions">')[1].split("</div>")[0]
    found = re.findall(r'<a class="(btn[^"]*)" href="([^"?#]*)[^>]*>(.*?)</a>', head, re.DOTALL)
    assert [kind for kind, *_ in found] == ["btn primary", *["btn"] * (len(found) - 1)]
    return [(re.sub(r"<[^>]*>", "", word, flags=re.DOTALL).strip(), address) for _, address, word in found]


def test_what_was_paid_is_shown_first_and_worked_out_again_second(actors: Actors, cycle: int) -> None:  # noqa: F811
    admin, boss = signed_in("admin"), signed_in("boss")
    quarter, prepare = ("Back to the quarter", f"/reviews/{cycle}/"), f"/reviews/{cycle}/bonus/prepare/"
    assert buttons(admin, cycle) == [("Prepare a run", prepare), quarter]
    plan = services.prepare_bonus(actors["admin"], cycle_id=cycle, pool=Decimal(120000), pool_document="D-200")
    first = f"/bonus-runs/{plan.run_id}/"
    assert buttons(admin, cycle) == [("See the prepared run", first), ("Prepare a run", prepare), quarter]
    services.publish_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW)
    services.apply_bonus(actors["boss"], run_id=plan.run_id or 0, now=scored.NOW)
    payroll = ("Payroll", f"/reviews/{cycle}/payroll/")
    assert buttons(admin, cycle) == [("See what was paid", first), ("Work it out again", prepare), payroll, quarter]
    assert buttons(boss, cycle) == [("See what was paid", first), payroll, quarter]
    again = services.prepare_bonus(
        actors["admin"], cycle_id=cycle, pool=Decimal(130000), pool_document="D-201", correction_reason="补发"
    )
    second = f"/bonus-runs/{again.run_id}/"
    assert buttons(admin, cycle) == [("See the prepared run", second), ("Work it out again", prepare), payroll, quarter]


@pytest.mark.feature("AN-04")
def test_an_04_scores_and_bonuses_of_a_quarter_leave_as_files(actors: Actors, cycle: int) -> None:  # noqa: F811
    def rows(client: Client, kind: str) -> list[dict[str, str]]:
        answer = client.get(f"/reviews/{cycle}/{kind}.csv")
        text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
        assert f"{kind}-{scored.QUARTER}.csv" in answer["Content-Disposition"]
        return list(csv.DictReader(io.StringIO(text)))

    admin = signed_in("admin")
    totals = {row["subject"]: row for row in rows(admin, "scores") if row["kpi"] == "total"}
    assert {code: Decimal(totals[code]["score"]) for code in scored.TOTALS} == scored.TOTALS
    assert totals["WEST"]["grade"] == "S"
    assert "WEST" not in {row["subject"] for row in rows(signed_in("wang"), "scores")}
    assert rows(admin, "bonuses") == []
    services.prepare_bonus(actors["admin"], cycle_id=cycle, pool=Decimal(120000), pool_document="D-200")
    paid = {row["person"]: row["amount"] for row in rows(admin, "bonuses")}
    assert {code: Decimal(paid[code]) for code in AMOUNTS} == {code: Decimal(text) for code, text in AMOUNTS.items()}
    assert paid["E5"] == ""  # no card, no amount


@pytest.mark.feature("IN-13")
def test_in_13_another_name_of_a_unit_is_recorded_on_its_page(actors: Actors) -> None:  # noqa: F811
    admin = signed_in("admin")
    assert admin.post("/organisation/units/EAST/names/", {"alias": "大东区"}).status_code == 302
    assert "大东区" in admin.get("/organisation/units/EAST/").content.decode()
    taken = admin.post("/organisation/units/WEST/names/", {"alias": "大东区"})
    assert taken.status_code == 422 and "大东区" in taken.content.decode()
    assert "大东区" not in signed_in("wang").get("/organisation/units/EAST/").content.decode()
