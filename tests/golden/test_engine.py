"""The golden company through the pure engine: every figure equals the one worked out on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal as D

import pytest

from kpiloop.engine.achievement import achievement
from kpiloop.engine.incentive.payout import entitlement
from kpiloop.engine.incentive.pool import scale_to_pool
from kpiloop.engine.incentive.tiers import Tier, factor_from_tiers
from kpiloop.engine.scoring.curves import score_line
from kpiloop.engine.scoring.grades import Band, grade_of
from kpiloop.engine.scoring.ranking import rank
from kpiloop.engine.scoring.scorecard import WeightedLine, merge_segments, total
from kpiloop.engine.status import rag, runs_of
from tests.golden import company, expected

PLACES = D("0.000000000001")
WINDOWS = [(date(2026, m, 1), date(2026, m + 1, 1)) for m in (1, 2, 3)] + [(date(2026, 1, 1), date(2026, 4, 1))]
Rows = list[dict[str, object]]


def near(figure: object) -> D:
    """A figure at the place the paper was written to."""
    assert isinstance(figure, D)
    return figure.quantize(PLACES)


def rows_of(unit: str, start: date, end: date) -> Rows:
    """Orders of a unit and everyone below in some days."""
    return [o for o in company.ORDERS if o["unit"] in company.MEMBERS[unit] and start <= o["order_date"] < end]  # type: ignore[operator]


def _sum(rows: Rows, column: str) -> D:
    return sum((D(str(row[column])) for row in rows), D(0))


def _sold(rows: Rows) -> Rows:
    return [row for row in rows if row["status"] != "cancelled"]


def _delivered(rows: Rows) -> Rows:
    return [row for row in rows if row["status"] == "delivered"]


ACTUAL: dict[str, Callable[[Rows], D]] = {
    "revenue": lambda rows: _sum(_sold(rows), "net_amount"),
    "on_time": lambda rows: _sum(_delivered(rows), "on_time") / len(_delivered(rows)),
    "cost_rate": lambda rows: _sum(_sold(rows), "cost") / _sum(_sold(rows), "net_amount"),
    "customers": lambda rows: D(len({row["customer"] for row in _sold(rows)})),
}


@pytest.mark.parametrize(("kpi", "unit"), list(expected.ACTUALS))
def test_actuals_achievement_and_status(kpi: str, unit: str) -> None:
    for place, (start, end) in enumerate(WINDOWS):
        actual = ACTUAL[kpi](rows_of(unit, start, end))
        assert near(actual) == near(expected.ACTUALS[kpi, unit][place])
        reached = achievement(company.KPIS[kpi]["achievement"], actual, D(company.TARGETS[kpi][unit][place]))
        assert near(reached) == near(expected.ACHIEVEMENTS[kpi, unit][place])
        limits = company.STATUS_LIMITS
        assert rag(reached, green=limits["green"], amber=limits["amber"]) == expected.STATUSES[kpi, unit][place]


def test_year_to_date_is_a_recount() -> None:
    for (kpi, unit), figure in expected.TO_DATE_FEBRUARY.items():
        assert near(ACTUAL[kpi](rows_of(unit, date(2026, 1, 1), date(2026, 3, 1)))) == near(figure)


def test_misses_in_a_row() -> None:
    for key, statuses in expected.STATUSES.items():
        runs = runs_of(list(statuses[:3]))
        open_run = next((run.length for run in runs if run.is_open), 0)
        assert open_run == expected.OPEN_STREAKS.get(key, 0)
        ended = [
            (company.MONTHS[run.first], company.MONTHS[run.last]) for run in runs if not run.is_open and run.length > 1
        ]
        assert ended == ([expected.ENDED_RUNS[key]] if key in expected.ENDED_RUNS else [])


def test_line_scores_with_caps() -> None:
    for (kpi, unit), score in expected.LINE_SCORES.items():
        method, parameters = company.SCORING[kpi]
        line = score_line(
            method,
            actual=ACTUAL[kpi](rows_of(unit, *WINDOWS[3])),
            target=D(company.TARGETS[kpi][unit][3]),
            achievement=expected.ACHIEVEMENTS[kpi, unit][3],
            parameters=parameters,
        )
        assert near(line.clamped) == near(score)
        if (kpi, unit) == ("cost_rate", company.EAST):
            assert near(line.raw) == near(expected.RAW_COST_RATE_EAST)


def test_totals_grades_and_ranks() -> None:
    leads = {"E101", "E103"}
    totals = {}
    for person, segments in expected.SEGMENT_TOTALS.items():
        weights = company.WEIGHTS["unit_lead" if person in leads else "seller"]
        parts = []
        for unit, days, segment_total in segments:
            lines = [WeightedLine(kpi, weight, _score(kpi, unit)) for kpi, weight in weights.items()]
            found = total(lines).total
            assert near(found) == near(segment_total)
            parts.append((days, found))
        totals[person] = merge_segments(parts)
        assert near(totals[person]) == near(expected.TOTALS[person])
    bands = [Band(g, D(low), D(high) if high else None, D(factor)) for g, low, high, factor in company.GRADES]
    assert rank(totals) == expected.RANKS
    for person, figure in totals.items():
        band = grade_of(figure, bands)
        assert band is not None
        assert (band.grade, band.factor) == (expected.GRADES[person], expected.INDIVIDUAL_FACTORS[person])


def _score(kpi: str, unit: str) -> D:
    """Exact score: the paper writes endless figures to twelve places."""
    method, parameters = company.SCORING[kpi]
    actual, target = ACTUAL[kpi](rows_of(unit, *WINDOWS[3])), D(company.TARGETS[kpi][unit][3])
    reached = achievement(company.KPIS[kpi]["achievement"], actual, target)
    line = score_line(method, actual=actual, target=target, achievement=reached, parameters=parameters)
    assert isinstance(line.clamped, D)
    return line.clamped


def test_bonus_from_the_pool_to_the_cent() -> None:
    tiers = [Tier(D(level), D(factor)) for level, factor in company.UNIT_TIERS]
    for unit, factor in expected.UNIT_FACTORS.items():
        reached = expected.ACHIEVEMENTS["revenue", unit][3]
        assert factor_from_tiers(reached, tiers, below=company.TIERS_BELOW) == factor
    asked = {}
    for person, about in company.PEOPLE.items():
        factors = {
            "company": expected.COMPANY_FACTOR,
            "unit": expected.PERSON_UNIT_FACTORS[person],
            "individual": expected.INDIVIDUAL_FACTORS[person],
        }
        base = about["base"]
        assert isinstance(base, D)
        asked[person] = entitlement(base, D(1), factors)
        assert asked[person] == expected.ENTITLEMENTS[person]
    paid = scale_to_pool(asked, company.POOL)  # type: ignore[arg-type]
    assert paid.amounts == expected.BONUSES
    assert sum(paid.amounts.values()) == company.POOL


def test_the_walk_of_one_row() -> None:
    walk = expected.WALK
    reached = achievement("ratio", walk["actual"], walk["target"])
    assert reached == walk["achievement"]
    points = {"points": [["0.8", "60"], ["1", "100"]]}
    line = score_line(
        "interpolation", actual=walk["actual"], target=walk["target"], achievement=reached, parameters=points
    )
    assert line.clamped == walk["score"]
    card = total(
        [WeightedLine("a", D(40), walk["score"]), WeightedLine("b", D(30), D(88)), WeightedLine("c", D(30), D(95))]
    )
    assert card.total == walk["total"]
    assert entitlement(D(10_000), D(1), {"person": walk["total"] / 100, "company": D("0.98")}) == walk["bonus"]
