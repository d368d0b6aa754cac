"""When figures are expected: every frequency, due day, grace, late and missing (S08)."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpiloop.engine.errors import Refusal
from kpiloop.engine.periods import Calendar
from kpiloop.engine.rhythm import FREQUENCIES, Rhythm, expects, occasions

pytestmark = pytest.mark.feature("S08")
TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("frequency", "first", "ends", "last_due"),
    [
        # counted on a paper calendar; 20 November 2026 is a Friday
        ("day", date(2026, 11, 17), ["2026-11-18", "2026-11-19", "2026-11-20"], "2026-11-21"),
        ("week", date(2026, 11, 4), ["2026-11-09", "2026-11-16"], "2026-11-17"),
        ("month", date(2026, 9, 15), ["2026-10-01", "2026-11-01"], "2026-11-02"),
        ("quarter", date(2026, 4, 1), ["2026-07-01", "2026-10-01"], "2026-10-02"),
        ("half", date(2026, 1, 1), ["2026-04-01", "2026-10-01"], "2026-10-02"),
        ("year", date(2025, 4, 1), ["2026-04-01"], "2026-04-02"),
        ("irregular", date(2025, 4, 1), [], None),
    ],
)
def test_every_frequency(frequency: str, first: date, ends: list[str], last_due: str | None) -> None:
    """A fiscal year from April; due two days after the end of a period."""
    found = occasions(Rhythm(frequency, due_days=2), Calendar(4), first, TODAY)  # type: ignore[arg-type]
    assert [each.end.isoformat() for each in found] == ends
    assert (found[-1].due_on.isoformat() if found else None) == last_due


@pytest.mark.parametrize(
    ("arrived", "today", "state", "days"),
    [
        (None, date(2026, 11, 5), "waiting", 0),
        (None, date(2026, 11, 6), "due", 0),
        (None, date(2026, 11, 8), "missing", 1),
        (None, date(2026, 11, 20), "missing", 13),
        (date(2026, 11, 7), TODAY, "on_time", 0),
        (date(2026, 11, 8), TODAY, "late", 1),
        (date(2026, 11, 18), TODAY, "late", 11),
    ],
)
def test_due_grace_late_and_missing(arrived: date | None, today: date, state: str, days: int) -> None:
    """October, due on 5 November, two days of grace: late from the 8th."""
    october = occasions(Rhythm("month", 5, 2), Calendar(), date(2026, 10, 1), date(2026, 11, 1))[0]
    assert (october.due_on, october.late_from) == (date(2026, 11, 5), date(2026, 11, 8))
    assert (october.state(arrived, today), october.days_late(arrived, today)) == (state, days)


@given(
    st.sampled_from(FREQUENCIES), st.integers(1, 12), st.dates(date(2024, 1, 1), date(2026, 11, 1)), st.integers(0, 6)
)
def test_no_gap_and_nothing_unfinished(frequency: str, month: int, first: date, week_start: int) -> None:
    rhythm = Rhythm(frequency, 3, 1, week_start)  # type: ignore[arg-type]
    found = occasions(rhythm, Calendar(month), first, TODAY)
    assert all(before.end == after.start for before, after in pairwise(found))
    assert all(each.end <= TODAY for each in found)
    assert not found or found[0].start <= first < found[0].end
    assert not found or frequency != "week" or {each.start.weekday() for each in found} == {week_start}
    assert not found or found[-1].end + (found[-1].end - found[-1].start) + timedelta(days=3) > TODAY


def test_months_a_figure_is_expected_for() -> None:
    found = {name: [month for month in range(1, 13) if expects(name, month)] for name in FREQUENCIES}
    every = list(range(1, 13))
    assert found == {
        "day": every,
        "week": every,
        "month": every,
        "quarter": [3, 6, 9, 12],
        "half": [6, 12],
        "year": [12],
        "irregular": [],
    }


@pytest.mark.parametrize("given", [{"frequency": "often"}, {"frequency": "day", "due_days": -1}])
def test_what_is_no_rhythm(given: dict[str, object]) -> None:
    with pytest.raises(Refusal, match="rhythm_"):
        Rhythm(**given)  # type: ignore[arg-type]
