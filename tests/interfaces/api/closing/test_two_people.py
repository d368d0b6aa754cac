"""What needs a second person by program: the same one is refused in the language asked for, another one is not."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.jobs.services import work_off
from kpiloop.governance.archive import services
from kpiloop.loop.measure import services as measure
from tests.governance.archive.test_closing import silent_kpi
from tests.interfaces.api.closing.conftest import Call
from tests.loop import company

pytestmark = pytest.mark.django_db
OCTOBER = "/periods/2026-10"


@pytest.fixture
def closed(actors: dict[str, Actor]) -> None:
    plan = services.prepare_close(actors["admin"], period_code="2026-10", now=company.NOW)
    services.apply_close(actors["admin"], plan, waiver="月结", now=company.NOW)


def asked(call: Call, days: int = 10, **more: object) -> Any:
    until = (timezone.localdate() + timedelta(days=days)).isoformat()
    body = {"reason": "上海补单", "until": until, **more}
    status, made = call("admin", f"{OCTOBER}/reopenings", body)
    assert status == 200, made
    return made


@pytest.mark.feature("N02")
def test_who_asked_to_open_a_month_does_not_approve_it(call: Call, closed: None) -> None:
    made = asked(call, kpis=["revenue"], subjects=["SH"])
    assert (made["state"], made["requested_by"], made["kpis"], made["subjects"]) == (
        "requested", "admin", ["revenue"], ["SH"],
    )  # fmt: skip
    path = f"/reopenings/{made['id']}/decide"
    for act in (True, False):
        status, refused = call("admin", path, {"approve": act}, "en")
        assert (status, refused["code"]) == (400, "reopen_four_eyes")
        assert "somebody else has to approve it" in refused["title"]
        assert "另一人" in call("admin", path, {"approve": act})[1]["title"]
    assert call("boss", path, {"approve": True})[1]["decided_by"] == "boss"
    status, again = call("boss", path, {"approve": False}, "en")
    assert (status, again["code"]) == (404, "reopening_unknown")
    assert "decided already" in again["title"]
    (period,) = [row for row in call("zhao", "/periods")[1] if row["code"] == "2026-10"]
    assert period["state"] == "reopened"


def test_a_refused_month_stays_closed_and_an_unknown_scope_is_refused_at_once(call: Call, closed: None) -> None:
    made = asked(call, new_terms=True)
    assert made["new_terms"]
    status, done = call("boss", f"/reopenings/{made['id']}/decide", {"approve": False, "reason": "不重大"})
    assert (status, done["state"]) == (200, "refused")
    assert [row["id"] for row in call("wang", "/reopenings?state=refused")[1]] == [made["id"]]
    body = {"reason": "补录", "until": "2026-12-31", "subjects": ["NORTH"]}
    assert call("admin", f"{OCTOBER}/reopenings", body)[1]["code"] == "reopen_scope_unknown"
    assert call("admin", "/periods/2026-11/reopenings", {**body, "subjects": []})[1]["code"] == "period_not_closed"


def test_a_month_whose_last_day_is_over_is_closed_as_the_next_revision(call: Call, closed: None) -> None:
    made = asked(call, days=-1)
    call("boss", f"/reopenings/{made['id']}/decide", {"approve": True})
    assert call("boss", "/reopenings/end", {}) == (200, {"shut": 1, "closed": 1})
    assert call("boss", "/reopenings/end", {}) == (200, {"shut": 0, "closed": 0})
    assert [row["revision"] for row in call("boss", "/closes")[1]] == [2, 1]
    assert call("boss", "/reopenings?state=closed")[1][0]["id"] == made["id"]


@pytest.mark.feature("N02")
def test_a_figure_that_feeds_pay_and_is_missing_is_waived_by_another_person(call: Call) -> None:
    """A KPI of WEST with weight and target that nobody reports."""
    silent_kpi()
    line = company.assignment_id("visits", "WEST")
    status, seen = call("admin", f"{OCTOBER}/close", language="en")
    (blocking,) = [row for row in seen["findings"] if row["blocks"]]
    assert (blocking["code"], blocking["kpi"], blocking["subject"], blocking["assignment"]) == (
        "unreported_pay", "visits", "WEST", line,
    )  # fmt: skip
    assert not seen["can_close"]
    wanted = {"fingerprint": seen["fingerprint"], "reason": "月结"}
    assert call("admin", f"{OCTOBER}/close", wanted)[1]["code"] == "close_blocked"
    body = {"reason": "系统停机", "assignments": [line]}
    assert call("admin", f"{OCTOBER}/waivers", {**body, "assignments": [line + 999]})[1]["code"] == "waiver_nothing"
    assert call("admin", f"{OCTOBER}/waivers", body) == (200, {"period": "2026-10", "count": 1})
    path = f"{OCTOBER}/waivers/decide"
    status, refused = call("admin", path, {"approve": True}, "en")
    assert (status, refused["code"]) == (400, "waiver_four_eyes")
    assert "somebody else has to decide" in refused["title"]
    assert "另一人" in call("admin", path, {"approve": True})[1]["title"]
    assert call("boss", path, {"approve": True})[0] == 200
    seen = call("admin", f"{OCTOBER}/close", language="en")[1]
    (waived,) = [row for row in seen["findings"] if row["code"] == "unreported_pay"]
    assert (waived["blocks"], waived["waiver"], waived["waived_by"]) == (False, "granted", "boss")
    assert "waived by boss" in waived["why"]
    wanted = {"fingerprint": seen["fingerprint"], "reason": "月结"}
    assert call("admin", f"{OCTOBER}/close", wanted)[1]["revision"] == 1


@pytest.mark.parametrize(
    "path",
    [
        "/periods/2031-01/close", "/periods/2031-01/late-data", "/periods/2031-01/replay", "/periods/2031-01/revisions",
        "/comparisons?first=2031-01&second=2026-10",
    ],
)  # fmt: skip
def test_a_month_the_calendar_does_not_hold_is_an_address_nobody_knows(call: Call, path: str) -> None:
    absent = call("boss", "/values/999999")
    assert call("boss", path) == absent
    assert absent[0] == 404
    body = {"fingerprint": "0" * 64, "reason": "x", "until": "2026-12-31", "choice": "note", "approve": True}
    for act in ("close", "waivers", "waivers/decide", "late-data/decide"):
        assert call("boss", f"/periods/2031-01/{act}", body) == absent
    assert call("admin", "/periods/2031-01/reopenings", body) == absent
    # who may not close learns no more about a month there is
    assert call("wang", "/periods/2026-10/close") == call("wang", "/periods/2031-01/close") == absent


def test_a_quarter_is_not_closed_and_a_close_that_was_never_made_is_not_found(call: Call, closed: None) -> None:
    assert call("boss", "/periods/FY2026-Q3/close")[1]["code"] == "close_months_only"
    status, refused = call("boss", f"{OCTOBER}/replay?revision=7", language="en")
    assert (status, refused["code"]) == (404, "revision_unknown")
    assert call("boss", f"{OCTOBER}/revisions?older=7")[0] == 404


@pytest.mark.feature("N03")
def test_an_opened_month_goes_by_the_terms_of_its_close_or_when_asked_for_by_those_of_now(
    call: Call, closed: None
) -> None:
    """October as closed: EAST 60 + 45 net. Later revenue is dated back to list prices, 100 + 50."""
    measure.set_formula(SYSTEM, kpi="revenue", text="sum(orders.list)", valid_from=company.START)
    for revision, new_terms, figure, terms in ((2, False, 105, 1), (3, True, 150, 3)):
        made = asked(call, new_terms=new_terms)
        assert call("boss", f"/reopenings/{made['id']}/decide", {"approve": True})[0] == 200
        work_off()
        rows = call("boss", "/values?period=2026-10&kpi=revenue")[1]["rows"]
        assert {row["subject"]: Decimal(row["actual"]) for row in rows}["EAST"] == figure
        seen = call("admin", f"{OCTOBER}/close")[1]
        done = call("admin", f"{OCTOBER}/close", {"fingerprint": seen["fingerprint"], "reason": "月结"})[1]
        assert (done["revision"], done["terms_revision"], seen["terms_revision"]) == (revision, terms, terms)
