"""A whole broken down to its parts: rules R22-R24, R28 and R29 of the domain, by hand calculation."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpiloop.engine.errors import Refusal
from kpiloop.engine.targets.cascade import conserve, grown, moved_with, split
from kpiloop.engine.values import Missing

parts = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=3), st.decimals(min_value="0.01", max_value=10**6, places=2), min_size=2
)


@pytest.mark.feature("S02")
def test_r22_shares_break_a_target_down() -> None:
    """History 600 : 300 : 100 of 1,680 (10,000 CNY) is 1,008, 504 and 168."""
    history = {"east": D(600), "south": D(300), "north": D(100)}
    assert split(D(1680), history, places=0) == {"east": D(1008), "south": D(504), "north": D(168)}


def test_r22_a_cushion_asks_the_parts_for_more_and_is_shown() -> None:
    given_out = split(D(1000), {"a": D(1), "b": D(1)}, places=0, cushion=D("0.05"))
    assert given_out == {"a": D(525), "b": D(525)}
    found = conserve(D(1000), given_out)
    assert (found.parts, found.gap, found.balance) == (D(1050), D(50), "over")


def test_r22_growth_starts_from_each_base_and_no_base_gives_no_target() -> None:
    wanted = grown({"a": D("100.05"), "b": Missing("no_value")}, D("0.1"))
    assert wanted == {"a": D("110.06"), "b": Missing("no_value")}  # 110.055 rounds half up


@pytest.mark.parametrize(
    ("whole", "held", "tolerance", "gap", "balance"),
    [
        ("100", {"a": D(60), "b": D(40)}, "0", D(0), "even"),
        ("100", {"a": D(60), "b": D(45)}, "0", D(5), "over"),
        ("100", {"a": D(60), "b": D(30)}, "0", D(-10), "under"),
        ("100", {"a": D(60), "b": D("39.5")}, "0.5", D("-0.5"), "even"),
        ("100", {"a": D(60), "b": None}, "0", None, "unknown"),
        ("100", {}, "0", None, "unknown"),
    ],
)
def test_r23_over_and_under_allocation_are_both_seen(
    whole: str, held: dict[str, D | None], tolerance: str, gap: D | None, balance: str
) -> None:
    found = conserve(D(whole), held, tolerance=D(tolerance))
    assert (found.gap, found.balance) == (gap, balance)


def test_r28_a_negotiated_part_keeps_its_figure() -> None:
    shares = {"east": D(1), "north": D(1), "south": D(1)}
    assert split(D(1000), shares, places=0, locked={"east": D(400)}) == {
        "east": D(400),
        "north": D(300),
        "south": D(300),
    }
    with pytest.raises(Refusal) as refused:
        split(D(1000), shares, locked={"east": D(700), "north": D(400)})
    assert (refused.value.code, refused.value.fields["locked"]) == ("target_locked_exceeds", "1100")


@pytest.mark.parametrize(
    ("limit", "before", "after", "moved"),
    [("90", "100", "130", "117"), ("50", "0", "130", "50"), ("50", None, "130", "50"), (None, "1", "2", None)],
)
def test_r29_limits_move_with_their_target(
    limit: str | None, before: str | None, after: str, moved: str | None
) -> None:
    figures = [None if text is None else D(text) for text in (limit, before, after, moved)]
    assert moved_with(*figures[:3]) == figures[3]


@given(st.integers(0, 10**9), parts)
def test_parts_always_sum_to_the_whole_in_any_order(whole: int, shares: dict[str, D]) -> None:
    given_out = split(D(whole), shares, places=0)
    assert sum(given_out.values()) == whole
    assert given_out == split(D(whole), dict(reversed(list(shares.items()))), places=0)


@given(st.integers(1, 10**9), parts, st.integers(0, 100))
def test_allocating_again_around_the_same_locks_changes_nothing(whole: int, shares: dict[str, D], percent: int) -> None:
    first = split(D(whole), shares, places=0)
    key = sorted(shares)[0]
    locked = {key: D(int(first[key] * percent / 100))}
    once = split(D(whole), shares, places=0, locked=locked)
    assert once[key] == locked[key]
    assert sum(once.values()) == whole
    assert split(D(whole), shares, places=0, locked=locked) == once
