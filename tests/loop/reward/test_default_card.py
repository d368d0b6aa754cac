"""People without a card (simple first): score of their unit x factor of its head's grade, told and proved.

E5 works in the third quarter without a card (see company.py). The unit with a card above them and its head's
grade are worked out there; here the product is by hand.
"""

from __future__ import annotations

from decimal import Decimal as D

from kpiloop.engine import trace
from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.plan import services as plan
from kpiloop.loop.reward import selectors, services
from kpiloop.loop.reward.rows import SheetRow
from tests.loop.reward import company as scored

Actors = dict[str, Actor]


def sheet_of(actors: Actors, cycle: int, code: str) -> SheetRow | None:
    return next((row for row in selectors.sheets(actors["admin"], cycle_id=cycle) if row.subject.code == code), None)


def scored_again(actors: Actors, cycle: int) -> None:
    services.score_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW, waiver=scored.OPEN_MONTHS)


def test_without_the_rule_nobody_without_a_card_is_scored(actors: Actors, cycle: int) -> None:
    assert sheet_of(actors, cycle, "E5") is None


def test_unit_score_times_the_factor_of_the_heads_grade(actors: Actors, cycle: int) -> None:
    """E5 works in HQ (89.2 points, head E1 graded B = 1.0): 89.2.  With B worth 0.9 it is 80.28."""
    plan.set_scheme_rules(actors["admin"], code="S26", default_card="unit_by_head")
    scored_again(actors, cycle)
    found = sheet_of(actors, cycle, "E5")
    assert found is not None
    assert (found.total, found.grade, found.segments[0].kind) == (D("89.2"), "B", "default")
    kept = found.revision
    scored_again(actors, cycle)
    again = sheet_of(actors, cycle, "E5")
    assert again is not None and again.revision == kept  # equal inputs keep the revision
    bands = [band if band.grade != "B" else type(band)("B", band.lower, band.upper, D("0.9")) for band in scored.BANDS]
    services.set_grades(actors["admin"], scheme="S26", bands=bands)
    scored_again(actors, cycle)
    lower = sheet_of(actors, cycle, "E5")
    assert lower is not None and (lower.total, lower.revision) == (D("80.28"), kept + 1)


def test_the_chain_opens_to_the_unit_and_the_head_and_recomputes(actors: Actors, cycle: int) -> None:
    plan.set_scheme_rules(actors["admin"], code="S26", default_card="unit_by_head")
    scored_again(actors, cycle)
    found = sheet_of(actors, cycle, "E5")
    assert found is not None
    chain = selectors.explain_score(actors["admin"], sheet_id=found.id)
    assert [child.kind for child in chain.children] == ["score", "head_factor"]
    assert chain.children[1].fields["subject"] == "E1"
    assert trace.recompute(chain) == found.total == D("89.2")
    assert any(leaf.leaf == "source_row" for leaf in trace.leaves(chain))


def test_cards_are_not_touched_by_the_rule(actors: Actors, cycle: int) -> None:
    before = {row.subject.code: (row.total, row.revision) for row in selectors.sheets(actors["admin"], cycle_id=cycle)}
    plan.set_scheme_rules(actors["admin"], code="S26", default_card="unit_by_head")
    scored_again(actors, cycle)
    after = {row.subject.code: row.total for row in selectors.sheets(actors["admin"], cycle_id=cycle)}
    assert {code: total for code, (total, _revision) in before.items()} == {code: after[code] for code in before}
