"""The last known value of an input: by hand, and against the same rule written apart from the product."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpiloop.engine.formula import KpiReference, evaluate, parse
from kpiloop.engine.trace import difference, recompute
from kpiloop.engine.values import Figure, Missing
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar import services as calendar_services
from kpiloop.foundation.org import engine_io as org
from kpiloop.foundation.org.pinning import pin_lines
from kpiloop.interfaces.wording.trust import trust_words
from kpiloop.loop.collect import services as collect
from kpiloop.loop.collect.rows import NewValue
from kpiloop.loop.measure import selectors, services
from kpiloop.loop.measure.models import Value
from kpiloop.loop.measure.proving.replaying import replay_values
from kpiloop.loop.measure.restating.terms import CloseTerms
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.measure.services.freezing import freeze
from kpiloop.loop.track import selectors as track
from tests.founded import founded_once
from tests.loop.measure import company

pytestmark = pytest.mark.django_db

MONTHS = [f"2026-{month:02d}" for month in range(1, 11)]
#: Headcount is reported now and then; 0 in August is a value. Cost is reported every month, and 100 times the month.
HEADS = {"2026-01": 40, "2026-04": 50, "2026-08": 0}
FORMULAS = {
    "percap": "kpi(cost) / carried(1, kpi(heads))",
    "further": "kpi(cost) + carried(2, kpi(heads))",
    "usual": "fallback(carried(kpi(heads)), -1) * 2",
    "behind": "carried(2, prior_period(kpi(heads)))",
    "above": "kpi(further) - kpi(cost)",
    "spent": "carried(2, kpi(paid))",
}  # fmt: skip


@pytest.fixture
def reported() -> None:
    report()


@founded_once
def report() -> None:
    company.found_company()
    company.publish_kpi("heads", "stock", measurement_unit="persons")
    company.publish_kpi("cost", measurement_unit="number")
    company.publish_kpi("paid", measurement_unit="number")
    for code, text in FORMULAS.items():
        company.publish_kpi(code, "derived", measurement_unit="number")
        services.set_formula(SYSTEM, kpi=code, text=text, valid_from=company.START)
    company.assign(*((code, "HQ", "E1") for code in ("percap", "further", "usual", "behind", "spent")))
    enter("heads", HEADS)
    enter("cost", {month: 100 * place for place, month in enumerate(MONTHS, start=1)})
    enter("paid", {"2026-02": 7})
    services.run_periods(SYSTEM, first="2026-01", last="2026-10", now=company.NOW)


def enter(code: str, figures: dict[str, int]) -> None:
    values = [NewValue(code, "HQ", month, Decimal(figure)) for month, figure in figures.items()]
    collect.submit_values(SYSTEM, values=values, now=company.NOW)


def figures(window: str = "month") -> dict[tuple[str, str], ValueRow]:
    names = {key: row.code for key, row in org.subjects_by_id().items()}
    rows = selectors.values(SYSTEM, period_codes=MONTHS, window=window)
    return {(row.kpi_code, row.period_code): row for row in rows if names[row.subject_id] == "HQ"}


@pytest.mark.feature("P04")
def test_by_hand(reported: None) -> None:
    found = figures()
    percap = [found["percap", month].actual for month in MONTHS[:4]]
    assert percap == [Decimal("2.5"), 5, None, 8]  # 100 / 40, 200 / 40, nothing one month back, 400 / 50
    assert found["percap", "2026-08"].reason == "division_by_zero"  # 0 is a value
    further = [found["further", month].actual for month in MONTHS]
    assert further == [140, 240, 340, 450, 550, 650, None, 800, 900, 1000]
    assert found["further", "2026-07"].reason == "no_value"
    assert found["usual", "2026-07"].actual == 100  # three months unless said
    assert found["behind", "2026-03"].actual == 40  # February has none, January has
    assert found["behind", "2026-05"].actual == 50


def test_to_date_a_stock_is_carried_and_a_total_is_not(reported: None) -> None:
    assert figures()["spent", "2026-03"].actual == 7
    assert figures("ytd")["spent", "2026-03"].actual == 7  # January to March as reported, not 14
    enter("heads", {"2025-12": 30})
    value = Value.objects.get(kpi__code="heads", subject__code="HQ", period__code="2026-01", window="ytd")
    assert value.actual == 40


def test_every_month_equals_the_rule_written_apart(reported: None) -> None:
    cost = {month: Decimal(100 * place) for place, month in enumerate(MONTHS, start=1)}
    known: dict[str, dict[str, Decimal]] = {"heads": {m: Decimal(n) for m, n in HEADS.items()}, "cost": cost}
    found, compared = figures(), 0
    for code in ("percap", "further", "usual", "behind"):
        for place, month in enumerate(MONTHS):

            def input_of(part: KpiReference, place: int = place) -> Figure:
                first = place - (part.shift == "prior_period")
                looked = [MONTHS[at] for at in range(first, first - part.carry - 1, -1) if at >= 0]
                return next((known[part.code][at] for at in looked if at in known[part.code]), Missing("no_value"))

            expected = evaluate(parse(FORMULAS[code]), lambda part: Missing("no_rows"), input_of)
            actual = found[code, month].actual
            assert actual == (None if isinstance(expected, Missing) else round(expected, 12)), (code, month)
            compared += actual is not None
    assert compared == 4 + 9 + 10 + 8


def test_it_says_so_and_opens_the_month_it_was_taken_from(reported: None) -> None:
    found = figures()
    rows = [found["further", "2026-06"], found["further", "2026-04"], found["above", "2026-06"]]
    told = [trust_words(each) for each in track.trust(SYSTEM, rows, today=company.NOW.date()).values()]
    assert ["2026-04" in words for words in told] == [True, False, True]  # also what rests on it
    step = selectors.explain_value(SYSTEM, rows[0].id)
    assert (recompute(step), difference(step)) == (650, 0)
    carried = step.children[0].children[1]
    assert (carried.kind, carried.figure, carried.fields["period"], carried.fields["from"]) == (
        "carried_value", 50, "2026-06", "2026-04",
    )  # fmt: skip
    assert carried.children[0].fields["period"] == "2026-04"


def test_a_late_report_reaches_the_open_months_that_carried_an_older_one(reported: None) -> None:
    calendar_row = calendar.period(SYSTEM, "2026-06")
    freeze(SYSTEM, period=calendar_row, revision=1)
    calendar_services.set_state(SYSTEM, code="2026-06", state="closed", revision=1, now=company.NOW)
    enter("heads", {"2026-05": 60})
    services.run_periods(SYSTEM, first="2026-05", last="2026-10", now=company.NOW)
    assert figures()["further", "2026-07"].actual == 760
    replayed = replay_values(calendar_row, [CloseTerms(1, 1, None, company.NOW, pin_lines(), {}, {})])
    held = {row.before.kpi_code: row for row in replayed if row.before.window == "month"}
    assert held["further"].before.actual == 650
    assert [(r.before, r.after) for r in replayed if not r.is_same] == []
