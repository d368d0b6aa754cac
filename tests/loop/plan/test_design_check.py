"""The design check: what it finds, what it mends in one step, what is accepted with a reason (N08, R17-R21)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpiloop.engine.errors import Refusal
from kpiloop.engine.guards.card_mending import evened
from kpiloop.engine.guards.design import DesignKpi, DesignLine, card_flaws, dictionary_flaws
from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.library import ready_kpis
from kpiloop.loop.plan.linter.mending import fix_of
from kpiloop.loop.plan.rows import DesignEvidence, NewTarget
from tests.loop.plan.company import NOW, START, publish_kpi

TODAY = date(2026, 10, 20)


@pytest.fixture
def drafted(actors: dict[str, Actor]) -> dict[str, Actor]:
    """A draft scheme with one card full of sins: east is answered for by the head of west."""
    admin = actors["admin"]
    publish_kpi(admin, "revenue", name_zh="营业收入", name_en="Revenue")
    publish_kpi(admin, "sales", name_zh="营业 收入", name_en="Sales")
    publish_kpi(admin, "morale", name_zh="提升士气", name_en="Morale", purpose="留人", source="调查", counter="revenue")
    services.add_scheme(admin, code="S26", name_zh="方案", fiscal_year=2026)
    for kpi, owner, weight in (("revenue", "E4", 70), ("sales", "E2", 28), ("morale", "E2", 2)):
        services.assign(
            admin, scheme="S26", kpi=kpi, subject="EAST", owner=owner, weight=Decimal(weight), valid_from=START
        )
    held = {row.kpi.code: row for row in selectors.assignments(admin, on=TODAY, scheme="S26")}
    services.set_targets(admin, targets=[NewTarget(held["revenue"].id, "2026-01", Decimal(999))])
    return actors


def evidence(actors: dict[str, Actor]) -> DesignEvidence:
    east = next(row.subject for row in selectors.assignments(actors["admin"], on=TODAY, scheme="S26"))
    history = tuple(Decimal(100 + month) for month in range(12))
    formulas = {"revenue": "sum(a.b)", "sales": "sum( a.b )"}
    return DesignEvidence(formulas, {("revenue", east.id): history}, {"sales": "number"})


@pytest.mark.feature("N08")
def test_every_sin_is_found_with_its_reason(drafted: dict[str, Actor]) -> None:
    found = {
        (row.code, row.kpi_code): row
        for row in selectors.findings(drafted["admin"], scheme="S26", evidence=evidence(drafted))
    }
    wanted = {
        ("weight_unusual", "revenue"),
        ("weight_unusual", "morale"),
        ("name_vague", "morale"),
        ("purpose_missing", "revenue"),
        ("counter_missing", "revenue"),
        ("kpi_without_objective", "sales"),
        ("duplicate_definition", "sales"),
        ("double_count", "sales"),
        ("formula_other_unit", "sales"),
        ("all_lagging", ""),
        ("owner_without_influence", "revenue"),
        ("target_missing", "sales"),
        ("target_outside_band", "revenue"),
    }
    assert wanted <= found.keys()
    # the library's counter-KPI of revenue is offered where the company has it, and not where it has not
    counter = found["counter_missing", "revenue"]
    assert (counter.fix, fix_of(counter, {ready_kpis()["revenue"].counter})) == ("", "counter_from_library")
    assert ("owner_without_influence", "sales") not in found  # the head of east answers there
    assert ("source_missing", "revenue") not in found  # a formula is a source
    assert found["formula_other_unit", "sales"].fields | {"gives": "number", "unit": "CNY"} == dict(
        found["formula_other_unit", "sales"].fields
    )
    band = found["target_outside_band", "revenue"].fields
    # twelve months 100 to 111: median 105.5, best 111
    assert (band["target"], band["low"], band["high"]) == ("999", "105.5", "111")


@pytest.mark.feature("N08")
def test_one_step_mends_and_a_reason_accepts(drafted: dict[str, Actor]) -> None:
    admin, known = drafted["admin"], evidence(drafted)

    def open_codes() -> set[tuple[str, str]]:
        rows = selectors.findings(admin, scheme="S26", evidence=known)
        return {(row.code, row.kpi_code) for row in rows if row.override is None}

    def fix(key: str) -> str:
        done = services.fix_finding(admin, scheme="S26", key=key, on=TODAY, now=NOW, evidence=known)
        changed.append([(row.subject_code, row.kpi_code, row.field, row.before, row.after) for row in done.values])
        return done.fix

    changed: list[list[tuple[str, ...]]] = []
    assert fix("weight_unusual|EAST|revenue") == "even_weights"
    weights = {row.kpi.code: row.weight for row in selectors.assignments(admin, on=TODAY, scheme="S26")}
    assert weights == {"revenue": Decimal(40), "sales": Decimal(40), "morale": Decimal(20)}
    assert fix("double_count|EAST|sales") == "watch_double"
    weights = {row.kpi.code: row.weight for row in selectors.assignments(admin, on=TODAY, scheme="S26")}
    assert weights == {"revenue": Decimal(80), "sales": Decimal(0), "morale": Decimal(20)}
    assert fix("owner_without_influence|EAST|revenue") == "head_answers"
    assert changed == [
        [
            ("EAST", "morale", "weight", "2", "20"),
            ("EAST", "revenue", "weight", "70", "40"),
            ("EAST", "sales", "weight", "28", "40"),
        ],
        [("EAST", "revenue", "weight", "40", "80"), ("EAST", "sales", "weight", "40", "0")],
        [("EAST", "revenue", "owner", "E4", "E2")],
    ]
    assert not open_codes() & {("double_count", "sales"), ("owner_without_influence", "revenue")}

    with pytest.raises(Refusal) as refused:
        fix("name_vague||morale")
    assert refused.value.code == "finding_not_mendable"
    services.override_finding(admin, scheme="S26", key="name_vague||morale", reason="全员都懂", now=NOW)
    assert ("name_vague", "morale") not in open_codes()
    held = next(row for row in selectors.findings(admin, scheme="S26") if row.override)
    assert (held.key, held.override and held.override.reason) == ("name_vague||morale", "全员都懂")
    services.reinstate_finding(admin, scheme="S26", key="name_vague||morale", now=NOW)
    assert ("name_vague", "morale") in open_codes()


def test_what_refuses_publishing_is_not_accepted(drafted: dict[str, Actor]) -> None:
    admin = drafted["admin"]
    services.assign(
        admin, scheme="S26", kpi="revenue", subject="WEST", owner="E4", weight=Decimal(60), valid_from=START
    )
    with pytest.raises(Refusal) as refused:
        services.override_finding(admin, scheme="S26", key="weights_not_100|WEST|", reason="稍后", now=NOW)
    assert refused.value.code == "finding_blocks"


def test_findings_cost_the_same_queries_however_many_kpis(drafted: dict[str, Actor]) -> None:
    admin = drafted["admin"]
    with CaptureQueriesContext(connection) as few:
        selectors.findings(admin, scheme="S26")
    for number in range(6):
        publish_kpi(admin, f"more{number}")
        services.assign(
            admin, scheme="S26", kpi=f"more{number}", subject="WEST", owner="E4", weight=Decimal(10), valid_from=START
        )
    with CaptureQueriesContext(connection) as many:
        selectors.findings(admin, scheme="S26")
    assert len(many) <= len(few)


def test_r21_rules_stand_without_a_database() -> None:
    lead = DesignKpi("lead", ("线索量",), "higher", "leading", "o", "x", "why", "CRM")
    late = DesignKpi("late", ("投诉率 improve 5%",), "lower", "lagging", "o", "lead", "why", "")
    lines = [
        DesignLine("A", "lead", Decimal(50), False, True, (Decimal(1),) * 12),
        DesignLine("A", "late", Decimal(50), True, True, (Decimal(3),) * 12, 12, tuple(map(Decimal, range(1, 8)))),
    ]
    assert dictionary_flaws([lead, late], lines) == []  # reported by somebody, and the name says how much
    assert card_flaws({"lead": lead, "late": late}, lines) == []  # 3 lies between the best 1 and the median 4


@pytest.mark.parametrize(
    ("weights", "wanted"),
    [
        ({"a": 60, "b": 60}, {"a": 50, "b": 50}),  # two KPIs cannot stay below 40
        ({"a": 1, "b": 1, "c": 1}, {"a": 34, "b": 33, "c": 33}),
        ({"a": 90, "b": 4, "c": 3, "d": 3}, {"a": 40, "b": 24, "c": 18, "d": 18}),
    ],
)
def test_r17_evened_weights_make_exactly_100(weights: dict[str, int], wanted: dict[str, int]) -> None:
    given = {key: Decimal(weight) for key, weight in weights.items()}
    assert evened(given, least=Decimal(5), most=Decimal(40)) == wanted
