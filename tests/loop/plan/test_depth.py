"""One KPI down five levels: company, region, team, position, person; every child linked, every gap told."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.org import services as org
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.rows import NewAssignment, NewTarget
from tests.loop.plan.company import NOW, START, publish_kpi

LEVELS = ("HQ", "EAST", "TEAM", "REP", "E3")
KINDS = ("unit", "unit", "unit", "position", "person")
OWNERS = ("E1", "E2", "E2", "E2", "E3")


@pytest.mark.feature("S02", "S03")
def test_five_levels_are_linked_and_every_gap_is_told(actors: dict[str, Actor]) -> None:
    """Targets 1000 > 900 > 950 > 950 > 940: under by 100, over by 50, even, under by 10."""
    org.add_unit(SYSTEM, code="TEAM", name_zh="一组", parent="EAST", valid_from=START)
    org.add_position(SYSTEM, code="REP", name_zh="销售代表", unit="TEAM")
    publish_kpi(actors["admin"], "revenue")
    services.add_scheme(actors["admin"], code="FY2026", name_zh="方案", fiscal_year=2026)
    wanted = [
        NewAssignment("revenue", subject, owner, D(100), START, parent=("revenue", above) if above else None)
        for subject, owner, above in zip(LEVELS, OWNERS, ("", *LEVELS), strict=False)
    ]
    keys = services.assign_many(actors["admin"], scheme="FY2026", assignments=wanted)
    services.publish_scheme(actors["admin"], code="FY2026", now=NOW)
    figures = (1000, 900, 950, 950, 940)
    targets = [NewTarget(key, "2026-10", D(figure)) for key, figure in zip(keys, figures, strict=True)]
    services.set_targets(actors["admin"], targets=targets)
    rows = [selectors.assignment(actors["boss"], key) for key in keys]
    assert [row.parent_id for row in rows] == [None, *keys[:-1]]
    assert tuple(row.subject.kind for row in rows) == KINDS
    gaps = [selectors.cascade_gap(actors["boss"], assignment_id=key, period_code="2026-10") for key in keys[:-1]]
    assert [(gap.gap, gap.state) for gap in gaps] == [(-100, "under"), (50, "over"), (0, "even"), (-10, "under")]
