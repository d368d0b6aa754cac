"""Changes of a calibration as steps: grade before and after, why, by whom, and who confirmed."""

from __future__ import annotations

from decimal import Decimal

from kpiloop.engine.trace import Person_, Step
from kpiloop.loop.reward.models import ScoreSheet


def calibration_steps(sheet: ScoreSheet) -> tuple[Step, ...]:
    """Every change that counts, in the order it was made; none where the grade is that of the score."""
    held = sheet.calibration
    if not held:
        return ()
    confirmed = Person_("calibration_confirmed_by", held["confirmed_by"], held["confirmed_at"])
    beyond = {"beyond_guideline": held["exception"]} if held["exception"] else {}
    return tuple(
        Step(
            "calibrated",
            "proof.calibrated",
            fields={"before": change["before"], "after": change["after"], "unit": held["unit"]},
            figure=Decimal(1),
            leaf="decision",
            parameters={"grade": change["after"]},
            people=(Person_("changed_by", change["by"], change["at"]), confirmed),
            evidence={"why": change["reason"], "calibration": str(held["session"]), **beyond},
        )
        for change in held["changes"]
    )
