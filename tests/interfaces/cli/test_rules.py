"""Scoring and pay from the command line: rules, an event by two people, a veto lifted."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.interfaces.cli.conftest import Line
from tests.loop.reward import company as scored

QUARTER = scored.QUARTER


def total(company: Line, code: str) -> Decimal:
    rows = company("score", "list", QUARTER, "--json", by="admin").json()
    return Decimal(next(row["total"] for row in rows if row["subject"]["code"] == code))


@pytest.mark.feature("SC-03")
def test_sc_03_rules_events_and_lifts_from_the_command_line(company: Line) -> None:
    def admin(*words: str) -> None:
        told = company(*words, by="admin")
        assert told.code == 0, told.err

    scored.add_mover()
    scored.set_rules()
    admin("rule", "kpi", "S26", "cost", "linear", "--with", "cap=120", "--with", "missing=zero")
    admin("rule", "grades", "S26", "S 95 1.5; A 90 1.2; B 80 1; C 70 0.8; D 0 0.5")
    admin(
        "rule",
        "terms",
        "S26",
        "--cap",
        "110",
        "--ties",
        "dense",
        "--distribution",
        "guideline",
        "--shares",
        "A 20 B 80",
    )
    accident = ("--name", "安全事故", "--scope", "total", "--most", "0", "--lifted-by", "bonus.approve")
    admin("rule", "set", "S26", "ACCIDENT", "veto", *accident)
    admin("rule", "set", "S26", "PRAISE", "extra_points", "--name", "表扬", "--points", "2", "--most", "3")
    shown = company("rule", "show", "S26", by="zhao", lang="zh").out
    assert "安全事故: 登记并获批准后; 总分最高 0" in shown and "dense" not in shown.split("ACCIDENT")[1]
    assert company("rule", "bonus", "S26", "--pool-method", "share", by="boss").code == 0

    told = ("--on", "2026-08-20", "--text", "叉车事故", "--evidence", "AQ-7")
    key = str(company("adjustment", "record", "S26", "ACCIDENT", "WEST", *told, "--json", by="admin").json()["id"])
    assert company("adjustment", "approve", key, by="admin").err.startswith("four_eyes")
    assert company("adjustment", "approve", key, by="boss").code == 0
    admin("score", "open", QUARTER, "--scheme", "S26")
    admin("score", "run", QUARTER, "--waiver", "trial")
    assert (total(company, "WEST"), total(company, "EAST")) == (0, 80)
    asked = company(
        "adjustment", "ask-lift", QUARTER, "ACCIDENT", "WEST", "--reason", "责任在承包商", "--json", by="admin"
    )
    assert company("adjustment", "lift", str(asked.json()["id"]), by="boss").code == 0
    admin("score", "run", QUARTER, "--waiver", "trial")
    assert total(company, "WEST") == 100
    assert "责任在承包商" in company("adjustment", "lifts", QUARTER, by="boss").out
    admin("rule", "end", "S26", "PRAISE", "--reason", "取消")
    assert "PRAISE" not in company("rule", "show", "S26", by="boss").out
