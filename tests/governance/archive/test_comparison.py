"""Two periods or two units beside each other, as reported, as they are now, under the old and the new organisation.

ZJ leaves EAST for WEST on 1 October 2026. Net sales (see tests/loop/company.py):

           SH   ZJ   WEST   EAST own   WEST own   HQ
2026-09    70   50   100    120        100        220
2026-10    60   45   110    60         155        215
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.errors import PermissionRefused
from kpiloop.foundation.calendar.errors import PeriodUnknown
from kpiloop.foundation.org import services as org
from kpiloop.foundation.org.errors import NotVisible
from kpiloop.governance.archive import selectors, services
from kpiloop.governance.archive.comparison_rows import ComparedRow, HistoricComparison
from kpiloop.governance.archive.errors import ComparedKinds, StructureUnknown
from kpiloop.loop.track import services as track
from tests.loop import company
from tests.loop.collect.stored import stored_rows

SEPTEMBER, OCTOBER = "2026-09", "2026-10"
#: Which units' orders count for a unit, before and after the move.
OLD = {"EAST": ("EAST", "SH", "ZJ"), "WEST": ("WEST",), "HQ": ("HQ", "EAST", "WEST", "SH", "ZJ")}
NEW = {"EAST": ("EAST", "SH"), "WEST": ("WEST", "ZJ"), "HQ": OLD["HQ"]}


@pytest.fixture(scope="module")
def moved(built_company: dict[str, Actor], django_db_blocker: pytest.FixtureRequest) -> Iterator[dict[str, Actor]]:
    """ZJ moved, October computed again, September closed."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        org.move_unit(SYSTEM, code="ZJ", new_parent="WEST", on=date(2026, 10, 1))
        company.compute(OCTOBER, OCTOBER)
        track.assess(SYSTEM, first=OCTOBER, last=OCTOBER, now=company.NOW)
        plan = services.prepare_close(SYSTEM, period_code=SEPTEMBER, now=company.NOW)
        services.apply_close(SYSTEM, plan, waiver="reported", now=company.NOW)
        yield built_company


@pytest.fixture
def actors(moved: dict[str, Actor], db: None) -> dict[str, Actor]:
    return moved


def compared(viewer: Actor, structure: str = "own", **units: str) -> HistoricComparison:
    return selectors.compare(viewer, first=SEPTEMBER, second=OCTOBER, structure=structure, **units)


def row_of(found: HistoricComparison, kpi: str, unit: str) -> ComparedRow:
    return next(row for row in found.rows if (row.kpi.code, row.first_subject.code) == (kpi, unit))


def sold(month: str, units: tuple[str, ...]) -> Decimal:
    """Sales of some units in a month, straight from the files of facts."""
    rows = [row for row in stored_rows("orders") if f"{row['on']:%Y-%m}" == month and row["unit"] in units]
    return sum((Decimal(str(row["net"])) for row in rows), Decimal(0))


@pytest.mark.feature("OR-01")
@pytest.mark.feature("S36")
@pytest.mark.parametrize(
    ("structure", "september", "october"), [("own", OLD, NEW), ("first", OLD, OLD), ("second", NEW, NEW)]
)
def test_periods_compare_under_either_organisation(
    actors: dict[str, Actor],
    structure: str,
    september: dict[str, tuple[str, ...]],
    october: dict[str, tuple[str, ...]],
) -> None:
    found = compared(actors["boss"], structure)
    for unit in ("EAST", "WEST", "HQ"):
        row = row_of(found, "revenue", unit)
        assert row.first is not None
        assert row.second is not None
        before, after = sold(SEPTEMBER, september[unit]), sold(OCTOBER, october[unit])
        assert (row.first.figure, row.second.figure, row.change.change) == (before, after, after - before)


@pytest.mark.feature("S36")
def test_a_ratio_is_counted_again_from_its_parts(actors: dict[str, Actor]) -> None:
    """EAST's discount in September without ZJ: 1 - 70/100, not a mean of ratios; it is a percentage, so points."""
    row = row_of(compared(actors["boss"], "second"), "discount", "EAST")
    assert row.first is not None
    assert row.second is not None
    assert (row.first.figure, row.second.figure) == (Decimal("0.3"), Decimal("0.4"))
    assert (row.change.change, row.change.judgement) == (Decimal("0.1"), "worse")
    assert row.first.light == ""


@pytest.mark.feature("S36")
def test_the_frozen_figure_stands_beside_the_live_one(actors: dict[str, Actor]) -> None:
    """September is closed at 120; reopened and loaded again it says 140, and the report still says 120."""
    asked = services.request_reopen(
        actors["admin"], period_code=SEPTEMBER, reason="补录", until=date(2026, 11, 30), now=company.NOW
    )
    services.approve_reopen(SYSTEM, reopening_id=asked, now=company.NOW)
    company.load_facts({SEPTEMBER: {"SH": (90, 100, 60)}})
    company.compute(SEPTEMBER, SEPTEMBER)
    track.assess(SYSTEM, first=SEPTEMBER, last=SEPTEMBER, now=company.NOW)
    found = compared(actors["boss"])
    row = row_of(found, "revenue", "EAST")
    assert row.first is not None
    assert (row.first.reported, row.first.live, row.first.drift, row.first.is_frozen) == (120, 140, 20, True)
    assert row.change.change == 60 - 120
    # light and target of the close: 120 of 150 was red
    assert (row.first.light, row.first.target) == ("red", 150)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT f.actual FROM archive_frozen_figure f JOIN archive_close c ON c.id = f.close_id "
            "JOIN calendar_period p ON p.id = c.period_id JOIN plan_assignment a ON a.id = f.assignment_id "
            "JOIN plan_kpi k ON k.id = a.kpi_id JOIN org_subject s ON s.id = a.subject_id "
            "WHERE p.code = %s AND k.code = %s AND s.code = %s",
            [SEPTEMBER, "revenue", "EAST"],
        )
        assert Decimal(cursor.fetchone()[0]) == row.first.reported
    assert row.second is not None
    assert (row.second.reported, row.second.is_frozen) == (None, False)


@pytest.mark.feature("S36")
def test_two_units_stand_beside_each_other(actors: dict[str, Actor]) -> None:
    found = selectors.compare(actors["boss"], first=OCTOBER, second=OCTOBER, first_unit="EAST", second_unit="WEST")
    row = row_of(found, "revenue", "EAST")
    assert row.second_subject.code == "WEST"
    assert row.first is not None
    assert row.second is not None
    assert (row.first.figure, row.second.figure, row.change.change) == (60, 155, 95)
    # WEST has no card line for discounts, yet the figure exists; EAST has no line for orders, yet counts them
    assert {each.kpi.code for each in found.rows} == {"revenue", "cost", "profit", "orders", "discount"}


def test_the_organisation_change_is_told(actors: dict[str, Actor]) -> None:
    (move,) = compared(actors["boss"]).moves
    assert move.first_parent is not None
    assert move.second_parent is not None
    assert (move.unit.code, move.first_parent.code, move.second_parent.code) == ("ZJ", "EAST", "WEST")


def test_restating_writes_nothing(actors: dict[str, Actor]) -> None:
    before = stored()
    compared(actors["boss"], "second")
    assert stored() == before


def stored() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), max(id) FROM measure_value UNION ALL SELECT count(*), max(id) FROM measure_run"
        )
        return list(cursor.fetchall())


@pytest.mark.feature("S36", "S34")
def test_everybody_compares_their_own_part(actors: dict[str, Actor]) -> None:
    """The head of EAST saw ZJ in September and does not in October; WEST neither way, under no organisation."""
    for structure in ("own", "first", "second"):
        found = compared(actors["wang"], structure)
        assert {row.first_subject.code for row in found.rows} <= {"EAST", "SH", "ZJ"}
        by_unit = {(row.kpi.code, row.first_subject.code): row for row in found.rows}
        zj = by_unit.get(("revenue", "ZJ"))
        assert zj is None or zj.second is None or zj.second.figure is None
    with pytest.raises(NotVisible):
        compared(actors["wang"], first_unit="EAST", second_unit="WEST")
    own = compared(actors["zhao"])
    assert {row.first_subject.code for row in own.rows} <= {"E3", "SH"}
    nobody = replace(actors["zhao"], permissions=frozenset())
    with pytest.raises(PermissionRefused):
        compared(nobody)


def test_what_cannot_be_compared_is_refused(actors: dict[str, Actor]) -> None:
    with pytest.raises(ComparedKinds):
        selectors.compare(actors["boss"], first=SEPTEMBER, second="FY2026-Q3")
    with pytest.raises(StructureUnknown):
        compared(actors["boss"], "tomorrow")
    with pytest.raises(PeriodUnknown):
        selectors.compare(actors["boss"], first="1999-01", second=OCTOBER)


def test_quarters_compare_by_the_whole_quarter(actors: dict[str, Actor]) -> None:
    """The third quarter of HQ: July 250, August 235, September 220."""
    found = selectors.compare(actors["boss"], first="FY2026-Q2", second="FY2026-Q3")
    row = row_of(found, "revenue", "HQ")
    assert row.second is not None
    months = ("2026-07", "2026-08", "2026-09")
    assert row.second.figure == sum(sold(month, OLD["HQ"]) for month in months) == 705
