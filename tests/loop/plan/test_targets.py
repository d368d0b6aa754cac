"""Targets: versions, closed periods, phasing, year to date, changes decided by another, conservation."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpiloop.engine.errors import Refusal
from kpiloop.engine.values import Missing
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar import services as calendar_services
from kpiloop.loop.plan import engine_io, selectors, services
from kpiloop.loop.plan.rows import AssignmentChange, NewAssignment, NewTarget
from tests.loop.plan.company import NOW, START, publish_kpi

MONTHS = [f"2026-{month:02d}" for month in range(1, 13)]


@pytest.fixture
def revenue(actors: dict[str, Actor]) -> dict[str, int]:
    """Revenue of the group and of both units below it, in a published scheme."""
    publish_kpi(actors["admin"], "revenue")
    services.add_scheme(actors["admin"], code="FY2026", name_zh="方案", fiscal_year=2026)
    owners = {"HQ": "E1", "EAST": "E2", "WEST": "E4"}
    ids = services.assign_many(
        actors["admin"],
        scheme="FY2026",
        assignments=[
            NewAssignment(
                "revenue", unit, owner, Decimal(100), START, parent=None if unit == "HQ" else ("revenue", "HQ")
            )
            for unit, owner in owners.items()
        ],
    )
    services.publish_scheme(actors["admin"], code="FY2026", now=NOW)
    return dict(zip(owners, ids, strict=True))


def close(code: str) -> None:
    calendar_services.set_state(SYSTEM, code=code, state="closed", revision=1, warehouse_version=1, now=NOW)


def set_one(actor: Actor, assignment: int, period: str, target: str) -> None:
    services.set_targets(actor, targets=[NewTarget(assignment, period, Decimal(target))])


def current(assignment: int, period: str) -> Decimal | None:
    row = calendar.period(SYSTEM, period)
    return engine_io.targets_for([row.id])[assignment, row.id].target


def test_a_changed_target_is_a_new_version(actors: dict[str, Actor], revenue: dict[str, int]) -> None:
    set_one(actors["admin"], revenue["EAST"], "2026-10", "100")
    set_one(actors["admin"], revenue["EAST"], "2026-10", "100.00")
    set_one(actors["admin"], revenue["EAST"], "2026-10", "130")
    newest, first = selectors.target_history(actors["wang"], revenue["EAST"], "2026-10")
    assert [(row.version, row.target, row.is_current) for row in (first, newest)] == [
        (1, Decimal(100), False),
        (2, Decimal(130), True),
    ]
    assert newest.recorded_by == "admin"


def test_a_closed_month_keeps_its_target(actors: dict[str, Actor], revenue: dict[str, int]) -> None:
    set_one(actors["admin"], revenue["EAST"], "2026-01", "100")
    close("2026-01")
    set_one(actors["admin"], revenue["EAST"], "2026-01", "100")  # the same figure is no change
    both = [NewTarget(revenue["EAST"], "2026-01", Decimal(90)), NewTarget(revenue["EAST"], "2026-02", Decimal(90))]
    with pytest.raises(Refusal) as refused:
        services.set_targets(actors["admin"], targets=both)
    assert (refused.value.code, refused.value.fields["period"]) == ("targets_closed", "2026-01")
    february = calendar.period(SYSTEM, "2026-02")
    assert (revenue["EAST"], february.id) not in engine_io.targets_for([february.id])


def test_bulk_costs_one_entry_and_a_fixed_number_of_queries(actors: dict[str, Actor], revenue: dict[str, int]) -> None:
    entries = AuditEntry.objects.count()
    counts = []
    for months in (MONTHS[:1], MONTHS[1:]):
        targets = [NewTarget(key, month, Decimal(100)) for key in revenue.values() for month in months]
        with CaptureQueriesContext(connection) as queries:
            services.set_targets(actors["admin"], targets=targets)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert AuditEntry.objects.count() == entries + 2


@pytest.mark.parametrize(
    ("annual", "weights", "expected"),
    [
        ("1000", None, ["83.34"] * 4 + ["83.33"] * 8),
        ("100", ["4", "4", "6", "6", "8", "8", "8", "8", "10", "12", "13", "13"], None),
        ("-120", None, ["-10.00"] * 12),
    ],
)
def test_an_annual_flow_is_spread_to_the_last_cent(
    actors: dict[str, Actor],
    revenue: dict[str, int],
    annual: str,
    weights: list[str] | None,
    expected: list[str] | None,
) -> None:
    services.set_annual_target(
        actors["admin"],
        assignment_id=revenue["HQ"],
        annual=Decimal(annual),
        weights=[Decimal(weight) for weight in weights] if weights else None,
    )
    months = [current(revenue["HQ"], month) for month in MONTHS]
    assert months == [Decimal(figure) for figure in (expected or weights or [])]


def test_months_of_a_ratio_do_not_add_up(actors: dict[str, Actor], revenue: dict[str, int]) -> None:
    publish_kpi(actors["admin"], "rate", time_kind="ratio", measurement_unit="percent")
    services.add_scheme(actors["admin"], code="WATCH", name_zh="观察", fiscal_year=2026)
    key = services.assign(
        actors["admin"], scheme="WATCH", kpi="rate", subject="EAST", owner="E2", weight=Decimal(0), valid_from=START
    )
    services.set_annual_target(actors["admin"], assignment_id=key, annual=Decimal("0.95"))
    june = calendar.period(SYSTEM, "2026-06")
    assert {current(key, month) for month in MONTHS} == {Decimal("0.95")}
    assert engine_io.ytd_target(key, june) == Decimal("0.95")


def test_the_year_to_date_follows_the_versions(actors: dict[str, Actor], revenue: dict[str, int]) -> None:
    """Rule R26: 100 a month from January to June, then 130, is 990 at September."""
    for number, month in enumerate(MONTHS, start=1):
        set_one(actors["admin"], revenue["EAST"], month, "100")
        if number > 6:
            set_one(actors["admin"], revenue["EAST"], month, "130")
    september = calendar.period(SYSTEM, "2026-09")
    assert engine_io.ytd_target(revenue["EAST"], september) == Decimal(990)
    assert engine_io.ytd_target(revenue["WEST"], september) == Missing("no_target")
    services.set_targets(actors["admin"], targets=[NewTarget(revenue["EAST"], "2026-03", None)])
    assert engine_io.ytd_target(revenue["EAST"], september) == Missing("no_target")


def test_the_year_to_date_goes_on_after_a_new_owner(actors: dict[str, Actor], revenue: dict[str, int]) -> None:
    for month in MONTHS:
        set_one(actors["admin"], revenue["EAST"], month, "100")
    changes = [AssignmentChange(revenue["EAST"], owner="E3")]
    (key,) = services.amend_assignments(actors["admin"], scheme="FY2026", changes=changes, on=date(2026, 7, 1))
    assert engine_io.ytd_target(key, calendar.period(SYSTEM, "2026-09")) == Decimal(900)


def test_a_new_owner_in_the_middle_of_a_month_takes_its_target_over(
    actors: dict[str, Actor], revenue: dict[str, int]
) -> None:
    """A month is judged by the line that holds on its last day; a closed one keeps what it was closed with."""
    for month in ("2026-10", "2026-11", "2026-12"):
        set_one(actors["admin"], revenue["EAST"], month, "100")
    changes = [AssignmentChange(revenue["EAST"], owner="E3")]
    (key,) = services.amend_assignments(actors["admin"], scheme="FY2026", changes=changes, on=date(2026, 11, 20))
    held = {
        (name, month): [row.target for row in selectors.target_history(actors["admin"], line, month)]
        for name, line in (("before", revenue["EAST"]), ("after", key))
        for month in ("2026-10", "2026-11", "2026-12")
    }
    assert [pair for pair, found in held.items() if found == [100]] == [
        ("before", "2026-10"), ("after", "2026-11"), ("after", "2026-12"),
    ]  # fmt: skip
    close("2026-11")
    change = AssignmentChange(key, owner="E2")
    (last,) = services.amend_assignments(actors["admin"], scheme="FY2026", changes=[change], on=date(2026, 11, 25))
    assert [row.target for row in selectors.target_history(actors["admin"], key, "2026-11")] == [100]
    assert selectors.target_history(actors["admin"], last, "2026-11") == ()


def test_a_year_is_spread_around_the_months_of_the_line_before(
    actors: dict[str, Actor], revenue: dict[str, int]
) -> None:
    """Nine months of 100 stay with the line before; 1,500 less 900 leaves 200 for each of the last three."""
    for month in MONTHS:
        set_one(actors["admin"], revenue["EAST"], month, "100")
    changes = [AssignmentChange(revenue["EAST"], owner="E3")]
    (key,) = services.amend_assignments(actors["admin"], scheme="FY2026", changes=changes, on=date(2026, 10, 12))
    services.set_annual_target(actors["admin"], assignment_id=key, annual=Decimal(1500))
    held = [selectors.target_history(actors["admin"], key, month) for month in MONTHS]
    assert [row[0].target if row else None for row in held] == [None] * 9 + [200] * 3
    assert engine_io.ytd_target(key, calendar.period(SYSTEM, "2026-12")) == 1500


def test_another_person_decides_a_change(actors: dict[str, Actor], revenue: dict[str, int]) -> None:
    services.set_targets(
        actors["admin"], targets=[NewTarget(revenue["EAST"], "2026-11", Decimal(100), Decimal(80), Decimal(120))]
    )
    change = services.propose_target_change(
        actors["admin"], assignment_id=revenue["EAST"], period="2026-11", new_target=Decimal(150), reason="新客户"
    )
    with pytest.raises(Refusal, match="four_eyes"):
        services.decide_target_change(actors["admin"], change_id=change, approve=True, now=NOW)
    assert services.decide_target_change(actors["boss"], change_id=change, approve=True, now=NOW) == "approved"
    newest = selectors.target_history(actors["admin"], revenue["EAST"], "2026-11")[0]
    assert (newest.target, newest.threshold, newest.stretch, newest.method) == (150, 120, 180, "change")
    with pytest.raises(Refusal, match="change_decided"):
        services.decide_target_change(actors["boss"], change_id=change, approve=False, reason="x", now=NOW)
    (row,) = selectors.target_changes(actors["wang"])
    assert (row.old_target, row.new_target, row.state, row.decided_by) == (100, 150, "approved", "boss")


def test_an_approval_after_the_close_is_refused(actors: dict[str, Actor], revenue: dict[str, int]) -> None:
    change = services.propose_target_change(
        actors["admin"], assignment_id=revenue["EAST"], period="2026-11", new_target=Decimal(150), reason="新客户"
    )
    close("2026-11")
    with pytest.raises(Refusal, match="targets_closed"):
        services.decide_target_change(actors["boss"], change_id=change, approve=True, now=NOW)
    assert selectors.target_changes(actors["boss"])[0].state == "proposed"


@pytest.mark.parametrize(
    ("east", "west", "gap", "state"),
    [("60", "40", "0", "even"), ("65", "40", "5", "over"), ("50", "40", "-10", "under"), ("60", None, None, "unknown")],
)
def test_children_are_compared_with_their_parent(
    actors: dict[str, Actor], revenue: dict[str, int], east: str, west: str | None, gap: str | None, state: str
) -> None:
    set_one(actors["admin"], revenue["HQ"], "2026-10", "100")
    set_one(actors["admin"], revenue["EAST"], "2026-10", east)
    if west:
        set_one(actors["admin"], revenue["WEST"], "2026-10", west)
    found = selectors.cascade_gap(actors["boss"], assignment_id=revenue["HQ"], period_code="2026-10")
    assert (found.gap, found.state) == (None if gap is None else Decimal(gap), state)


def test_targets_of_others_are_as_absent(actors: dict[str, Actor], revenue: dict[str, int]) -> None:
    for key in revenue.values():
        set_one(actors["admin"], key, "2026-10", "100")
    seen = selectors.targets(actors["wang"], assignment_ids=list(revenue.values()), period_codes=["2026-10"])
    assert {assignment for assignment, _ in seen} == {revenue["EAST"]}
    with pytest.raises(Refusal, match="not_found"):
        selectors.target_history(actors["wang"], revenue["WEST"], "2026-10")
