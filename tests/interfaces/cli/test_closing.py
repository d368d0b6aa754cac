"""Closing from the command line: what waits is named with what is needed to decide it."""

from __future__ import annotations

import pytest

from tests.interfaces.cli.conftest import Line

pytestmark = pytest.mark.django_db
OCTOBER = "2026-10"


def lines(company: Line, lang: str = "en") -> list[str]:
    """What the explained close says about October, line by line with single spaces."""
    told = company("period", "close", OCTOBER, by="boss", lang=lang)
    assert told.err.startswith("cli_confirmation_needed")
    return [" ".join(line.split()) for line in told.out.splitlines()]


def test_a_waiting_correction_is_explained_and_decided_by_its_number(company: Line) -> None:
    """An order of SH of October, 60 in the source."""
    cell = ("orders", "--key", "2026-10-SH", "--field", "net", "--value", "80", "--reason", "invoice")
    made = company("import", "correct", *cell, "--json", by="admin").json()["correction"]
    said = f"Orders · 2026-10-SH: net 60 → 80, correction {made} by admin waits for approval"
    assert sum(said in line for line in lines(company)) == 1
    said = f"订单 · 2026-10-SH：net 60 → 80，admin 提出的更正 {made} 待批准"
    assert sum(said in line for line in lines(company, "zh")) == 1
    plan = company("period", "close", OCTOBER, "--json", by="boss").out
    assert '"dataset": "orders"' in plan and f'"number": {made}' in plan
    waiting = company("import", "corrections", "--waiting", "--json", by="boss").json()
    assert [row["id"] for row in waiting] == [made]
    assert company("import", "decide", str(made), "withdraw", "--reason", "typo", by="admin").code == 0
    assert not any("2026-10-SH" in line for line in lines(company))
    assert company("import", "corrections", "--waiting", "--json", by="boss").json() == []
    assert [row["id"] for row in company("import", "corrections", "--json", by="boss").json()] == [made]
