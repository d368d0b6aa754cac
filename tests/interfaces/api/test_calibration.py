"""Guideline and calibration by program; figures as in tests/loop/reward/test_calibration.py."""

from __future__ import annotations

import pytest

from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.reward import services
from kpiloop.loop.reward.scoring.adjustment_rows import TermsRow
from tests.interfaces.api.conftest import Ask
from tests.interfaces.api.test_planning import read, send
from tests.loop.reward import company as scored
from tests.loop.reward.test_calibration import SHARES

pytestmark = pytest.mark.django_db
QUARTER = "FY2026-Q3"


@pytest.mark.feature("P20")
def test_p20_a_calibration_by_program(ask: Ask, actors: dict[str, Actor]) -> None:
    scored.add_mover()
    scored.scored_cycle(actors)
    found = read(ask, f"/schemes/S26/guideline?quarter={QUARTER}&shares=S 25 B 50 D 25&smallest=4", "boss")
    assert [(group["unit"], group["units"], group["given"]) for group in found["groups"]] == [
        ("HQ", ["EAST", "HQ", "SH", "WEST"], {"S": 1, "B": 2, "D": 1})
    ]
    assert len(read(ask, f"/schemes/S26/guideline?quarter={QUARTER}", "boss")["too_few"]) == 4
    terms = TermsRow(distribution="guideline", shares=SHARES, smallest_group=4)
    services.set_card_terms(actors["admin"], scheme="S26", terms=terms)
    own = read(ask, f"/schemes/S26/guideline?quarter={QUARTER}&smallest=4", "boss")["groups"]
    assert own[0]["given"] == {"S": 1, "A": 0, "B": 2, "C": 0, "D": 1}  # nobody names shares: those of the scheme
    status, rows = send(actors["admin"], "/schemes/S26/calibrations", {"quarter": QUARTER})
    assert (status, rows[0]["guideline"]) == (200, {"S": 1, "A": 0, "B": 2, "C": 0, "D": 1})
    at = f"/calibrations/{rows[0]['id']}"
    moved = {"person": "E3", "grade": "D", "reason": "客诉属实"}
    status, row = send(actors["boss"], f"{at}/grades", moved)
    assert (status, row["given"]["D"], row["history"][0]["before"]) == (200, 1, "C")
    assert send(actors["boss"], f"{at}/grades", {**moved, "person": "E1"})[1]["code"] == "calibration_own_grade"
    assert send(actors["boss"], f"{at}/confirm", {})[1]["code"] == "calibration_four_eyes"
    assert send(actors["admin"], f"{at}/confirm", {})[1]["state"] == "confirmed"
    assert send(actors["admin"], f"{at}/reopen", {"reason": "复核"})[1]["state"] == "open"
    assert read(ask, f"/schemes/S26/calibrations?quarter={QUARTER}")[0]["changed"] == 1
    assert ask(f"/schemes/S26/calibrations?quarter={QUARTER}", "wang").status_code == 404
    rows = read(ask, f"/exports/calibrations?quarter={QUARTER}")
    assert "guideline" in rows["columns"] and len(rows["rows"]) == 4
