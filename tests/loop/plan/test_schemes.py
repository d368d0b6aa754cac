"""Schemes and assignments: weights, owners, amendments, who sees what."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.loop.plan import engine_io, selectors, services
from kpiloop.loop.plan.rows import AssignmentChange, NewAssignment
from tests.loop.plan.company import NOW, START, publish_kpi


@pytest.fixture
def scheme(actors: dict[str, Actor]) -> str:
    for code in ("revenue", "margin", "service"):
        publish_kpi(actors["admin"], code)
    services.add_scheme(actors["admin"], code="FY2026", name_zh="方案", fiscal_year=2026)
    return "FY2026"


def give(actor: Actor, weights: dict[str, int | str], subject: str = "EAST", owner: str = "E2") -> list[int]:
    return services.assign_many(
        actor,
        scheme="FY2026",
        assignments=[NewAssignment(kpi, subject, owner, Decimal(weight), START) for kpi, weight in weights.items()],
    )


@pytest.mark.feature("P01")
def test_ninety_five_is_not_a_hundred(actors: dict[str, Actor], scheme: str) -> None:
    give(actors["admin"], {"revenue": 60, "margin": 35})
    give(actors["admin"], {"revenue": 100}, subject="WEST", owner="E4")
    with pytest.raises(Refusal) as refused:
        services.publish_scheme(actors["admin"], code=scheme, now=NOW)
    assert refused.value.code == "weights_not_100"
    fields = refused.value.fields
    assert (fields["subject"], fields["sum"], fields["difference"], fields["others"]) == ("EAST", "95", "-5", [])


@pytest.mark.feature("SC-06")
@pytest.mark.parametrize(("first", "second"), [("33.3333", "66.6666"), ("50", "50.0001")])
def test_a_hundred_is_meant_exactly(actors: dict[str, Actor], scheme: str, first: str, second: str) -> None:
    give(actors["admin"], {"revenue": first, "margin": second})
    with pytest.raises(Refusal, match="weights_not_100"):
        services.publish_scheme(actors["admin"], code=scheme, now=NOW)


def test_weights_hold_on_every_stretch(actors: dict[str, Actor], scheme: str) -> None:
    half = date(2026, 7, 1)
    services.assign_many(
        actors["admin"],
        scheme=scheme,
        assignments=[
            NewAssignment("revenue", "EAST", "E2", Decimal(60), START),
            NewAssignment("margin", "EAST", "E2", Decimal(40), START, half),
            NewAssignment("service", "EAST", "E2", Decimal(30), half),
        ],
    )
    with pytest.raises(Refusal) as refused:
        services.publish_scheme(actors["admin"], code=scheme, now=NOW)
    assert (refused.value.fields["sum"], refused.value.fields["on"]) == ("90", "2026-07-01")


def test_watched_kpis_weigh_nothing(actors: dict[str, Actor], scheme: str) -> None:
    give(actors["admin"], {"revenue": 0, "margin": 0})
    assert services.publish_scheme(actors["admin"], code=scheme, now=NOW) == 1


def test_an_unpublished_kpi_blocks(actors: dict[str, Actor], scheme: str) -> None:
    services.draft_kpi(
        actors["admin"], code="new", name_zh="新", direction="higher", time_kind="flow", measurement_unit="CNY",
        achievement_method="ratio", green_from=Decimal(1), amber_from=Decimal(1), valid_from=START,
    )  # fmt: skip
    give(actors["admin"], {"new": 100})
    with pytest.raises(Refusal, match="kpi_not_published"):
        services.publish_scheme(actors["admin"], code=scheme, now=NOW)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (NewAssignment("revenue", "EAST", "", Decimal(100), START), "owner_missing"),
        (NewAssignment("revenue", "NORTH", "E2", Decimal(100), START), "plan_unknown_reference"),
        (NewAssignment("revenue", "EAST", "WEST", Decimal(100), START), "plan_unknown_reference"),
        (NewAssignment("revenue", "EAST", "E2", Decimal("100.5"), START), "weight_out_of_range"),
    ],
)
def test_bad_assignments_are_refused(actors: dict[str, Actor], scheme: str, asked: NewAssignment, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        services.assign_many(actors["admin"], scheme=scheme, assignments=[asked])
    assert refused.value.code == code


def test_one_kpi_is_not_given_twice_on_a_day(actors: dict[str, Actor], scheme: str) -> None:
    give(actors["admin"], {"revenue": 100})
    with pytest.raises(Refusal, match="assignment_overlaps"):
        services.assign(
            actors["admin"], scheme=scheme, kpi="revenue", subject="EAST", owner="E2", weight=Decimal(10),
            valid_from=date(2026, 3, 1),
        )  # fmt: skip


def test_a_published_scheme_cannot_be_left_off(actors: dict[str, Actor], scheme: str) -> None:
    give(actors["admin"], {"revenue": 100})
    services.publish_scheme(actors["admin"], code=scheme, now=NOW)
    with pytest.raises(Refusal, match="weights_not_100"):
        give(actors["admin"], {"margin": 20})
    assert len(engine_io.assignments_on(START, date(2027, 1, 1))) == 1


def test_an_amended_weight_keeps_the_months_before(actors: dict[str, Actor], scheme: str) -> None:
    first, second = give(actors["admin"], {"revenue": 60, "margin": 40})
    services.publish_scheme(actors["admin"], code=scheme, now=NOW)
    on = date(2026, 7, 1)
    changes = [AssignmentChange(first, Decimal(70)), AssignmentChange(second, Decimal(30), "E3")]
    new_first, _ = services.amend_assignments(actors["admin"], scheme=scheme, changes=changes, on=on)
    june = {row.kpi.code: (row.weight, row.owner.code) for row in engine_io.assignments_on(date(2026, 6, 1), on)}
    july = {row.kpi.code: (row.weight, row.owner.code) for row in engine_io.assignments_on(on, date(2026, 8, 1))}
    assert june == {"revenue": (Decimal(60), "E2"), "margin": (Decimal(40), "E2")}
    assert july == {"revenue": (Decimal(70), "E2"), "margin": (Decimal(30), "E3")}
    assert new_first != first


def test_thousands_in_one_call(actors: dict[str, Actor], scheme: str) -> None:
    for number in range(40):
        publish_kpi(actors["admin"], f"k{number}")
    entries = AuditEntry.objects.count()
    counts = []
    for codes in ([f"k{number}" for number in range(2)], [f"k{number}" for number in range(2, 40)]):
        asked = [
            NewAssignment(kpi, subject, "E2", Decimal(1), START) for kpi in codes for subject in ("EAST", "WEST", "HQ")
        ]
        with CaptureQueriesContext(connection) as queries:
            services.assign_many(actors["admin"], scheme=scheme, assignments=asked)
        # SQLite takes so many new rows in parcels.
        counts.append(sum(not query["sql"].startswith('INSERT INTO "plan_assignment"') for query in queries))
    assert counts[1] <= counts[0]  # the first call also reads the organisation
    assert AuditEntry.objects.count() == entries + 2


def test_parents_are_named_by_place(actors: dict[str, Actor], scheme: str) -> None:
    child, parent = services.assign_many(
        actors["admin"],
        scheme=scheme,
        assignments=[
            NewAssignment("revenue", "EAST", "E2", Decimal(100), START, parent=("revenue", "HQ")),
            NewAssignment("revenue", "HQ", "E1", Decimal(100), START),
        ],
    )
    assert engine_io.assignments_by_id([child])[child].parent_id == parent


def test_heads_see_their_units_and_staff_their_own_duties(actors: dict[str, Actor], scheme: str) -> None:
    give(actors["admin"], {"revenue": 100})
    give(actors["admin"], {"revenue": 100}, subject="WEST", owner="E4")
    give(actors["admin"], {"revenue": 100}, subject="HQ", owner="E3")
    services.publish_scheme(actors["admin"], code=scheme, now=NOW)
    seen = {
        who: {row.subject.code for row in selectors.assignments(actors[who], on=NOW.date())}
        for who in ("boss", "wang", "zhao")
    }
    assert seen["boss"] == {"EAST", "WEST", "HQ"}
    assert seen["wang"] == {"EAST"}
    assert seen["zhao"] == {"HQ"}  # the duty for the group; of the own unit only the name
    west = next(row for row in selectors.assignments(actors["boss"], on=NOW.date()) if row.subject.code == "WEST")
    with pytest.raises(Refusal, match="not_found"):
        selectors.assignment(actors["zhao"], west.id)


def test_findings_name_what_is_odd(actors: dict[str, Actor], scheme: str) -> None:
    give(actors["admin"], {"revenue": 92, "margin": 3})
    found = {(row.code, row.severity) for row in selectors.findings(actors["admin"], scheme=scheme)}
    assert {("weights_not_100", "blocks"), ("weight_unusual", "notice"), ("target_missing", "notice")} <= found
