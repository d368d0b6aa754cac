"""The golden company in the product: file, values, lights, alerts; every figure equals the paper."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from kpiloop.engine.trace import count_leaves, difference, recompute
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.track import selectors as track
from tests.golden import company, expected, expected_product
from tests.golden.conftest import Walk
from tests.golden.product import after_storing
from tests.golden.test_engine import near


def values(window: str, months: tuple[str, ...] = company.MONTHS) -> dict[tuple[str, str, str], ValueRow]:
    rows = measure.values(SYSTEM, period_codes=months, window=window)
    codes = {key: subject.code for key, subject in org_io.subjects_by_id().items()}
    return {(row.kpi_code, codes[row.subject_id], row.period_code): row for row in rows}


def test_the_file_arrives_whole(golden: Walk) -> None:
    assert (golden.batch.rows_read, golden.batch.rows_kept, golden.batch.rows_quarantined) == (36, 36, 0)
    assert D(golden.batch.control_totals["net_amount"]) == sum(D(str(order["net_amount"])) for order in company.ORDERS)


@pytest.mark.feature("S06")
def test_actuals_of_every_month_and_the_quarter(golden: Walk) -> None:
    """Nobody computed anything by hand: the worker did it after the load."""
    months, quarter = values("month"), values("qtd")
    for (kpi, unit), paper in expected.ACTUALS.items():
        found = [months[kpi, unit, month].actual for month in company.MONTHS]
        assert [near(figure) for figure in found] == [near(figure) for figure in paper[:3]], (kpi, unit)
        if kpi != "revenue":  # flows add up, see the cards
            assert near(quarter[kpi, unit, "2026-03"].actual) == near(paper[3])
    for (kpi, seat), two in expected_product.POSITION_ACTUALS.items():
        assert [months[kpi, seat, month].actual for month in company.MONTHS[1:]] == list(two), (kpi, seat)


def test_year_to_date_is_a_recount(golden: Walk) -> None:
    found = values("ytd", ("2026-02",))
    for (kpi, unit), paper in expected.TO_DATE_FEBRUARY.items():
        assert near(found[kpi, unit, "2026-02"].actual) == near(paper)


def test_achievement_and_lights(golden: Walk) -> None:
    rows = track.statuses(SYSTEM, period_codes=list(company.MONTHS))
    found = {(row.assignment.kpi.code, row.assignment.subject.code, row.period_code): row for row in rows}
    for key, paper in expected.ACHIEVEMENTS.items():
        for place, month in enumerate(company.MONTHS):
            row = found[(*key, month)]
            assert after_storing(row.achievement) == after_storing(paper[place]), (key, month)
            assert row.light == expected.STATUSES[key][place], (key, month)
        assert found[(*key, "2026-03")].misses == expected.OPEN_STREAKS.get(key, 0)
    for key, light in expected_product.MARCH_LIGHTS.items():
        assert found[(*key, "2026-03")].light == light


@pytest.mark.feature("S31")
def test_red_without_answer_raises_its_own_alert(golden: Walk) -> None:
    alerts = track.alerts(SYSTEM, mine=False, state="open")
    unanswered = [row.assignment for row in alerts if row.kind == "no_action"]
    assert {(row.kpi.code, row.subject.code) for row in unanswered} == expected_product.UNANSWERED
    red = {(row.assignment.kpi.code, row.assignment.subject.code) for row in alerts if row.kind == "red"}
    assert set(expected.OPEN_STREAKS) <= red
    assert not set(expected.ENDED_RUNS) & red


def test_every_value_opens_down_to_its_rows_and_adds_up(golden: Walk) -> None:
    for row in values("month").values():
        step = measure.explain_value(SYSTEM, row.id)
        assert difference(step) in (0, None), row.id
    east = values("month")["revenue", company.EAST, "2026-01"]
    step = measure.explain_value(SYSTEM, east.id)
    assert recompute(step) == D(92000)
    assert count_leaves(step)["source_row"] == 7  # SO-001 to SO-007; SO-008 is cancelled
