"""Every kind of KPI over units and over a column of its rows, in a month, its quarter and the year to date, by hand.

The company HQ has the units N and S. What was sold (amount, channel):
  N  2025-06 c1 80 web; 2026-02 c1 90 web; 2026-04 c1 60 shop; 2026-06 c2 30 web
  S  2026-03 c2 30 shop; 2026-05 c3 40 web; 2026-06 c3 80 web; 2026-07 c4 10 shop
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from kpiloop.engine.trace import recompute
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import services as calendar
from kpiloop.foundation.org import services as org
from kpiloop.foundation.org.rows import NewUnit
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.loop.measure import engine_io, selectors, services
from kpiloop.loop.measure.models import Value
from tests.founded import founded_once
from tests.loop.measure import company

pytestmark = [pytest.mark.django_db, pytest.mark.feature("P16")]

#: day, unit, customer, stage, channel, amount
ROWS = [
    ("2025-06-20", "N", "c1", "won", "web", 80),
    ("2026-02-01", "N", "c1", "lead", "web", None),  # won nine days later
    ("2026-02-10", "N", "c1", "won", "web", 90),
    ("2026-02-28", "HQ", None, "stock", "web", 2),
    ("2026-03-15", "S", "c2", "won", "shop", 30),
    ("2026-03-31", "S", "c2", "lead", "shop", None),  # won after 67 days: too late
    ("2026-03-31", "N", None, "stock", "shop", 5),
    ("2026-03-31", "S", None, "stock", "web", 7),
    ("2026-04-02", "N", "c1", "lead", "shop", None),  # won 18 days later
    ("2026-04-20", "N", "c1", "won", "shop", 60),
    ("2026-05-10", "S", "c3", "lead", "web", None),  # won eight days later
    ("2026-05-18", "S", "c3", "won", "web", 40),
    ("2026-05-31", "N", None, "stock", "web", 4),
    ("2026-05-31", "N", None, "stock", "shop", 6),
    ("2026-06-06", "N", "c2", "won", "web", 30),
    ("2026-06-08", "N", "c3", "lead", "web", None),  # won by S, 17 days later
    ("2026-06-20", "N", "c4", "lead", "shop", None),  # won by S in July
    ("2026-06-25", "S", "c3", "won", "web", 80),
    ("2026-06-30", "S", "c5", "lead", "web", None),  # never won
    ("2026-06-30", "S", None, "stock", "web", 9),
    ("2026-07-04", "S", "c4", "won", "shop", 10),
]
FORMULAS = {
    "revenue": 'sum(deals.amount) where deals.stage = "won"',
    "ticket": 'sum(deals.amount) where deals.stage = "won" / count(deals) where deals.stage = "won"',
    "buyers": 'count_distinct(deals.customer) where deals.stage = "won"',
    "rolling": 'rolling(2, count_distinct(deals.customer) where deals.stage = "won")',
    "to_date": 'year_to_date(sum(deals.amount) where deals.stage = "won")',
    "stock": 'last(deals.amount) where deals.stage = "stock"',
    "signed": 'converted(30, deals.customer, deals.stage = "won") where deals.stage = "lead"',
    "rate": 'converted(30, deals.customer, deals.stage = "won") where deals.stage = "lead"'
    ' / count_distinct(deals.customer) where deals.stage = "lead"',
    "since_before": "kpi(revenue) - prior_period(kpi(revenue))",
    "since_last_year": "kpi(revenue) - prior_year(kpi(revenue))",
}
#: June, the second quarter and the year to June: of HQ, N and S, then of the rows of web and of shop; None is no value.
EXPECTED = {
    # Ratio: the sums divided, 330 / 6 of the year and no mean of 60 and 50.
    "ticket": [("55", "30", "80", "55", None), ("52.5", "45", "60", "50", "60"), ("55", "60", "50", "60", "45")],
    # Cumulative: a customer counts once in each window, rolling months and amounts to date end with June in each.
    "buyers": [(2, 1, 1, 2, 0), (3, 2, 1, 2, 1), (3, 2, 2, 3, 2)],
    "rolling": [(2, 1, 1, 2, 0), (2, 1, 1, 2, 0), (2, 1, 1, 2, 0)],
    "to_date": [(330, 180, 150, 240, 90), (330, 180, 150, 240, 90), (330, 180, 150, 240, 90)],
    # Semi-additive: the last day of each unit, and of each unit and channel; added up over units, never over months.
    "stock": [(9, None, 9, 9, None), (19, 10, 9, 13, 6), (21, 10, 9, 15, 6)],
    # Conversion: c3 asked both units in the quarter and is one customer of the three of HQ.
    "signed": [(2, 2, 0, 1, 1), (3, 3, 1, 1, 2), (3, 3, 1, 2, 2)],
    "rate": [("2/3", 1, 0, "1/2", 1), ("3/4", 1, "1/2", "1/2", 1), ("3/5", 1, "1/3", "2/3", "2/3")],
}
#: Offset of HQ, N and S: the month before is May, the quarter before the first one, to date it is the year to May.
OFFSETS = {
    "since_before": [(70, 30, 40), (90, 0, 90), (110, 30, 80)],
    "since_last_year": [(30, -50, None), (130, 10, None), (250, 100, None)],
}
#: The parts of the same two offsets by channel: revenue of web and shop in both periods, June and the second quarter.
BY_CHANNEL = {
    ("2026-06", "month"): (110, 0), ("2026-05", "month"): (40, 0), ("2026-06", "qtd"): (150, 60),
    ("2026-03", "qtd"): (90, 30), ("2026-06", "ytd"): (240, 90), ("2026-05", "ytd"): (130, 90),
}  # fmt: skip
WINDOWS = ("month", "qtd", "ytd")
UNITS = ("HQ", "N", "S")


@pytest.fixture
def sold() -> None:
    sell()


@founded_once
def sell() -> None:
    calendar.ensure_calendar(SYSTEM, first_month=company.START, last_month=date(2026, 12, 1))
    units = [NewUnit("HQ", "公司", company.START, kind="company")]
    units += [NewUnit(code, code, company.START, parent="HQ") for code in ("N", "S")]
    org.import_organisation(SYSTEM, units=units, positions=[], people=[], appointments=[])
    warehouse.register_dataset(
        SYSTEM, code="deals", name_zh="商机", key_columns=("no",), date_columns=("on",), unit_column="unit",
        columns={"no": "text", "on": "date", "unit": "text", "customer": "text", "stage": "text", "channel": "text",
                 "amount": "decimal"},
        dimensions=("channel",),
    )  # fmt: skip
    days, *rest = zip(*ROWS, strict=True)
    table: dict[str, object] = dict(zip(("unit", "customer", "stage", "channel", "amount"), rest, strict=True))
    table |= {"no": [str(place) for place in range(len(ROWS))], "on": [date.fromisoformat(str(day)) for day in days]}
    table["amount"] = [None if amount is None else Decimal(str(amount)) for amount in rest[-1]]
    numbered = pa.table({**table, "_line": list(range(len(ROWS)))})
    covers = (company.START, date(2026, 8, 1))
    warehouse.publish_version(SYSTEM, dataset="deals", number=1, rows=numbered, covers=covers)
    for code, text in FORMULAS.items():
        kind = {"revenue": "flow", "stock": "stock", "ticket": "ratio", "rate": "ratio"}.get(code, "derived")
        company.publish_kpi(code, kind, measurement_unit="number")
        services.set_formula(SYSTEM, kpi=code, text=text, valid_from=company.START)
    services.run_periods(SYSTEM, first="2025-06", last="2026-07", now=company.NOW)


def value(code: str, unit: str, window: str, month: str = "2026-06") -> Value:
    return Value.objects.get(kpi__code=code, subject__code=unit, period__code=month, window=window, is_current=True)


def by_channel(code: str, window: str, month: str = "2026-06") -> tuple[Decimal | None, ...]:
    whole = value(code, "HQ", window, month)
    parts = engine_io.split(whole.kpi_id, whole.subject_id, whole.period_id, window, "channel")
    return tuple(parts[member].figure for member in ("web", "shop"))


def shown(figure: Decimal | None) -> Decimal | None:
    return None if figure is None else round(figure, 6)


def by_hand(figure: str | int | None) -> Decimal | None:
    above, _, below = str(figure).partition("/")
    return None if figure is None else round(Decimal(above) / Decimal(below or 1), 6)


@pytest.mark.parametrize("code", EXPECTED)
def test_by_unit_and_by_channel(sold: None, code: str) -> None:
    for window, figures in zip(WINDOWS, EXPECTED[code], strict=True):
        found = [*(value(code, unit, window).actual for unit in UNITS), *by_channel(code, window)]
        assert [shown(each) for each in found] == [by_hand(each) for each in figures], window


@pytest.mark.parametrize("code", OFFSETS)
def test_offsets_by_unit(sold: None, code: str) -> None:
    for window, figures in zip(WINDOWS, OFFSETS[code], strict=True):
        assert tuple(value(code, unit, window).actual for unit in UNITS) == figures, window


def test_offsets_by_channel(sold: None) -> None:
    """A member has no stored value of an earlier period; both periods are split, and the parts add up to the offset."""
    assert {at: by_channel("revenue", at[1], at[0]) for at in BY_CHANNEL} == BY_CHANNEL
    for window, before in zip(WINDOWS, ("2026-05", "2026-03", "2026-05"), strict=True):
        now, then = by_channel("revenue", window), by_channel("revenue", window, before)
        parts = [here - there for here, there in zip(now, then, strict=True)]  # type: ignore[operator]
        assert sum(parts) == value("since_before", "HQ", window).actual


def test_what_is_still_to_be_followed_is_partial_and_opens_to_the_rows_that_were(sold: None) -> None:
    """Thirty days after June are declared loaded, those after July are not."""
    june = value("signed", "HQ", "month")
    assert (june.state, value("signed", "HQ", "month", "2026-07").state) == ("complete", "partial")
    assert value("buyers", "HQ", "month", "2026-07").state == "complete"
    step = selectors.explain_value(SYSTEM, june.pk)
    rows = step.children[0].children[0]
    assert [(row.fields["customer"], row.fields["unit"], row.fields["on"]) for row in rows.children] == [
        ("c3", "N", "2026-06-08"), ("c4", "N", "2026-06-20"),
    ]  # fmt: skip
    assert recompute(step) == 2
