"""Gates where the pool is paid out in full; entitlements as in test_bonus.py, gates as in test_adjustments.py.

Without gates E1 30000, E2 20000, E3 6400, E4 33750, E6 18000: 108150. The gate PROFIT leaves E4 15000 and E6 12000.
"""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from kpiloop.engine import trace
from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.reward import selectors, services
from kpiloop.loop.reward.models import BonusRule
from tests.loop.reward.test_adjustments import PROFIT, rescored
from tests.loop.reward.test_bonus import amounts, prepare

Actors = dict[str, Actor]
CODES = ("E1", "E2", "E3", "E4", "E6")


def paid(actors: Actors, cycle: int, pool: str, gate_money: str, *, proved: tuple[str, ...] = ()) -> list[str]:
    """Amounts of a run; of some people proved from what the run kept, which takes everybody's entitlement."""
    services.set_bonus_rule(
        actors["boss"], scheme="S26", individual_from="grade", pool_method="share", gate_money=gate_money
    )
    run = prepare(actors, cycle, pool)
    for line in selectors.bonus_lines(actors["admin"], run_id=run):
        if line.person.code not in proved:
            continue
        chain = selectors.explain_bonus(actors["admin"], bonus_line_id=line.id)
        assert chain.figure == line.amount == trace.recompute(chain), line.person.code
    found = amounts(actors, run)
    return [str(found[code]) for code in CODES]


@pytest.mark.feature("S17")
def test_what_a_gate_withholds_is_not_paid(actors: Actors, cycle: int) -> None:
    rescored(actors, cycle, [PROFIT])
    # Twice what is asked for: E1 to E3 get twice their entitlement, as without any gate; 76500 stays in the pool.
    twice = ["60000.00", "40000.00", "12800.00", "15000.00", "12000.00"]
    assert paid(actors, cycle, "216300.00", "kept", proved=("E1", "E4")) == twice
    plan = services.preview_bonus(actors["admin"], cycle_id=cycle, pool=D("216300.00"))
    assert (plan.total, plan.left_over, plan.scaling) == (D("139800.00"), D("76500.00"), D(2))
    # 50000 / 108150: E4 15603.33 is held to 15000, E6 8321.775 is below its gate; the cents go to E4, E2 and E1.
    short = ["13869.63", "9246.42", "2958.85", "15000.00", "8321.77"]
    assert paid(actors, cycle, "50000.00", "kept") == short


@pytest.mark.feature("S17")
def test_what_a_gate_withholds_goes_back_where_the_scheme_says_so(actors: Actors, cycle: int) -> None:
    rescored(actors, cycle, [PROFIT])
    # 216300 - 15000 - 12000 = 189300 over 56400: 100691.489, 67127.659, 21480.851; two cents by largest remainder.
    back = ["100691.49", "67127.66", "21480.85", "15000.00", "12000.00"]
    assert paid(actors, cycle, "216300.00", "given_back") == back
    # 50000 - 15000 = 35000 over 74400: 14112.903, 9408.602, 3010.752, and E6 8467.741, still below its gate.
    short = ["14112.90", "9408.60", "3010.75", "15000.00", "8467.74"]
    found = paid(actors, cycle, "50000.00", "given_back", proved=("E6",))
    assert sum(D(each) for each in found) == D("50000.00")
    assert all(D(each) - D(exact) in (D(0), D("0.01")) for each, exact in zip(found, short, strict=True))


def test_a_rule_of_before_goes_on_scaling_gated_entitlements(actors: Actors, cycle: int) -> None:
    rescored(actors, cycle, [PROFIT])
    # 216300 over 83400 gated: E4 15000 -> 38902.877..., as such rules always paid.
    found = paid(actors, cycle, "216300.00", "scaled", proved=("E4",))
    assert found[3] in ("38902.87", "38902.88") and sum(D(each) for each in found) == D("216300.00")
    before = BonusRule.objects.get(is_current=True)
    assert (
        services.set_bonus_rule(actors["boss"], scheme="S26", individual_from="grade", pool_method="share")
        == before.version + 1
    )


def test_without_a_gate_that_binds_share_is_share(actors: Actors, cycle: int) -> None:
    kept = paid(actors, cycle, "99999.97", "kept")
    assert kept == paid(actors, cycle, "99999.97", "given_back") == paid(actors, cycle, "99999.97", "scaled")
    assert sum(D(each) for each in kept) == D("99999.97")
