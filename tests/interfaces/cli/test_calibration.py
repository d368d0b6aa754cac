"""Calibration from the command line; figures as in tests/loop/reward/test_calibration.py."""

from __future__ import annotations

import pytest

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.loop.reward import services
from kpiloop.loop.reward.scoring.adjustment_rows import TermsRow
from tests.interfaces.cli.conftest import Line
from tests.loop.reward import company as scored
from tests.loop.reward.test_calibration import SHARES


@pytest.mark.feature("P20")
def test_p20_a_calibration_from_the_command_line(company: Line) -> None:
    scored.add_mover()
    scored.set_rules()
    terms = TermsRow(distribution="guideline", shares=SHARES, smallest_group=4)
    services.set_card_terms(SYSTEM, scheme="S26", terms=terms)
    for words in (
        ("score", "open", scored.QUARTER, "--scheme", "S26"),
        ("score", "run", scored.QUARTER, "--waiver", "trial"),
    ):
        told = company(*words, by="admin")
        assert told.code == 0, told.err
    merged = company("score", "guideline", scored.QUARTER, "--smallest", "4", "--json", by="admin").json()
    assert [unit["code"] for unit in merged[0]["units"]] == ["EAST", "HQ", "SH", "WEST"]
    assert company("calibration", "open", scored.QUARTER, by="admin").code == 0
    key = str(company("calibration", "list", scored.QUARTER, "--json", by="admin").json()[0]["id"])
    moved = company("calibration", "change", key, "E3", "D", "--reason", "客诉属实", by="boss")
    assert moved.code == 0, moved.err
    shown = company("calibration", "show", key, by="admin")
    assert "C → D 客诉属实" in shown.out
    assert company("calibration", "confirm", key, by="boss").code == 1
    assert company("calibration", "confirm", key, by="admin").code == 0
    assert company("calibration", "reopen", key, "--reason", "复核", by="admin").code == 0
    assert "E3" in company("export", "calibrations", by="admin").out
