"""A close pins what persons decided in place of figures, and a replay takes it again whatever became of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.notify import selectors as notify
from kpiloop.governance.archive import selectors, services
from kpiloop.governance.archive.models import Close, FrozenFigure
from kpiloop.loop.measure import services as measure
from kpiloop.loop.measure.models import Override
from kpiloop.loop.track import services as track
from tests.loop import company

AUGUST, SEPTEMBER = "2026-08", "2026-09"


def ask(actor: Actor, month: str, figure: str, subject: str = "EAST", kpi: str = "revenue") -> int:
    return measure.propose_override(
        actor, kpi=kpi, subject=subject, period=month, figure=Decimal(figure), reason="口径核对",
        valid_until=date(2026, 12, 1), now=company.NOW,
    )  # fmt: skip


def approve(actor: Actor, key: int) -> None:
    measure.decide_override(actor, override_id=key, approve=True, now=company.NOW)


def judge() -> None:
    company.compute(AUGUST, SEPTEMBER)
    track.assess(SYSTEM, first=AUGUST, last=SEPTEMBER, now=company.NOW)


def close(actor: Actor, month: str = SEPTEMBER) -> None:
    prepared = services.prepare_close(actor, period_code=month, now=company.NOW)
    services.apply_close(actor, prepared, waiver="月结", now=company.NOW)


def waiting(actor: Actor) -> list[tuple[str, str]]:
    found = services.prepare_close(actor, period_code=SEPTEMBER, now=company.NOW).findings
    return [(row.subject_code, row.reason) for row in found if row.code == "pending_approval"]


def test_a_close_pins_overrides_and_replays_with_them_when_they_are_gone(actors: dict[str, Actor]) -> None:
    """EAST of August 130 instead of 135, of September 150 instead of 120: green, and 5 less and 30 more in the year."""
    august, september = ask(actors["admin"], AUGUST, "130"), ask(actors["admin"], SEPTEMBER, "150")
    assert waiting(actors["admin"]) == [("EAST", "override_proposed")]
    approve(actors["boss"], august)
    approve(actors["boss"], september)
    assert waiting(actors["admin"]) == [("EAST", "override_approved")]
    judge()
    assert waiting(actors["admin"]) == []
    close(actors["admin"])
    frozen = FrozenFigure.objects.get(assignment_id=company.assignment_id("revenue", "EAST"))
    assert (frozen.actual, frozen.light) == (150, "green")
    assert Close.objects.get().pins["overrides"]["count"] == 2
    first = selectors.replay(actors["boss"], period_code=SEPTEMBER)
    assert (first.is_same, first.differences) == (True, ())
    with pytest.raises(Refusal, match="period_closed"):
        measure.end_override(actors["admin"], override_id=september, reason="回退", now=company.NOW)
    measure.end_override(actors["admin"], override_id=august, reason="回退", now=company.NOW)
    company.publish_facts({**company.FACTS, AUGUST: {"SH": (95, 100, 60), "ZJ": (45, 50, 30), "WEST": (1, 1, 1)}})
    judge()
    again = selectors.replay(actors["boss"], period_code=SEPTEMBER)
    assert (again.is_same, again.replayed_sha256) == (True, first.sha256)
    Override.objects.filter(pk=august).update(figure=Decimal(131))
    told = selectors.replay(actors["boss"], period_code=SEPTEMBER).differences
    assert {(row.kind, row.kpi_code, row.window) for row in told} >= {
        ("value", "revenue", "ytd"), ("value", "profit", "ytd"), ("pin", "overrides", ""),
    }  # fmt: skip


def test_a_closed_month_takes_none_and_who_may_do_what(actors: dict[str, Actor]) -> None:
    """Only the performance admin asks; nobody agrees to a figure of the own; who asked hears what became of it."""
    for name in ("boss", "wang", "zhao"):
        with pytest.raises(Refusal, match="permission_denied"):
            ask(actors[name], SEPTEMBER, "150")
    key = ask(actors["admin"], SEPTEMBER, "150")
    assert [row.code for row in notify.notices(actors["boss"])][:1] == ["override_proposed"]
    with pytest.raises(Refusal, match="four_eyes"):
        approve(actors["admin"], key)
    approve(actors["boss"], key)
    for name in ("admin", "wang"):
        assert [row.code for row in notify.notices(actors[name])][:1] == ["override_approved"]
    with pytest.raises(Refusal, match="override_settled"):
        approve(actors["boss"], key)
    close(actors["admin"], AUGUST)
    with pytest.raises(Refusal, match="period_closed"):
        ask(actors["admin"], AUGUST, "130")
    late = ask(actors["admin"], SEPTEMBER, "150", "WEST")
    close(actors["admin"])
    with pytest.raises(Refusal, match="period_closed"):
        approve(actors["boss"], late)
    measure.end_override(actors["admin"], override_id=late, reason="已结账", now=company.NOW)
