"""Two dimensions crossed: margins are sums of cells, signs kept."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpiloop.engine.values import Figure, Missing
from kpiloop.engine.variance.additive import margins_of
from kpiloop.engine.variance.parts import Effect, known_sum, share_of

CELLS = st.dictionaries(
    st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), st.integers(-999, 999) | st.none(), max_size=9
)


@pytest.mark.feature("AN-01")
def test_a_cross_table_by_hand() -> None:
    """East online -60, East shops +10, West online +20: rows -50 and +20, columns -40 and +10, in all -30."""
    figures = {("East", "online"): -60, ("East", "shops"): 10, ("West", "online"): 20}
    found = margins_of({pair: Effect("", Decimal(change)) for pair, change in figures.items()})
    assert {key: effect.change for key, effect in found.rows.items()} == {"East": -50, "West": 20}
    assert {key: effect.change for key, effect in found.columns.items()} == {"online": -40, "shops": 10}
    assert found.whole == -30
    # above 100 % and below 0
    assert share_of(Decimal(-60), Decimal(-30)) == 2
    assert share_of(Decimal(10), Decimal(-30)) < 0  # type: ignore[operator]


@given(CELLS)
@settings(max_examples=80, deadline=None)
def test_rows_columns_and_cells_have_one_sum(cells: dict[tuple[str, str], int | None]) -> None:
    def figure(change: int | None) -> Figure:
        return Missing("no_rows") if change is None else Decimal(change)

    found = margins_of({pair: Effect("", figure(change)) for pair, change in cells.items()})
    whole = sum(change for change in cells.values() if change is not None)
    assert found.whole == whole
    assert known_sum(effect.change for effect in found.rows.values()) == whole
    assert known_sum(effect.change for effect in found.columns.values()) == whole


def test_a_row_without_any_effect_has_none() -> None:
    found = margins_of({("a", "x"): Effect("", Missing("no_rows")), ("b", "x"): Effect("", Decimal(2))})
    assert found.rows["a"].change == Missing("no_rows")
    assert found.columns["x"].change == 2


def test_rate_and_mix_are_added_up_too() -> None:
    cells = {
        ("a", "x"): Effect("", Decimal(3), Decimal(1), Decimal(2), Decimal("0.5"), Decimal("0.25")),
        ("a", "y"): Effect("", Decimal(-1), Decimal(-2), Decimal(1), Decimal("0.5"), Decimal("0.75")),
    }
    row = margins_of(cells).rows["a"]
    assert (row.change, row.rate, row.mix, row.base_share, row.current_share) == (2, -1, 3, 1, 1)
