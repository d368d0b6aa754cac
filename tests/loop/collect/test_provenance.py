"""What loads and reports tell about the figures that rest on them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.collect import services
from kpiloop.loop.collect.models import LoadBatch, Source
from kpiloop.loop.collect.provenance.behind import loads_behind
from kpiloop.loop.collect.provenance.timely import timeliness
from kpiloop.loop.collect.timetable.models import SourceOutage
from tests.loop.collect.conftest import ORDER_HEAD
from tests.loop.plan.company import NOW

pytestmark = pytest.mark.feature("N14")


def test_rows_that_wait_concern_their_own_month_only(actors: dict[str, Actor], source: str, home: Path) -> None:
    lines = ["S1,2026-10-05,EAST,E2,10,1", "S2,2026-10-06,NOWHERE,E2,10,1", "S3,soon,EAST,E2,10,1"]
    (home / "orders.csv").write_text("\n".join([ORDER_HEAD, *lines, ""]), encoding="utf-8")
    batch = services.load(actors["admin"], source="erp", now=NOW)
    (fact,) = loads_behind([batch.number, 999]).values()
    assert (fact.source, fact.is_file, fact.has_told, fact.is_faulty) == ("erp", True, False, False)
    # In October both wait; of September only the row whose day nobody can read may belong there.
    assert fact.waiting_in(date(2026, 10, 1), date(2026, 11, 1)) == 2
    assert fact.waiting_in(date(2026, 9, 1), date(2026, 10, 1)) == 1
    SourceOutage.objects.create(source=Source.objects.get(code="erp"), began_at=NOW, error_code="source_unreachable")
    assert loads_behind([batch.number])[batch.number].is_faulty


def test_a_delivery_is_late_or_absent_by_the_duty_of_its_source(
    actors: dict[str, Actor], source: str, home: Path
) -> None:
    rhythm = {"frequency": "month", "due_days": 5, "grace_days": 2, "first_day": date(2026, 8, 1)}
    services.set_duty(actors["admin"], source="erp", **rhythm)  # type: ignore[arg-type]
    (home / "orders.csv").write_text(f"{ORDER_HEAD}\nS1,2026-09-10,EAST,E2,10,1\n", encoding="utf-8")
    batch = services.load(actors["admin"], source="erp", now=NOW)
    LoadBatch.objects.filter(number=batch.number).update(finished_at=datetime(2026, 10, 9, 2, tzinfo=UTC))
    erp = Source.objects.get(code="erp").pk
    found = timeliness([erp], [], date(2026, 11, 20))
    # September was due on 5 October with two days of grace, so from the 8th on it was late: the 9th is its second day.
    assert found.of_sources([erp], date(2026, 9, 1), date(2026, 10, 1)) == (2, frozenset())
    assert found.of_sources([erp], date(2026, 10, 1), date(2026, 11, 1)) == (0, frozenset({erp}))
    assert found.of_sources([erp], date(2026, 7, 1), date(2026, 8, 1)) == (0, frozenset())
