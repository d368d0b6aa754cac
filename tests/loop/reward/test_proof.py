"""The proof chain: every score and bonus recomputes from its leaves, for whoever opens it."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import pytest

from kpiloop.engine import trace
from kpiloop.engine.errors import Refusal
from kpiloop.engine.trace import Step
from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.reward import selectors, services
from kpiloop.loop.reward.proof import scores, values
from tests.loop.reward import company as scored
from tests.loop.reward.test_bonus import released

Actors = dict[str, Actor]


@pytest.fixture(autouse=True)
def opened_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every bonus rests on the same months and sheets: within a test each is opened once per viewer."""
    for owner, name in ((values, "explain_value"), (scores, "score_step")):
        monkeypatch.setattr(owner, name, cache(getattr(owner, name)))


def found(step: Step, kind: str) -> list[Step]:
    return [node for node in trace.walk(step) if node.kind == kind]


def explained(actors: Actors, run: int, person: str, viewer: str) -> Step:
    lines = selectors.bonus_lines(actors[viewer], run_id=run)
    line = next(row for row in lines if row.person.code == person)
    return selectors.explain_bonus(actors[viewer], bonus_line_id=line.id)


@pytest.mark.parametrize("pool", ["120000.00", "99999.97"])
def test_every_bonus_recomputes_to_the_cent(actors: Actors, cycle: int, pool: str) -> None:
    run = released(actors, cycle, pool)
    for line in selectors.bonus_lines(actors["admin"], run_id=run):
        chain = selectors.explain_bonus(actors["admin"], bonus_line_id=line.id)
        assert chain.figure == line.amount
        assert trace.recompute(chain) == line.amount, line.person.code


@pytest.mark.parametrize("rule", [{"individual_from": "score"}, {"individual_from": "score", "pool_method": "share"}])
def test_every_bonus_by_score_recomputes(actors: Actors, cycle: int, rule: dict[str, str]) -> None:
    services.set_bonus_rule(actors["boss"], scheme="S26", factor_cap=Decimal("0.95"), **rule)  # type: ignore[arg-type]
    run = released(actors, cycle, "64321.09")
    for line in selectors.bonus_lines(actors["admin"], run_id=run):
        chain = selectors.explain_bonus(actors["admin"], bonus_line_id=line.id)
        assert trace.recompute(chain) == line.amount, line.person.code


def test_every_score_recomputes(actors: Actors, cycle: int) -> None:
    for row in selectors.sheets(actors["admin"], cycle_id=cycle):
        chain = selectors.explain_score(actors["admin"], sheet_id=row.id)
        again = trace.recompute(chain)
        assert again is not None and row.total is not None
        assert abs(again - row.total) < Decimal("1e-40"), row.subject.code


@pytest.mark.feature("SC-07")
def test_an_own_bonus_opens_down_to_source_rows(actors: Actors, cycle: int) -> None:
    chain = explained(actors, released(actors, cycle), "E3", "zhao")
    assert chain.figure == trace.recompute(chain) == Decimal("6400.00")
    own = next(step for step in chain.children[0].children[0].children if step.kind == "individual_factor")
    rows = found(own, "row")
    assert [row.figure for row in rows] == [Decimal(100), Decimal(85), Decimal(70)]
    assert all(row.evidence["load"] and row.evidence["line"] for row in rows)
    assert trace.count_leaves(own)["source_row"] == 3
    roles = {role for step in trace.walk(chain) for role, _name, _at in step.people}
    assert {"prepared_by", "released_by", "decided_by", "approved_by", "scored_by", "target_set_by"} <= roles


def test_what_lies_outside_the_own_scope_is_restricted_with_its_sums(actors: Actors, cycle: int) -> None:
    chain = explained(actors, released(actors, cycle), "E3", "zhao")
    company_factor = found(chain, "company_factor")[0]
    assert (company_factor.leaf, company_factor.figure) == ("restricted", Decimal("1.0000"))
    evidence = company_factor.evidence
    assert evidence["calculation"] == "profit 255 / 300; revenue 705 / 750; cost 450 / 450"
    assert evidence["open_to"] == "李总" and len(evidence["sha256"]) == 64 and evidence["loads"] == "1"
    assert int(evidence["row_count"]) > 0
    assert company_factor.children == ()


def test_a_figure_that_was_tampered_with_shows(actors: Actors, cycle: int) -> None:
    from kpiloop.loop.reward.models import BonusLine

    run = released(actors, cycle)
    line = next(row for row in selectors.bonus_lines(actors["admin"], run_id=run) if row.person.code == "E3")
    BonusLine.objects.filter(pk=line.id).update(amount=Decimal("6400.01"))
    chain = selectors.explain_bonus(actors["admin"], bonus_line_id=line.id)
    assert trace.difference(chain) == Decimal("0.01")


def test_others_get_no_proof(actors: Actors, cycle: int) -> None:
    run = released(actors, cycle)
    line = next(row for row in selectors.bonus_lines(actors["admin"], run_id=run) if row.person.code == "E3")
    for viewer in ("wang", "chen", "lin"):
        with pytest.raises(Refusal) as refused:
            selectors.explain_bonus(actors[viewer], bonus_line_id=line.id)
        assert refused.value.code == "not_found"


def test_proof_does_not_drift_when_the_present_moves_on(actors: Actors, cycle: int) -> None:
    run = released(actors, cycle)
    before = trace.to_json(explained(actors, run, "E4", "admin"))
    services.set_scoring_rules(
        actors["admin"], scheme="S26", rules=[scored.NewRule("revenue", "linear", {"cap": "50"})]
    )
    bands = [scored.NewBand("A", Decimal(0), None, Decimal("9"))]
    services.set_grades(actors["admin"], scheme="S26", bands=bands)
    services.set_bonus_rule(actors["boss"], scheme="S26", individual_from="score")
    assert trace.to_json(explained(actors, run, "E4", "admin")) == before


def test_summed_up_it_gives_the_same_amount_without_asking_the_warehouse(
    actors: Actors, cycle: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = released(actors, cycle)

    def closed(*_given: object, **_named: object) -> Step:
        raise AssertionError("the warehouse was asked")

    monkeypatch.setattr("kpiloop.loop.measure.proving.listing.warehouse.matching_rows", closed)
    for viewer in ("admin", "zhao"):
        for line in selectors.bonus_lines(actors[viewer], run_id=run):
            chain = selectors.explain_bonus(actors[viewer], bonus_line_id=line.id, with_rows=False)
            assert trace.recompute(chain) == line.amount, line.person.code
            if line.person.code == "E3":
                own = next(node for node in trace.walk(chain) if node.kind == "individual_factor")
                assert trace.count_leaves(own)["source_row"] == 3
