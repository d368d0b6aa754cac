"""Gates in a pool that is paid out in full, worked out by hand (rule R10, decision 0098)."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpiloop.engine.incentive.held_pool import Claim, split_held
from kpiloop.engine.incentive.pool import split


def asked(written: str) -> dict[str, Claim]:
    """ "a 100", or "b 200 150" where a gate leaves 150."""
    found = {}
    for part in written.split("; "):
        key, full, *most = part.split()
        found[key] = Claim(D(full), D(most[0]) if most else None)
    return found


@pytest.mark.feature("SC-05")
@pytest.mark.parametrize(
    ("pool", "claims", "kept", "given_back"),
    [
        # Twice what is asked for: b would get 400 and is held to 150. Back: 800 - 150 = 650 for a and c alike.
        ("800.00", "a 100; b 200 150; c 100", "200.00 150.00 200.00", "325.00 150.00 325.00"),
        # A short pool: b's half of 200 is below its gate; nothing is withheld.
        ("200.00", "a 100; b 200 150; c 100", "50.00 100.00 50.00", "50.00 100.00 50.00"),
        # Money b gives back lifts d over its own gate (100 -> 120 > 110): d is held as well, the rest is a's.
        ("400.00", "a 100; b 200 160; d 100 110", "100.00 160.00 100.00", "130.00 160.00 110.00"),
        # Everybody is held: what nobody may have stays in the pool.
        ("500.00", "a 100 50; b 100 60", "50.00 60.00", "50.00 60.00"),
        # A gate that leaves nothing; cents by largest remainder among the others.
        ("100.00", "a 1; b 1 0; c 1", "33.34 0.00 33.33", "50.00 0.00 50.00"),
        # Half a cent of a gate rounds up once.
        ("10.00", "a 1; b 1 2.005", "5.00 2.01", "7.99 2.01"),
    ],
)
def test_sc_05_a_gate_holds_money(pool: str, claims: str, kept: str, given_back: str) -> None:
    for gives_back, expected in ((False, kept), (True, given_back)):
        found = split_held(D(pool), asked(claims), gives_back=gives_back)
        assert [str(amount) for amount in found.amounts.values()] == expected.split()
        assert found.left_over == D(pool) - sum(found.amounts.values())


cents = st.integers(0, 10**7).map(lambda number: D(number).scaleb(-2))
claims = st.lists(
    st.tuples(st.integers(1, 10**6), st.one_of(st.none(), st.integers(0, 10**6))), min_size=1, max_size=12
)


@settings(max_examples=60, deadline=None)
@given(cents, claims)
def test_nobody_gets_more_because_somebody_else_is_held(pool: D, given_claims: list[tuple[int, int | None]]) -> None:
    full = {f"{order:03}": D(amount) for order, (amount, _most) in enumerate(given_claims)}
    tops = {f"{order:03}": None if most is None else D(most) for order, (_amount, most) in enumerate(given_claims)}
    asked_for = {key: Claim(full[key], tops[key]) for key in full}
    plain, held = split(pool, full), split_held(pool, asked_for)
    back = split_held(pool, asked_for, gives_back=True)
    for key, top in tops.items():
        assert held.amounts[key] == (plain[key] if top is None else min(plain[key], top))
        assert top is None or back.amounts[key] <= top
        assert back.amounts[key] >= held.amounts[key] - D("0.01")
    assert sum(back.amounts.values()) + back.left_over == pool
    assert not back.left_over or all(tops[key] == back.amounts[key] for key in full)
