"""Late data of a paid quarter by program: scores and bonuses that would change, worked out by hand in test_late_pay."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpiloop.foundation.access.actors import Actor
from tests.governance.archive.test_late_pay import GRADES, MONEY, TOTALS, change_rules, pay_out
from tests.interfaces.api.closing.conftest import Call

pytestmark = pytest.mark.django_db
SEPTEMBER = "/periods/2026-09/late-data"


@pytest.mark.feature("N03")
def test_scores_and_bonuses_change_by_the_terms_of_then(call: Call, actors: dict[str, Actor]) -> None:
    pay_out(actors)
    change_rules(actors["admin"])
    seen = call("boss", SEPTEMBER)[1]
    scores = {row["subject"]: row for row in seen["scores"]}
    assert set(scores) <= set(TOTALS) and len(scores) >= 9
    for subject, row in scores.items():
        wanted = TOTALS[subject]
        assert abs(Decimal(row["total_after"]) - Decimal(wanted.numerator) / wanted.denominator) < Decimal("1e-12")
        assert (row["grade_before"], row["grade_after"]) == GRADES[subject]
    money = {row["person"]: (Decimal(row["before"]), Decimal(row["after"])) for row in seen["pay"]}
    assert money == {person: (Decimal(before), Decimal(after)) for person, (before, after) in MONEY.items()}
    (quarter,) = seen["quarters"]
    assert (quarter["quarter"], quarter["scheme"], quarter["state"]) == ("FY2026-Q3", "S26", "published")
    assert quarter["not_used"]
    body = {"fingerprint": seen["fingerprint"], "choice": "adjust", "reason": "四季度结算"}
    assert call("boss", f"{SEPTEMBER}/decide", body)[1]["carried_to"] == "2026-10"
    assert not call("boss", SEPTEMBER)[1]["is_waiting"]
