"""What is expected and how it stands: loads of a source, reports of a KPI, cut to the viewer (S08)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.models import LoadBatch
from tests.loop.collect.conftest import ORDER_HEAD
from tests.loop.plan.company import NOW

pytestmark = pytest.mark.feature("S08")
TODAY = date(2026, 11, 20)


def load_of(actors: dict[str, Actor], home: Path, day: str, arrived: datetime) -> None:
    """A file with one order of a month, loaded at a moment."""
    (home / "orders.csv").write_text(f"{ORDER_HEAD}\nS{day},{day},EAST,E2,10,1\n", encoding="utf-8")
    batch = services.load(actors["admin"], source="erp", now=NOW)
    LoadBatch.objects.filter(number=batch.number).update(finished_at=arrived)


def states(actors: dict[str, Actor], who: str = "admin", today: date = TODAY) -> list[tuple[str, str, int]]:
    rows = selectors.expected(actors[who], today=today, last=3)
    return [(f"{row.start:%Y-%m}", row.state, row.days_late) for row in rows]


def test_loads_on_time_late_and_missing(actors: dict[str, Actor], source: str, home: Path) -> None:
    services.set_duty(
        actors["admin"], source="erp", frequency="month", due_days=5, grace_days=2, first_day=date(2026, 8, 1)
    )
    load_of(actors, home, "2026-08-10", datetime(2026, 9, 4, 2, tzinfo=UTC))
    load_of(actors, home, "2026-09-10", datetime(2026, 10, 9, 2, tzinfo=UTC))
    # August came by 4 September; September on 9 October, late from the 8th; October has not come, late from 8 November
    assert states(actors) == [("2026-08", "on_time", 0), ("2026-09", "late", 2), ("2026-10", "missing", 13)]
    assert states(actors, today=date(2026, 11, 4))[-1] == ("2026-10", "waiting", 0)
    assert states(actors, today=date(2026, 11, 7))[-1] == ("2026-10", "due", 0)


def test_saying_it_again_changes_it(actors: dict[str, Actor], source: str) -> None:
    for frequency in ("week", "irregular"):
        services.set_duty(actors["admin"], source="erp", frequency=frequency, first_day=date(2026, 8, 1))
    held = selectors.duties(actors["admin"])
    assert [(row.code, row.rhythm.frequency) for row in held] == [("erp", "irregular")]
    assert states(actors) == []


def test_refusals(actors: dict[str, Actor], source: str) -> None:
    day = date(2026, 8, 1)
    for given, code in (
        ({"frequency": "month"}, "collect_duty_of_one"),
        ({"source": "erp", "frequency": "often"}, "rhythm_frequency_unknown"),
        ({"source": "nowhere", "frequency": "month"}, "source_unknown"),
    ):
        with pytest.raises(Refusal) as refused:
            services.set_duty(actors["admin"], first_day=day, **given)  # type: ignore[arg-type]
        assert refused.value.code == code
    nobody = Actor(0, "nobody", frozenset({"plan.view"}))
    with pytest.raises(Refusal, match="permission_denied"):
        services.set_duty(nobody, source="erp", frequency="month", first_day=day)
    with pytest.raises(Refusal, match="permission_denied"):
        selectors.expected(nobody, today=TODAY)
