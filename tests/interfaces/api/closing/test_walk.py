"""A month closed, corrected late, opened again and closed anew by program alone; every figure by hand.

September as it was closed (tests/loop/company.py): SH 70, ZJ 50, WEST 100; EAST 120 of 150, HQ 220 of 250.
Then SH 95, ZJ 45, WEST 115 are pushed: EAST 95 + 45 = 140 of 150, amber; HQ 140 + 115 = 255 of 250, green.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from kpiloop.foundation.jobs.services import work_off
from kpiloop.loop.measure import jobs
from tests.interfaces.api.closing.conftest import Call

pytestmark = pytest.mark.django_db
SEPTEMBER = "/periods/2026-09"
#: unit, seller, product, net, list price, cost
LATE = (
    ("SH", "E3", "A", "95", "100", "60"),
    ("ZJ", "E2", "B", "45", "50", "30"),
    ("WEST", "E4", "A", "115", "110", "60"),
)
COLUMNS = ("unit", "seller", "product", "net", "list", "cost")
LATE_ROWS = [{"no": f"2026-09-{row[0]}", "on": "2026-09-15", **dict(zip(COLUMNS, row, strict=True))} for row in LATE]
#: subject -> reported, restated, light before and after
REVENUE = {
    "SH": (70, 95, "red", "amber"),
    "ZJ": (50, 45, "green", "amber"),
    "EAST": (120, 140, "red", "amber"),
    "WEST": (100, 115, "green", "green"),
    "HQ": (220, 255, "red", "green"),
    "E3": (70, 95, "red", "amber"),
}


@pytest.fixture(autouse=True)
def computed_until_october(monkeypatch: pytest.MonkeyPatch) -> None:
    """The company has facts until October, whatever day it is."""
    october = partial(jobs.ask_for_run, on=date(2026, 10, 31))
    monkeypatch.setattr(jobs, "ask_for_run", lambda first, mark, touched=None, *, on: october(first, mark, touched))


def close(call: Call, reason: str = "月结") -> Any:
    status, seen = call("admin", f"{SEPTEMBER}/close")
    assert status == 200, seen
    status, done = call("admin", f"{SEPTEMBER}/close", {"fingerprint": seen["fingerprint"], "reason": reason})
    assert status == 200, done
    return done


def push_late_rows(call: Call) -> None:
    shop = {"code": "late", "kind": "push", "name_zh": "补单", "dataset": "orders", "location": ""}
    status, made = call("admin", "/collect/sources", shop)
    assert status == 200, made
    key = {"idempotency-key": "september, again"}
    status, told = call("admin", "/collect/sources/late/rows", {"rows": LATE_ROWS}, **key)
    assert (status, told["kept"], told["waiting"]) == (202, 3, 0), told
    work_off()


def revenue(rows: Any) -> dict[str, Any]:
    return {row["subject"]: row for row in rows if row["kpi"] == "revenue"}


def late(call: Call, who: str = "boss") -> Any:
    status, seen = call(who, f"{SEPTEMBER}/late-data")
    assert status == 200, seen
    return seen


def figures(call: Call) -> dict[str, Decimal]:
    rows = call("boss", "/values?period=2026-09&kpi=revenue")[1]["rows"]
    return {row["subject"]: Decimal(row["actual"]) for row in rows}


@pytest.mark.feature("N02", "N03")
def test_a_month_is_closed_corrected_late_opened_again_and_closed_anew(call: Call) -> None:
    first = close(call)
    assert (first["revision"], first["figures"], first["closed_by"]) == (1, 10, "admin")
    push_late_rows(call)
    assert figures(call)["EAST"] == 120  # nothing moves by itself
    assert [row["code"] for row in call("zhao", "/late-data")[1]] == ["2026-09"]
    seen = late(call)
    told = {
        name: (Decimal(row["before"]), Decimal(row["after"]), row["light_before"], row["light_after"])
        for name, row in revenue(seen["figures"]).items()
    }
    assert told == REVENUE
    assert (seen["is_waiting"], seen["choices"]) == (True, ["restate", "adjust", "note"])
    until = (timezone.localdate() + timedelta(days=9)).isoformat()
    wanted = {"fingerprint": seen["fingerprint"], "choice": "restate", "reason": "上海补单", "until": until}
    status, decided = call("admin", f"{SEPTEMBER}/late-data/decide", wanted)
    assert (status, decided["choice"], decided["figures"]) == (200, "restate", len(seen["figures"]))
    status, opened = call("boss", f"/reopenings/{decided['reopening']}/decide", {"approve": True})
    assert (status, opened["state"], opened["until"], opened["new_terms"]) == (200, "approved", until, False)
    work_off()  # what was opened is computed in the background
    assert figures(call)["EAST"] == 140
    second = close(call)
    assert (second["revision"], second["terms_revision"]) == (2, 1)
    changed = revenue(call("boss", f"{SEPTEMBER}/revisions?older=1&newer=2")[1])
    assert {name: Decimal(row["difference"]) for name, row in changed.items()} == {
        name: after - before for name, (before, after, *_) in REVENUE.items()
    }
    assert {(row["reported"]["light"], row["restated"]["light"]) for row in [changed["HQ"]]} == {("red", "green")}
    for revision in (1, 2):
        status, replayed = call("boss", f"{SEPTEMBER}/replay?revision={revision}")
        assert (status, replayed["is_same"], replayed["count"]) == (200, True, 0)
        assert replayed["sha256"] == replayed["replayed_sha256"] == (first, second)[revision - 1]["sha256"]
    assert not late(call)["is_waiting"]
    assert [row["revision"] for row in call("zhao", "/closes?period=2026-09")[1]] == [2, 1]
    assert call("zhao", "/late-data")[1] == []


def test_what_is_settled_later_or_only_noted_moves_nothing(call: Call) -> None:
    close(call)
    push_late_rows(call)
    seen = late(call)
    wanted = {"fingerprint": seen["fingerprint"], "choice": "adjust", "reason": "十月一并结算"}
    status, refused = call("boss", f"{SEPTEMBER}/late-data/decide", {**wanted, "choice": "forget"}, "en")
    assert (status, refused["code"]) == (400, "late_choice_unknown")
    assert "forget" in refused["title"] and "restate" in refused["title"]
    status, decided = call("boss", f"{SEPTEMBER}/late-data/decide", wanted)
    assert (status, decided["carried_to"], decided["reopening"]) == (200, "2026-10", None)
    status, again = call("boss", f"{SEPTEMBER}/late-data/decide", wanted)
    assert (status, again["code"]) == (409, "late_outdated")
    assert figures(call)["EAST"] == 120
    october = call("admin", "/periods/2026-10/close")[1]
    carried = {row["subject"]: row for row in october["findings"] if row["code"] == "carried_late_data"}
    assert "120 → 140" in carried["EAST"]["why"]
    assert [row["choice"] for row in call("zhao", "/late-data/decisions?period=2026-09")[1]] == ["adjust"]


def test_a_look_that_is_out_of_date_closes_nothing(call: Call) -> None:
    status, seen = call("admin", f"{SEPTEMBER}/close")
    assert (status, seen["is_closed"], seen["revision"], seen["can_close"]) == (200, False, 1, True)
    status, refused = call("admin", f"{SEPTEMBER}/close", {"fingerprint": "0" * 64, "reason": "月结"}, "en")
    assert (status, refused["code"]) == (409, "close_outdated")
    assert "Look again" in refused["title"]
    status, refused = call("admin", f"{SEPTEMBER}/close", {"fingerprint": seen["fingerprint"]})
    assert (status, refused["code"], seen["needs_reason"]) == (400, "close_incomplete", True)
    assert call("admin", "/closes")[1] == []
    done = close(call)
    again = call("boss", f"{SEPTEMBER}/close", {"fingerprint": "0" * 64})
    assert again == (200, done)  # closed is closed
    assert call("admin", f"{SEPTEMBER}/close")[1]["is_closed"]


def test_late_data_that_grew_since_the_look_are_decided_about_anew(call: Call) -> None:
    close(call)
    push_late_rows(call)
    seen = late(call, "admin")
    rows = [{**LATE_ROWS[0], "net": "100"}]
    call("admin", "/collect/sources/late/rows", {"rows": rows}, **{"idempotency-key": "once more"})
    work_off()
    wanted = {"fingerprint": seen["fingerprint"], "choice": "note", "reason": "不重大"}
    status, refused = call("admin", f"{SEPTEMBER}/late-data/decide", wanted)
    assert (status, refused["code"]) == (409, "late_outdated")
    assert Decimal(revenue(late(call)["figures"])["EAST"]["after"]) == 145
    assert call("admin", "/late-data/decisions")[1] == []
