"""A figure of more than twenty digits before the point once ended the whole run; a sum to date lost its last digits."""

from __future__ import annotations

from decimal import Decimal

from kpiloop.engine.values import Missing
from kpiloop.loop.measure.evaluation.computed import Computed, settled, year_to_date_of


def test_a_large_figure_keeps_its_digits() -> None:
    assert settled(Decimal("2048000000000000000000000.0000000000005")) == Decimal(
        "2048000000000000000000000.000000000001"
    )


def test_a_figure_that_cannot_be_kept_is_missing_and_says_why() -> None:
    assert settled(Decimal("-1E+38")) == Missing("too_large")


def test_reported_months_add_up_to_the_last_digit() -> None:
    months = [Computed(Decimal(text), False, (), 1, frozenset()) for text in ("98765432109876543.25", "0.000000000001")]
    assert year_to_date_of(months, "flow").figure == Decimal("98765432109876543.250000000001")
