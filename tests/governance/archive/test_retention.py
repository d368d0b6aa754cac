"""What is kept how long: set with a reason and a floor, and only finished work ever goes."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.jobs.models import BusinessRun
from kpiloop.foundation.jobs.services import enqueue
from kpiloop.governance.archive import selectors, services
from kpiloop.governance.archive.retention import first_day_kept
from tests.loop import company

TODAY = date(2026, 11, 10)


def months(actor: Actor) -> dict[str, int | None]:
    return {row.code: row.months for row in selectors.retention(actor, today=TODAY)}


def test_rules_have_a_floor_and_figures_are_kept_for_ever(actors: dict[str, Actor]) -> None:
    assert months(actors["zhao"]) == {"closes": None, "facts": None, "trail": None, "work": 12}
    asked = {"kind": "work", "months": 24, "reason": "内控要求"}
    for wrong, code in (
        ({"kind": "closes"}, "retention_fixed"),
        ({"months": 5}, "retention_too_short"),
        ({"reason": ""}, "retention_reason_required"),
    ):
        with pytest.raises(Refusal) as refused:
            services.set_retention(actors["admin"], **{**asked, **wrong}, now=company.NOW)  # type: ignore[arg-type]
        assert refused.value.code == code
    services.set_retention(actors["admin"], **asked, now=company.NOW)  # type: ignore[arg-type]
    assert months(actors["boss"])["work"] == 24


def test_only_finished_work_older_than_the_rule_goes(actors: dict[str, Actor]) -> None:
    """Twelve months before 10 November 2026 is 10 November 2025."""
    assert first_day_kept(12, TODAY) == date(2025, 11, 10)
    ended = {"old": datetime(2025, 11, 9, 12, tzinfo=UTC), "new": datetime(2025, 11, 10, 12, tzinfo=UTC), "open": None}
    for key, finished_at in ended.items():
        run = enqueue(SYSTEM, kind="measure.run", key=f"kept-{key}", arguments={})
        BusinessRun.objects.filter(pk=run.id).update(finished_at=finished_at)
    due = next(row.due for row in selectors.retention(actors["boss"], today=TODAY) if row.code == "work")
    assert due == 1
    assert services.let_go(SYSTEM, today=TODAY, now=company.NOW) == 1
    left = set(
        BusinessRun.objects.filter(idempotency_key__startswith="kept-").values_list("idempotency_key", flat=True)
    )
    assert left == {"kept-new", "kept-open"}
