"""What waits about a week stands on the checklist of the month the week ends in.

Week 39 of 2026 is 21 to 27 September, week 40 is 28 September to 4 October; calls of EAST are reported by week.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.governance.archive import services
from kpiloop.loop.collect import selectors as collect_read
from kpiloop.loop.collect import services as collect
from kpiloop.loop.collect.entering.rows import NewEntry, NewNode
from kpiloop.loop.measure import services as measure
from kpiloop.loop.plan import services as plan
from kpiloop.loop.track import services as track
from tests.loop.collect.entering.conftest import OCTOBER as NOW
from tests.loop.collect.entering.test_week_figures import Actors, weekly, weeks  # noqa: F401 - a fixture

W39, W40 = "2026-W39", "2026-W40"
SEPTEMBER, OCTOBER = "2026-09", "2026-10"


@pytest.fixture
def actors(weekly: Actors, db: None) -> Actors:  # noqa: F811
    measure.run_periods(SYSTEM, first=SEPTEMBER, last=OCTOBER, now=NOW)
    track.assess(SYSTEM, first=SEPTEMBER, last=OCTOBER, now=NOW)
    return weekly


def waiting(actor: Actor, month: str) -> list[tuple[str, str, str]]:
    found = services.prepare_close(actor, period_code=month, now=NOW).findings
    return [(row.kpi_code, row.subject_code, row.reason) for row in found if row.code == "pending_approval"]


def test_a_reported_week_waits_until_it_went_through_all_hands(actors: Actors) -> None:
    nodes = [NewNode("provide", "provider", 1), NewNode("check", "owner", 2)]
    collect.set_flow(actors["admin"], code="calls", name_zh="电话", kpis=["calls"], nodes=nodes, now=NOW)
    collect.submit_entries(actors["zhao"], values=[NewEntry("calls", "EAST", W39, Decimal(70))], now=NOW)
    assert waiting(SYSTEM, SEPTEMBER) == [("calls", "EAST", "entry_week")]
    assert waiting(SYSTEM, OCTOBER) == []
    (entry,) = collect_read.queue(actors["wang"], today=NOW.date())
    collect.approve_entries(actors["wang"], entries={entry.id or 0: entry.version}, now=NOW)
    assert waiting(SYSTEM, SEPTEMBER) == []


def test_another_target_of_a_week_waits_for_a_yes(actors: Actors) -> None:
    line = weeks(actors["zhao"])[W39].line.id
    asked = plan.propose_target_change(
        actors["admin"], assignment_id=line, period=W40, new_target=Decimal(90), reason="国庆促销"
    )
    assert (waiting(SYSTEM, SEPTEMBER), waiting(SYSTEM, OCTOBER)) == ([], [("calls", "EAST", "target_week")])
    plan.decide_target_change(actors["boss"], change_id=asked, approve=False, reason="不变", now=NOW)
    assert waiting(SYSTEM, OCTOBER) == []
