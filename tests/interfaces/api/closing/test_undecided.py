"""A program that closes a month learns which correction waits, decides it as another person, and looks again."""

from __future__ import annotations

import pytest

from kpiloop.foundation.jobs.services import work_off
from tests.governance.archive.test_undecided import ORDER
from tests.interfaces.api.closing.conftest import Call

pytestmark = pytest.mark.django_db
OCTOBER = "/periods/2026-10/close"


def waiting(call: Call, language: str = "zh-hans") -> list[tuple[int | None, str]]:
    """(correction, why) of what waits for approval; read by the executive."""
    status, seen = call("boss", OCTOBER, language=language)
    assert status == 200, seen
    return [(row["correction"], row["why"]) for row in seen["findings"] if row["code"] == "pending_approval"]


def test_a_waiting_correction_is_on_the_list_until_it_is_decided(call: Call) -> None:
    asked = {"dataset": "orders", "key": ["2026-10-SH"], "field": "net", "value": "80", "reason": "发票"}
    status, made = call("admin", "/collect/corrections", asked)
    assert status == 200, made
    key = made["id"]
    assert waiting(call) == [(key, f"订单 · 2026-10-SH：net 60 → 80，admin 提出的更正 {key} 待批准")]
    assert waiting(call, "en") == [
        (key, f"Orders · 2026-10-SH: net 60 → 80, correction {key} by admin waits for approval")
    ]
    listed = call("boss", "/collect/corrections?state=proposed")[1]
    assert [(row["id"], row["state"]) for row in listed] == [(key, "proposed")]
    assert call("admin", f"/collect/corrections/{key}/decide", {"act": "approve"})[1]["code"] == "correction_own"
    assert call("admin", f"/collect/corrections/{key}/decide", {"act": "withdraw", "reason": "误提"})[0] == 204
    assert waiting(call) == []
    assert call("boss", "/collect/corrections?state=proposed") == (200, [])
    assert call("boss", "/collect/corrections?state=gone")[0] == 400


def test_waiting_rows_name_their_load(call: Call) -> None:
    shop = {"code": "shop", "kind": "push", "name_zh": "门店", "dataset": "orders", "location": ""}
    assert call("admin", "/collect/sources", shop)[0] == 200
    rows = [{**ORDER, "no": "X2", "net": "about twelve"}, {**ORDER, "no": "X3", "on": "some day"}]
    status, told = call("admin", "/collect/sources/shop/rows", {"rows": [ORDER, *rows]}, **{"idempotency-key": "1"})
    assert (status, told["kept"], told["waiting"]) == (202, 1, 2), told
    work_off()
    found = [row for row in call("boss", OCTOBER, language="en")[1]["findings"] if row["load"] is not None]
    (line,) = found
    assert (line["code"], line["assignment"], line["correction"]) == ("pending_approval", 0, None)
    assert line["why"] == f"Orders: 2 rows of load {line['load']} wait for a decision"
    listed = call("boss", f"/collect/quarantine?load={line['load']}")[1]
    assert len(listed) == 2
