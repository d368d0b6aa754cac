"""Owners write causes; somebody else confirms; closed months take none."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.foundation.calendar import selectors as calendar_read
from kpiloop.foundation.calendar import services as calendar
from kpiloop.foundation.calendar.errors import PeriodClosed
from kpiloop.foundation.org import services as org_services
from kpiloop.loop.analyse import engine_io, selectors, services
from kpiloop.loop.analyse.errors import CauseByWriter, CauseKindUnknown, CauseState, CauseTextRequired, NotAnswerable
from kpiloop.loop.plan.errors import NotFound
from tests.loop import company

OCTOBER = "2026-10"


def write(actor: Actor, kpi: str = "revenue", subject: str = "EAST", **changes: object) -> int:
    fields: dict[str, object] = {
        "assignment_id": company.assignment_id(kpi, subject),
        "period_code": OCTOBER,
        "kind": "price",
        "text": "竞品降价，授权下限未收紧",
        "impact": Decimal(-30),
    } | changes
    return services.write_cause(actor, **fields)  # type: ignore[arg-type]


@pytest.mark.feature("S15")
def test_causes_explain_the_gap(actors: dict[str, Actor]) -> None:
    first = write(actors["wang"])
    write(actors["wang"], kind="volume", impact=Decimal(-5))
    key = company.assignment_id("revenue", "EAST")
    found = selectors.explained(actors["wang"], assignment_id=key, period_code=OCTOBER)
    assert (found.gap, found.explained, found.unexplained) == (-45, -35, -10)
    assert found.causes[0].id == first
    assert list(selectors.causes_for(actors["boss"], period_code=OCTOBER)) == [key]
    month = calendar_read.period(actors["wang"], OCTOBER)
    assert engine_io.explained_assignments(month.id) == {key}


def test_who_may_write(actors: dict[str, Actor]) -> None:
    write(actors["boss"])  # leads a unit above
    write(actors["admin"])  # runs the process
    with pytest.raises(NotFound):
        write(actors["chen"])  # another unit
    with pytest.raises(NotFound):
        write(actors["zhao"], subject="SH")  # of the own unit only the name is seen
    org_services.grant_scope(SYSTEM, username="zhao", kind="node", unit="SH", valid_from=date(2025, 1, 1))
    with pytest.raises(NotAnswerable):
        write(actors["zhao"], subject="SH")  # sees the unit, does not answer for it
    write(actors["zhao"], subject="E3")  # the own KPI
    key = company.assignment_id("revenue", "SH")
    assert not selectors.may_write_cause(actors["zhao"], assignment_id=key, period_code=OCTOBER)
    assert selectors.may_write_cause(actors["wang"], assignment_id=key, period_code=OCTOBER)


def test_confirming_takes_a_second_person(actors: dict[str, Actor]) -> None:
    cause = write(actors["wang"])
    with pytest.raises(CauseByWriter):
        services.confirm_cause(actors["wang"], cause_id=cause, now=company.NOW)
    with pytest.raises(NotFound):
        services.confirm_cause(actors["chen"], cause_id=cause, now=company.NOW)
    services.confirm_cause(actors["boss"], cause_id=cause, now=company.NOW)
    with pytest.raises(CauseState):
        services.withdraw_cause(actors["wang"], cause_id=cause, reason="", now=company.NOW)
    key = company.assignment_id("revenue", "EAST")
    row = selectors.causes(actors["wang"], assignment_id=key, period_code=OCTOBER)[0]
    assert (row.state, row.confirmed_by) == ("confirmed", "boss")
    verbs = AuditEntry.objects.filter(object_kind="analyse.cause").order_by("seq").values_list("verb", "actor")
    assert list(verbs) == [("write", "wang"), ("confirm", "boss")]


def test_withdrawn_causes_explain_nothing(actors: dict[str, Actor]) -> None:
    cause = write(actors["wang"])
    services.withdraw_cause(actors["wang"], cause_id=cause, reason="double", now=company.NOW)
    key = company.assignment_id("revenue", "EAST")
    assert selectors.causes(actors["wang"], assignment_id=key, period_code=OCTOBER) == []


def test_empty_and_unknown_are_refused(actors: dict[str, Actor]) -> None:
    with pytest.raises(CauseTextRequired):
        write(actors["wang"], text="  ")
    with pytest.raises(CauseKindUnknown):
        write(actors["wang"], kind="weather")


def test_a_closed_month_takes_no_cause(actors: dict[str, Actor]) -> None:
    cause = write(actors["wang"])
    calendar.set_state(SYSTEM, code=OCTOBER, state="closed", revision=1, warehouse_version=1, now=company.NOW)
    with pytest.raises(PeriodClosed):
        write(actors["wang"])
    with pytest.raises(PeriodClosed):
        services.confirm_cause(actors["boss"], cause_id=cause, now=company.NOW)


def test_the_same_kind_three_months_running_is_systemic(actors: dict[str, Actor]) -> None:
    for month in ("2026-08", "2026-09", OCTOBER):
        write(actors["wang"], period_code=month)
    write(actors["wang"], kind="people")
    key = company.assignment_id("revenue", "EAST")
    rows = {row.kind: row for row in selectors.causes(actors["wang"], assignment_id=key, period_code=OCTOBER)}
    assert (rows["price"].months_named, rows["price"].is_systemic) == (3, True)
    assert (rows["people"].months_named, rows["people"].is_systemic) == (1, False)
    earlier = selectors.causes(actors["wang"], assignment_id=key, period_code="2026-09")
    assert earlier[0].months_named == 2  # what comes later does not count back
