"""Targets of one calendar read in another (P13): by overlapping days, by hand calculation."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from kpiloop.engine.targets.conversion import Span, convert_means, convert_sums
from kpiloop.engine.values import Missing

YEAR = [Span(date(2026, month, 1), date(2026 + month // 12, month % 12 + 1, 1)) for month in range(1, 13)]
NONE = Missing("no_target")


def test_p13_a_month_is_shared_out_to_weeks_by_days() -> None:
    weeks = [Span(date(2026, 1, 1), date(2026, 1, 5)), Span(date(2026, 1, 5), date(2026, 2, 1))]
    assert convert_sums(YEAR[:1], [D(310)], weeks) == (D(40), D(270))  # 4 and 27 of 31 days


def test_p13_a_week_over_a_month_end_takes_from_both_months() -> None:
    week = [Span(date(2026, 1, 29), date(2026, 2, 5))]  # 3 days of January, 4 of February
    assert convert_sums(YEAR[:2], [D(310), D(560)], week) == (D(30 + 80),)
    assert convert_means(YEAR[:2], [D(10), D(24)], week) == (D(18),)  # (3 x 10 + 4 x 24) / 7


def test_p13_what_is_not_covered_or_missing_stays_missing() -> None:
    week = [Span(date(2026, 2, 26), date(2026, 3, 5))]
    assert convert_sums(YEAR[:2], [D(1), D(2)], week) == (NONE,)
    assert convert_means(YEAR[:2], [D(1), D(2)], week) == (NONE,)
    assert convert_sums(YEAR[:2], [D(1), NONE], [YEAR[0], YEAR[1]]) == (D(1), NONE)


@given(st.lists(st.decimals(min_value=-(10**9), max_value=10**9, places=2), min_size=12, max_size=12))
def test_p13_a_year_of_months_is_the_same_year_of_weeks(months: list[D]) -> None:
    days = [date(2026, 1, 1) + timedelta(days=7 * step) for step in range(53)] + [date(2027, 1, 1)]
    weeks = [Span(first, last) for first, last in itertools.pairwise(days)]
    found = convert_sums(YEAR, months, weeks)
    assert sum(figure for figure in found if not isinstance(figure, Missing)) == sum(months)
