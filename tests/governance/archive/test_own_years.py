"""A month of a group is closed with the figures by the own year of an entity, and replays to the same bytes (0083)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.org import services as org
from kpiloop.governance.archive import selectors, services
from kpiloop.loop.measure.models import Value
from kpiloop.loop.track import services as track
from tests.loop import company

SEPTEMBER = "2026-09"
SLOT = {"kpi__code": "revenue", "subject__code": "WEST", "period__code": SEPTEMBER, "is_current": True}


@pytest.fixture
def entity(actors: dict[str, Actor]) -> Actor:
    """WEST is a legal entity whose year begins in August; September is computed, judged and closed."""
    org.set_entity(SYSTEM, unit="HQ", currency="CNY")
    org.set_entity(SYSTEM, unit="WEST", currency="CNY")
    org.set_entity_year(SYSTEM, unit="WEST", start_month=8, valid_from=date(2025, 8, 1))
    company.compute("2026-01", SEPTEMBER)
    track.assess(SYSTEM, first=SEPTEMBER, last=SEPTEMBER, now=company.NOW)
    prepared = services.prepare_close(actors["admin"], period_code=SEPTEMBER, now=company.NOW)
    services.apply_close(actors["admin"], prepared, waiver="月结", now=company.NOW)
    return actors["admin"]


@pytest.mark.feature("S41")
def test_an_own_year_is_frozen_and_replays_to_the_same_bytes(entity: Actor) -> None:
    """WEST sells 100 a month from May on: 200 by its own year from August, 500 by that of the group."""
    own = Value.objects.get(**SLOT, window="ytd8")
    assert (own.actual, own.frozen_revision) == (200, 1)
    assert Value.objects.get(**SLOT, window="ytd").actual == 500
    first = selectors.replay(entity, period_code=SEPTEMBER)
    assert (first.is_same, first.differences) == (True, ())
    with pytest.raises(Refusal, match="entity_year_wrong"):  # a closed month goes on showing its year
        org.set_entity_year(SYSTEM, unit="WEST", start_month=9, valid_from=date(2025, 9, 1))
    org.set_entity_year(SYSTEM, unit="WEST", start_month=None, valid_from=date(2027, 1, 1))
    late = {**company.FACTS, SEPTEMBER: {**company.FACTS[SEPTEMBER], "WEST": (999, 100, 60)}}
    company.publish_facts(late)
    company.compute(SEPTEMBER, SEPTEMBER)
    again = selectors.replay(entity, period_code=SEPTEMBER)
    assert (again.is_same, again.replayed_sha256, again.values) == (True, first.sha256, first.values)
    assert Value.objects.get(**SLOT, window="ytd8").actual == 200


def test_a_changed_own_figure_shows(entity: Actor) -> None:
    Value.objects.filter(**SLOT, window="ytd8").update(actual=Decimal(1))
    found = selectors.replay(entity, period_code=SEPTEMBER)
    assert not found.is_same
    assert ("revenue", "WEST") in {(row.kpi_code, row.subject_code) for row in found.differences}
