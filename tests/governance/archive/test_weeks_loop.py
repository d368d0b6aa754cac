"""A company on 4-4-5 weeks walks the loop: targets, measure, status, close, score (P17), every figure by hand.

FY2026 has 53 weeks; its last quarter is P10 (28 September to 25 October), P11 (26 October to 22 November) and
P12, six weeks (23 November to 3 January). N sells on the first and last days of these periods:
P10 10 + 20 = 30 of 30; P11 40 of 50 = 0.8; P12 50 + 30 = 80 of 100 = 0.8; 4 January belongs to FY2027.
The quarter: 150 of 180 = 0.8333..., linear with a full mark of 100.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar import services as calendar_services
from kpiloop.foundation.calendar.rows import Cut
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.governance.archive import selectors as archive_read
from kpiloop.governance.archive import services as archive
from kpiloop.loop.measure import selectors as measure_read
from kpiloop.loop.measure import services as measure
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import NewTarget
from kpiloop.loop.reward import selectors as reward_read
from kpiloop.loop.reward import services as reward
from kpiloop.loop.reward.rows import NewBand, NewRule
from kpiloop.loop.track import selectors as track_read
from kpiloop.loop.track import services as track
from kpiloop.loop.track.rows import StatusRow
from tests.loop.measure import company

NOW = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)
SALES = [("2026-09-28", 10), ("2026-10-25", 20), ("2026-10-26", 40), ("2026-12-31", 50), ("2027-01-03", 30),
         ("2027-01-04", 999)]  # fmt: skip
TARGETS = {"FY2026-P10": 30, "FY2026-P11": 50, "FY2026-P12": 100}


@pytest.mark.django_db
@pytest.mark.feature("P17")
def test_p17_a_company_of_weeks_walks_the_loop(home: object) -> None:
    company.found_company()
    days = {"first_month": date(2025, 6, 1), "last_month": date(2027, 6, 1)}
    calendar_services.ensure_calendar(SYSTEM, cut=Cut("4-4-5"), **days)
    table = pa.table({
        "no": [str(n) for n in range(len(SALES))], "on": [date.fromisoformat(day) for day, _ in SALES],
        "unit": ["N"] * 6, "seller": ["E2"] * 6, "customer": ["c"] * 6, "status": ["ok"] * 6,
        "amount": [Decimal(amount) for _, amount in SALES], "_line": list(range(2, 8)),
    })  # fmt: skip
    covers = (date(2025, 12, 29), date(2027, 2, 1))
    number = warehouse.next_load_number(SYSTEM)
    warehouse.publish_version(SYSTEM, dataset="orders", number=number, rows=table, covers=covers)
    company.publish_kpi("sales")
    measure.set_formula(SYSTEM, kpi="sales", text="sum(orders.amount)", valid_from=company.START)
    key = company.assign(("sales", "N", "E2"))[0]
    targets = [NewTarget(key, code, Decimal(target)) for code, target in TARGETS.items()]
    plan.set_targets(SYSTEM, targets=targets, method="manual")
    measure.run_periods(SYSTEM, first="FY2026-P10", last="FY2026-P12", now=NOW)
    track.assess(SYSTEM, first="FY2026-P10", last="FY2026-P12", now=NOW)

    months = {row.period_code: row.actual for row in _values("month")}
    assert months == {"FY2026-P10": 30, "FY2026-P11": 40, "FY2026-P12": 80}
    assert {row.period_code: row.actual for row in _values("qtd")} == {"FY2026-P12": 150}
    assert {row.period_code: row.actual for row in _values("ytd")}["FY2026-P12"] == 150
    lights = {row.period_code: (row.light, row.achievement) for code in TARGETS for row in _statuses(code)}
    assert lights == {
        "FY2026-P10": ("green", Decimal(1)),
        "FY2026-P11": ("red", Decimal("0.8")),
        "FY2026-P12": ("red", Decimal("0.8")),
    }

    for code in TARGETS:
        prepared = archive.prepare_close(SYSTEM, period_code=code, now=NOW)
        archive.apply_close(SYSTEM, prepared, waiver="walked", now=NOW)
    assert {row.period_code for row in archive_read.closes(SYSTEM)} == set(TARGETS)
    assert calendar.period(SYSTEM, "FY2026-Q4").ends_before == date(2027, 1, 4)

    rule = NewRule("sales", "linear", {"full_mark": "100", "cap": "120", "floor": "0"})
    reward.set_scoring_rules(SYSTEM, scheme="S26", rules=[rule])
    reward.set_grades(SYSTEM, scheme="S26", bands=[NewBand("A", Decimal(0), None, Decimal(1))])
    cycle = reward.open_cycle(SYSTEM, scheme="S26", quarter="FY2026-Q4")
    reward.score_cycle(SYSTEM, cycle_id=cycle.id, now=NOW)
    sheet = reward_read.sheets(SYSTEM, cycle_id=cycle.id, kind="unit")[0]
    assert sheet.total is not None
    assert sheet.total.quantize(Decimal("0.0001")) == Decimal("83.3333")


def _values(window: str) -> list[ValueRow]:
    rows = measure_read.values(SYSTEM, period_codes=list(TARGETS), window=window)
    return [row for row in rows if row.subject_id == _unit()]


def _statuses(code: str) -> list[StatusRow]:
    return list(track_read.statuses(SYSTEM, period_codes=[code]))


def _unit() -> int:
    from kpiloop.foundation.org import engine_io

    return engine_io.subjects_by_code()["N"].id
