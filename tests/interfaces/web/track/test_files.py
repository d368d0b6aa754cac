"""Figures of the cockpit and of a KPI as files: what the page shows, cut to what the reader may see."""

from __future__ import annotations

import csv
import io

from django.test import Client

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.models import User
from tests.loop import company
from tests.loop.trading import actors, built_company

__all__ = ["actors", "built_company"]

Rows = list[dict[str, str]]


def read(username: str, address: str) -> Rows:
    visitor = Client()
    visitor.force_login(User.objects.get(username=username))
    answer = visitor.get(address)
    assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


def test_the_month_at_hand_within_sight(actors: dict[str, Actor]) -> None:
    rows = read("wang", "/values.csv?period=2026-09")
    assert {row["period"] for row in rows} == {"2026-09"}
    assert {"EAST", "SH", "ZJ"} <= {row["subject"] for row in rows} and not {"HQ", "WEST"} & {
        row["subject"] for row in rows
    }
    east = next(row for row in rows if (row["kpi"], row["subject"]) == ("revenue", "EAST"))
    # 70 + 50 against 150 (tests/loop/company.py)
    assert (float(east["actual"]), float(east["target"]), east["status"]) == (120, 150, "red")


def test_one_kpi_month_by_month(actors: dict[str, Actor]) -> None:
    rows = read("boss", f"/kpis/{company.assignment_id('revenue', 'EAST')}/values.csv?period=2026-10")
    assert {(row["kpi"], row["subject"]) for row in rows} == {("revenue", "EAST")}
    found = {row["period"]: float(row["actual"]) for row in rows if row["actual"]}
    assert found == {
        **dict.fromkeys(("2026-05", "2026-06", "2026-07"), 150.0),
        "2025-10": 135.0, "2026-08": 135.0, "2026-09": 120.0, "2026-10": 105.0,
    }  # fmt: skip
