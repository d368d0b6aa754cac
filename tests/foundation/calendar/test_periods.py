"""Periods of fiscal years, and their state."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import ANONYMOUS, SYSTEM, Actor
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.foundation.calendar import selectors, services

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 3, tzinfo=UTC)


def ensure(start: int = 1, first: date = date(2026, 1, 1), last: date = date(2026, 12, 1)) -> int:
    return services.ensure_calendar(SYSTEM, fiscal_start_month=start, first_month=first, last_month=last)


def test_a_year_has_twelve_months_four_quarters_two_halves() -> None:
    assert ensure() == 19
    counts = [len(selectors.periods(ANONYMOUS, kind=kind)) for kind in ("month", "quarter", "half", "year")]
    assert counts == [12, 4, 2, 1]


def test_repeating_adds_nothing_and_a_later_month_adds_its_whole_year() -> None:
    ensure()
    entries = AuditEntry.objects.count()
    assert ensure() == 0
    assert AuditEntry.objects.count() == entries
    assert ensure(last=date(2027, 2, 1)) == 19
    assert selectors.period(ANONYMOUS, "FY2027-Q4").ends_before == date(2028, 1, 1)


@pytest.mark.feature("CA-01")
def test_an_april_year() -> None:
    ensure(start=4, first=date(2026, 4, 1), last=date(2026, 4, 1))
    quarter = selectors.period(ANONYMOUS, "FY2027-Q4")
    assert [month.code for month in selectors.months_of(ANONYMOUS, quarter)] == ["2027-01", "2027-02", "2027-03"]
    june = selectors.period(ANONYMOUS, "2026-06")
    assert [month.code for month in selectors.year_to_date(ANONYMOUS, june)] == ["2026-04", "2026-05", "2026-06"]
    assert selectors.period_on(ANONYMOUS, "half", date(2026, 10, 1)).code == "FY2027-H2"
    assert [row.code for row in selectors.periods_containing(ANONYMOUS, june)] == [
        "2026-06",
        "FY2027-Q1",
        "FY2027-H1",
        "FY2027",
    ]


def test_neighbours_and_the_year_before() -> None:
    ensure(first=date(2025, 1, 1))
    january = selectors.period(ANONYMOUS, "2026-01")
    assert selectors.previous(ANONYMOUS, january).code == "2025-12"
    assert selectors.prior_year(ANONYMOUS, january).code == "2025-01"
    assert selectors.previous(ANONYMOUS, selectors.period(ANONYMOUS, "2025-01")) is None
    assert selectors.following(ANONYMOUS, selectors.period(ANONYMOUS, "FY2026-Q4")) is None
    assert [row.code for row in selectors.periods(ANONYMOUS, last=2)] == ["2026-11", "2026-12"]
    assert selectors.engine_period(january) == selectors.engine_calendar(ANONYMOUS).parse("2026-01")


def test_the_fiscal_year_moves_while_nothing_rests_on_a_period() -> None:
    """With somebody's target in a period it is refused: tests/governance/bundle/test_import.py."""
    ensure(start=1)
    ensure(start=4)
    april = selectors.period(ANONYMOUS, "2026-04")
    assert (april.number, selectors.period_on(ANONYMOUS, "year", date(2026, 4, 1)).starts_on) == (1, date(2026, 4, 1))


@pytest.mark.parametrize(
    ("read", "code"),
    [
        (lambda: selectors.period(ANONYMOUS, "2031-01"), "period_unknown"),
        (lambda: selectors.period_on(ANONYMOUS, "month", date(2031, 1, 1)), "period_unknown"),
        (lambda: selectors.periods_by_code(ANONYMOUS, ["2026-01", "2031-01"]), "period_unknown"),
        (lambda: selectors.engine_calendar(ANONYMOUS), "calendar_missing"),
    ],
)
def test_what_is_not_there_is_refused(read: object, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read()  # type: ignore[operator]
    assert refused.value.code == code


def test_closing_and_reopening() -> None:
    ensure()
    services.set_state(SYSTEM, code="2026-03", state="closed", revision=1, warehouse_version=41, now=NOW)
    closed = selectors.period(ANONYMOUS, "2026-03")
    assert (closed.is_closed, closed.revision, closed.warehouse_version) == (True, 1, 41)
    assert (closed.closed_at, closed.closed_by) == (NOW, "system")
    with pytest.raises(Refusal) as refused:
        selectors.require_open(closed)
    assert (refused.value.code, refused.value.fields) == ("period_closed", {"period": "2026-03"})
    services.set_state(SYSTEM, code="2026-03", state="reopened", revision=1, warehouse_version=41, now=NOW)
    selectors.require_open(selectors.period(ANONYMOUS, "2026-03"))


def test_only_those_who_may_close_do() -> None:
    ensure()
    reader = Actor(1, "x", frozenset({"values.view"}))
    with pytest.raises(Refusal, match="permission_denied"):
        services.set_state(reader, code="2026-03", state="closed", revision=1, now=NOW)
    asker = Actor(1, "x", frozenset({"periods.reopen"}))
    with pytest.raises(Refusal, match="permission_denied"):
        services.set_state(asker, code="2026-03", state="reopened", revision=1, now=NOW)
    with pytest.raises(Refusal, match="permission_denied"):
        services.ensure_calendar(reader, first_month=date(2026, 1, 1), last_month=date(2026, 1, 1))
    with pytest.raises(Refusal, match="period_state_unknown"):
        services.set_state(SYSTEM, code="2026-03", state="ajar", revision=1, now=NOW)
