"""Opening a month again: for a scope and a time, by two people, as a revision that stands beside the first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.governance.archive import selectors, services
from kpiloop.governance.archive.models import Close, FrozenFigure, Reopening
from kpiloop.loop.analyse import services as causes
from kpiloop.loop.collect import services as collect
from kpiloop.loop.collect.models import LoadBatch, Mapping, Source
from kpiloop.loop.measure.models import Value
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import NewTarget
from kpiloop.loop.track import services as track
from tests.loop import company

OCTOBER = "2026-10"
#: SH sold 15 more than first reported, WEST 5 more.
LATE = {**company.FACTS, OCTOBER: {"SH": (75, 100, 60), "ZJ": (45, 50, 30), "WEST": (115, 110, 60)}}


@pytest.fixture
def closed(actors: dict[str, Actor]) -> Iterator[dict[str, Actor]]:
    close(actors["admin"])
    yield actors


def close(actor: Actor) -> None:
    prepared = services.prepare_close(actor, period_code=OCTOBER, now=company.NOW)
    services.apply_close(actor, prepared, waiver="月结", now=company.NOW)


def reopen(actors: dict[str, Actor], **scope: list[str]) -> int:
    asked = services.request_reopen(
        actors["admin"], period_code=OCTOBER, reason="上海补单", until=date(2026, 11, 20), **scope, now=company.NOW
    )
    services.approve_reopen(actors["boss"], reopening_id=asked, now=company.NOW)
    return asked


def recompute() -> None:
    company.compute(OCTOBER, OCTOBER)
    track.assess(SYSTEM, first=OCTOBER, last=OCTOBER, now=company.NOW)


def revenue(subject: str) -> Decimal | None:
    key = company.assignment_id("revenue", subject)
    found = Value.objects.filter(
        kpi__code="revenue", subject__code=subject, period__code=OCTOBER, window="month", is_current=True
    )
    assert key
    return found.get().actual


@pytest.mark.feature("N02")
def test_a_scoped_reopening_moves_what_it_names_and_what_rests_on_it(closed: dict[str, Actor]) -> None:
    """Opened for revenue of SH: SH 60 -> 75, EAST 105 -> 120, HQ 215 -> 235;

    WEST stays 110 though 115 came in, and is in the figure of HQ.
    """
    company.publish_facts(LATE)
    recompute()
    assert [revenue(unit) for unit in ("SH", "EAST", "HQ", "WEST")] == [60, 105, 215, 110]
    reopen(closed, kpis=["revenue"], subjects=["SH"])
    recompute()
    assert [revenue(unit) for unit in ("SH", "EAST", "HQ", "WEST")] == [75, 120, 235, 110]
    close(closed["admin"])
    month = calendar.period(SYSTEM, OCTOBER)
    assert (month.state, month.revision, dict(month.reopened_for)) == ("closed", 2, {})
    changed = selectors.revisions(closed["boss"], period_code=OCTOBER, older=1, newer=2, only_changed=True)
    told = {(row.assignment.kpi.code, row.assignment.subject.code): row.difference for row in changed}
    assert told[("revenue", "SH")] == 15
    assert told[("revenue", "EAST")] == 15
    assert told[("revenue", "HQ")] == 20
    assert ("revenue", "WEST") not in told
    assert (
        FrozenFigure.objects.get(close__revision=1, assignment_id=company.assignment_id("revenue", "SH")).actual == 60
    )


def test_targets_outside_the_scope_are_refused(closed: dict[str, Actor]) -> None:
    reopen(closed, kpis=["revenue"], subjects=["SH"])
    inside, outside = (
        NewTarget(company.assignment_id("revenue", unit), OCTOBER, Decimal(80)) for unit in ("SH", "WEST")
    )
    with pytest.raises(Refusal) as refused:
        plan.set_targets(SYSTEM, targets=[outside], method="manual")
    assert refused.value.code == "period_out_of_scope"
    plan.set_targets(SYSTEM, targets=[inside], method="manual")


def test_causes_and_taking_a_load_back_stay_inside_the_scope(closed: dict[str, Actor]) -> None:
    """Opened for revenue of SH: a cause of EAST, which rests on it, is taken; one of WEST is not, nor one of costs."""

    def write(kpi: str, subject: str) -> str:
        line = company.assignment_id(kpi, subject)
        try:
            causes.write_cause(closed["admin"], assignment_id=line, period_code=OCTOBER, kind="market", text="补单")
        except Refusal as refusal:
            return refusal.code
        return "taken"

    assert write("revenue", "SH") == "period_closed"
    reopen(closed, kpis=["revenue"], subjects=["SH"])
    told = {(kpi, subject): write(kpi, subject) for kpi, subject in
            (("revenue", "SH"), ("revenue", "EAST"), ("revenue", "WEST"), ("cost", "HQ"))}  # fmt: skip
    assert told == {
        ("revenue", "SH"): "taken",
        ("revenue", "EAST"): "taken",
        ("revenue", "WEST"): "period_out_of_scope",
        ("cost", "HQ"): "period_out_of_scope",
    }
    source = Source.objects.create(code="erp", kind="csv", name_zh="ERP", dataset="orders", location="x.csv")
    recipe = Mapping.objects.create(source=source, version=1, recipe={}, fingerprint="f")
    days = {"covers_from": date(2026, 10, 1), "covers_to": date(2026, 11, 1)}
    LoadBatch.objects.create(
        source=source, mapping=recipe, number=99, state="done", warehouse_version=1, file_sha256="a", **days
    )
    with pytest.raises(Refusal, match="period_out_of_scope"):
        collect.undo_load(closed["admin"], number=99, reason="doppelt", now=company.NOW)


def test_what_moved_outside_the_scope_refuses_the_close(closed: dict[str, Actor]) -> None:
    """A light that was tampered with on a line the month was not opened for."""
    from kpiloop.loop.track.models import Status

    reopen(closed, kpis=["revenue"], subjects=["SH"])
    line = company.assignment_id("revenue", "WEST")
    Status.objects.filter(assignment_id=line, period__code=OCTOBER).update(light="red")
    with pytest.raises(Refusal) as refused:
        close(closed["admin"])
    assert (refused.value.code, refused.value.fields["findings"]) == ("close_outside_scope", "revenue@WEST")


def test_the_time_of_a_reopening_ends_by_itself(closed: dict[str, Actor]) -> None:
    asked = reopen(closed)
    until = Reopening.objects.get(pk=asked).until
    assert services.end_reopenings(SYSTEM, today=until, now=company.NOW) == (0, 0)
    after = company.NOW + timedelta(days=11)
    assert services.end_reopenings(SYSTEM, today=until + timedelta(days=1), now=after) == (1, 1)
    month = calendar.period(SYSTEM, OCTOBER)
    assert (month.is_closed, month.revision) == (True, 2)
    assert Reopening.objects.get(pk=asked).state == "closed"
    first, second = Close.objects.order_by("revision")
    assert first.pins["values"] == second.pins["values"]


def test_a_request_is_refused_by_another_person_and_an_unknown_scope_at_once(closed: dict[str, Actor]) -> None:
    ask = {"period_code": OCTOBER, "reason": "补录", "until": date(2026, 11, 20)}
    with pytest.raises(Refusal) as unknown:
        services.request_reopen(closed["admin"], **ask, subjects=["NORTH"], now=company.NOW)  # type: ignore[arg-type]
    assert unknown.value.code == "reopen_scope_unknown"
    asked = services.request_reopen(closed["admin"], **ask, now=company.NOW)  # type: ignore[arg-type]
    with pytest.raises(Refusal) as own:
        services.refuse_reopen(closed["admin"], reopening_id=asked, now=company.NOW)
    assert own.value.code == "reopen_four_eyes"
    services.refuse_reopen(closed["boss"], reopening_id=asked, now=company.NOW)
    assert calendar.period(SYSTEM, OCTOBER).is_closed
    with pytest.raises(Refusal):
        services.approve_reopen(closed["boss"], reopening_id=asked, now=company.NOW)
