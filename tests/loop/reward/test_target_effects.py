"""What another target would do, before anybody decides (P10, R27); figures by hand from company.py."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.plan.models import Target
from kpiloop.loop.reward import selectors
from tests.loop import company

pytestmark = pytest.mark.feature("P10")
Actors = dict[str, Actor]


def test_a_lower_target_lifts_status_points_and_grade(actors: Actors, cycle: int) -> None:
    """SH revenue: 255 of 300 in the quarter is 0.85 -> 70 points, C.

    With 45 less asked in one month it is 255 of 255 -> 100 points, S. Nothing is written.
    """
    line = company.assignment_id("revenue", "SH")
    held = Target.objects.get(assignment=line, period__code="2026-09", is_current=True)
    assert held.target is not None
    asked = (line, "2026-09", held.target - 45)
    effect = selectors.target_effects(actors["boss"], asked=[asked])[asked]
    assert (effect.before.score, effect.before.total, effect.before.grade) == (D(70), D(70), "C")
    assert (effect.after.score, effect.after.total, effect.after.grade) == (D(100), D(100), "S")
    assert (effect.actual, effect.before.achievement, effect.before.light) == (D(70), D("0.7"), "red")
    assert effect.after.achievement is not None
    assert (effect.after.achievement.quantize(D("0.0001")), effect.after.light) == (D("1.2727"), "green")  # 70 / 55
    held.refresh_from_db()
    assert held.is_current


@pytest.mark.feature("TG-03")
def test_tg_03_a_result_is_told_against_every_version(actors: Actors, cycle: int) -> None:
    line = company.assignment_id("revenue", "ZJ")
    asked = [(line, "2026-09", D(40)), (line, "2026-09", D(100)), (line, "2026-09", None)]
    found = selectors.target_effects(actors["boss"], asked=asked)
    reached = [found[each].after.achievement for each in asked]
    assert reached == [D("1.25"), D("0.5"), None]  # September 50
    assert [found[each].after.light for each in asked][2] == "na"


def test_what_one_may_not_see_is_not_told(actors: Actors, cycle: int) -> None:
    with pytest.raises(Refusal, match="not_found"):
        selectors.target_effects(actors["zhao"], asked=[(company.assignment_id("revenue", "WEST"), "2026-09", D(1))])
