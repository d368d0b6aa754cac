"""A quarter scored and paid by program; figures as in tests/loop/reward/company.py."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpiloop.foundation.access.actors import Actor
from tests.interfaces.api.sending import get, post
from tests.loop.reward import company as scored
from tests.loop.reward.test_bonus import AMOUNTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle(actors: dict[str, Actor]) -> int:
    scored.add_mover()
    scored.set_rules()
    status, made = post(actors["admin"], "/schemes/S26/cycles", {"quarter": scored.QUARTER})
    assert (status, made["state"], made["quarter"]) == (200, "open", scored.QUARTER)
    key: int = made["id"]
    return key


@pytest.mark.feature("SC-03", "SC-04")
def test_sc_04_a_quarter_is_scored_once_its_months_are_answered_for(actors: dict[str, Actor], cycle: int) -> None:
    admin, path = actors["admin"], f"/cycles/{cycle}/score"
    early = post(admin, path)
    assert (early[0], early[1]["code"]) == (400, "cycle_months_open")
    first = post(admin, path, {"waiver": scored.OPEN_MONTHS})[1]
    assert (first["written"], first["unchanged"]) == (first["sheets"], 0)
    again = post(admin, path, {"waiver": scored.OPEN_MONTHS})[1]
    assert (again["written"], again["unchanged"]) == (0, first["sheets"])
    table = get(admin, f"/exports/scores?quarter={scored.QUARTER}")[1]
    rows = [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]
    totals = {row["subject"]: Decimal(row["score"]) for row in rows if row["kpi"] == "total"}
    assert {code: totals[code] for code in scored.TOTALS} == scored.TOTALS
    assert {row["subject"]: row["grade"] for row in rows if row["kpi"] == "total"}["SH"] == "C"
    assert get(admin, f"/cycles/{cycle}/leaderboard")[0] == 404  # not published yet
    assert post(admin, f"/cycles/{cycle}/publish")[0] == 200
    (held,) = get(admin, "/cycles?scheme=S26")[1]
    assert (held["state"], held["published_by"], held["open_months_reason"]) == (
        "published", "admin", scored.OPEN_MONTHS,
    )  # fmt: skip
    assert all(
        group["is_suppressed"] and not group["places"] for group in get(admin, f"/cycles/{cycle}/leaderboard")[1]
    )
    late = post(admin, path, {"waiver": scored.OPEN_MONTHS})
    assert (late[0], late[1]["code"]) == (400, "cycle_stage")


@pytest.mark.feature("SC-05")
def test_sc_05_a_bonus_is_tried_prepared_and_applied_by_another_person(actors: dict[str, Actor], cycle: int) -> None:
    admin, boss = actors["admin"], actors["boss"]
    post(admin, f"/cycles/{cycle}/score", {"waiver": scored.OPEN_MONTHS})
    whole = sum(Decimal(text) for text in AMOUNTS.values())
    tried = post(admin, f"/cycles/{cycle}/bonus-trial", {"pool": "120000"})[1]
    assert (tried["run"], Decimal(tried["total"]), Decimal(tried["left_over"])) == (None, whole, 120000 - whole)
    assert get(admin, "/bonus-runs")[1] == []
    status, plan = post(admin, f"/cycles/{cycle}/bonus-runs", {"pool": "120000", "document": "D-200"})
    assert (status, Decimal(plan["total"]), plan["open_lines"]) == (200, whole, 1)
    path = f"/bonus-runs/{plan['run']}/apply"
    assert post(actors["wang"], path)[0] == post(admin, path)[0] == 404  # neither may approve
    early = post(boss, path)
    assert (early[0], early[1]["code"]) == (400, "cycle_stage")
    post(admin, f"/cycles/{cycle}/publish")
    status, done = post(boss, path)
    assert (status, done["state"], Decimal(done["total"]), done["prepared_by"], done["approved_by"]) == (
        200, "applied", whole, "admin", "boss",
    )  # fmt: skip
    table = get(admin, f"/exports/bonuses?quarter={scored.QUARTER}")[1]
    rows = [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]
    paid = {row["person"]: row["amount"] for row in rows if row["person"] in AMOUNTS}
    assert {code: Decimal(amount) for code, amount in paid.items()} == {
        code: Decimal(text) for code, text in AMOUNTS.items()
    }
