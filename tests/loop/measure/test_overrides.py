"""A person's figure in place of the system's: what every window, formula and unit above takes, worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from unittest.mock import patch

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.engine.trace import difference, leaves
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.foundation.calendar.models import Period
from kpiloop.foundation.jobs.models import OutboxEvent
from kpiloop.foundation.jobs.rows import EventRow
from kpiloop.foundation.org import engine_io as org
from kpiloop.loop.measure import jobs, selectors, services
from kpiloop.loop.measure.models import Override
from kpiloop.loop.measure.rows import ValueRow
from tests.founded import founded_once
from tests.loop.measure import company

pytestmark = pytest.mark.django_db

#: Revenue of HQ is 199, 100, 150.50 in January to March, its orders are 3, 2, 1; nothing is loaded of April.
FORMULAS = {
    "revenue": ("flow", "sum(orders.amount)"),
    "orders": ("flow", "count(orders)"),
    "size": ("derived", "kpi(revenue) / kpi(orders)"),
    "net": ("derived", "kpi(revenue) - 0.5 * sum(orders.amount)"),
    "mean": ("ratio", "sum(orders.amount) / count(orders)"),
    "stock": ("stock", "last(orders.amount)"),
    "before": ("derived", "prior_period(kpi(revenue))"),
    "held": ("derived", "monthly_average(kpi(revenue))"),
}  # fmt: skip
UNTIL, AFTER = date(2026, 12, 1), datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
BOSS = Actor(None, "boss", frozenset(), is_system=True)


@founded_once
def _sell() -> None:
    company.found_company()
    company.load_orders(company.ORDERS)
    for code, (kind, _text) in FORMULAS.items():
        company.publish_kpi(code, kind, measurement_unit="number" if code == "orders" else "CNY")
    for code, (_kind, text) in FORMULAS.items():
        services.set_formula(SYSTEM, kpi=code, text=text, valid_from=company.START)
    company.assign(("revenue", "HQ", "E1"))
    run()


@pytest.fixture
def sold() -> None:
    _sell()


def run(first: str = "2026-01", now: datetime = company.NOW) -> None:
    services.run_periods(SYSTEM, first=first, last="2026-04", now=now)


def ask(kpi: str, month: str, figure: str, subject: str = "HQ") -> int:
    return services.propose_override(
        SYSTEM, kpi=kpi, subject=subject, period=month, figure=Decimal(figure), reason="source is wrong",
        valid_until=UNTIL, evidence="MEMO-7", now=company.NOW,
    )  # fmt: skip


def decide(key: int, *, approve: bool = True) -> str:
    return services.decide_override(BOSS, override_id=key, approve=approve, reason="seen", now=company.NOW)


def override(kpi: str, month: str, figure: str, subject: str = "HQ") -> int:
    key = ask(kpi, month, figure, subject)
    decide(key)
    return key


def at(kpi: str, month: str, window: str = "month", subject: str = "HQ") -> ValueRow:
    keys = {row.code: key for key, row in org.subjects_by_id().items()}
    found = selectors.values(
        SYSTEM, period_codes=[month], window=window, kpi_codes=[kpi], subject_ids=[keys[subject]]
    )  # fmt: skip
    return found[0]


def figure(kpi: str, month: str, window: str = "month", subject: str = "HQ") -> str:
    actual = at(kpi, month, window, subject).actual
    return "" if actual is None else f"{actual.normalize():f}"


def marked(value: ValueRow) -> tuple[str, str, str] | None:
    """Effect, figure and state of the system."""
    held = value.overridden
    system = None if held is None or held.system is None else f"{held.system:.2f}"
    return None if held is None else (held.effect, system or "", held.system_state)


def test_a_flow_hands_the_difference_to_longer_windows_and_all_that_is_computed_from_it(sold: None) -> None:
    """120 instead of 100 in February: 20 more in the quarter, the year, the net and 60 instead of 50 per order.

    A run that looks at February's windows alone, as the news of an override asks for, leaves nothing to a whole one.
    """
    override("revenue", "2026-02", "120")
    services.run_periods(SYSTEM, first="2026-02", last="2026-04", touched=["2026-02"], now=company.NOW)
    assert services.run_periods(SYSTEM, first="2026-01", last="2026-04", now=company.NOW).values_written == 0
    assert figure("revenue", "2026-02") == "120"
    assert marked(at("revenue", "2026-02")) == ("replaced", "100.00", "complete")
    assert [figure("revenue", "2026-02", "ytd"), figure("revenue", "2026-03", "ytd")] == ["319", "469.5"]
    assert figure("revenue", "2026-03", "qtd") == "469.5"
    assert marked(at("revenue", "2026-03", "qtd")) == ("added", "449.50", "complete")
    assert (figure("revenue", "2026-03"), marked(at("revenue", "2026-03"))) == ("150.5", None)
    assert (figure("size", "2026-02"), figure("size", "2026-03", "qtd")) == ("60", "78.25")
    assert (figure("net", "2026-02"), figure("net", "2026-03", "ytd")) == ("70", "244.75")
    assert (figure("before", "2026-03"), figure("held", "2026-02", "ytd")) == ("120", "159.5")
    assert figure("revenue", "2026-02", subject="N") == "30"


def test_a_derived_kpi_that_adds_up_hands_its_difference_on_and_its_inputs_stay(sold: None) -> None:
    """Net of February 50, decided 90: the year wins 40, revenue and the size of orders nothing."""
    override("net", "2026-02", "90")
    run()
    assert (figure("net", "2026-02"), figure("net", "2026-03", "ytd")) == ("90", "264.75")
    assert (figure("revenue", "2026-02"), figure("size", "2026-02")) == ("100", "50")


def test_a_ratio_is_decided_in_its_month_alone_and_longer_windows_say_so(sold: None) -> None:
    """449.50 over 6 orders in the quarter, whatever was decided about February; January is its year so far."""
    override("mean", "2026-02", "55")
    override("mean", "2026-01", "70")
    run()
    assert [figure("mean", "2026-02"), figure("mean", "2026-01", "ytd")] == ["55", "70"]
    assert (figure("mean", "2026-03", "qtd"), marked(at("mean", "2026-03", "qtd"))) == (
        "74.916666666667", ("noted", "74.92", "complete"),
    )  # fmt: skip


def test_a_stock_is_decided_where_its_month_is_the_last(sold: None) -> None:
    override("stock", "2026-02", "77")
    override("stock", "2026-03", "200")
    run()
    assert [figure("stock", "2026-02", "ytd"), figure("stock", "2026-02")] == ["77", "77"]
    assert [figure("stock", "2026-03", window) for window in ("month", "qtd", "ytd")] == ["200"] * 3
    assert at("stock", "2026-03", "qtd").overridden.periods == ("2026-03",)  # type: ignore[union-attr]


def test_where_the_system_has_nothing_the_override_stands_alone(sold: None) -> None:
    """April is not loaded: 10 in the month, 459.50 in the year, which stays partly collected."""
    assert at("revenue", "2026-04").state == "missing"
    override("revenue", "2026-04", "10")
    run("2026-04")
    assert (figure("revenue", "2026-04"), at("revenue", "2026-04").state) == ("10", "complete")
    assert marked(at("revenue", "2026-04")) == ("replaced", "", "missing")
    assert (figure("revenue", "2026-04", "ytd"), at("revenue", "2026-04", "ytd").state) == ("459.5", "partial")


def test_the_unit_above_is_counted_from_detail_and_is_told(sold: None) -> None:
    """45 instead of 30 for N: HQ stays at 100, and its page can say what lies below."""
    key = override("revenue", "2026-02", "45", "N")
    run()
    assert (figure("revenue", "2026-02", subject="N"), figure("revenue", "2026-02")) == ("45", "100")
    unit = next(each for each, row in org.subjects_by_id().items() if row.code == "HQ")
    below = selectors.overrides_below(
        SYSTEM, kpi="revenue", unit_id=unit, period_code="2026-02", on=date(2026, 10, 20)
    )  # fmt: skip
    assert [(row.id, row.counts, row.system_now) for row in below] == [(key, True, Decimal(30))]


def test_on_its_day_the_next_run_takes_the_figure_of_the_system_and_the_history_stays(sold: None) -> None:
    key = override("revenue", "2026-02", "120")
    run()
    run(now=datetime(2026, 11, 30, 9, 0, tzinfo=UTC))
    assert figure("revenue", "2026-02") == "120"
    run("2026-01", now=AFTER)
    assert [figure("revenue", "2026-02"), figure("revenue", "2026-03", "ytd")] == ["100", "449.5"]
    assert at("revenue", "2026-02").overridden is None
    row = selectors.override(SYSTEM, key, on=AFTER.date())
    assert (row.state, row.figure, row.system_then, row.ended_by) == ("expired", 120, 100, "")
    assert AuditEntry.objects.filter(object_kind="override", object_key=str(key)).count() == 3


def test_a_month_closed_with_an_override_keeps_it_until_it_is_opened_again(sold: None) -> None:
    """The year of March goes on with what was published of February."""
    key = override("revenue", "2026-02", "120")
    run()
    Period.objects.filter(code="2026-02").update(state="closed")
    run("2026-03", now=AFTER)
    assert figure("revenue", "2026-03", "ytd") == "469.5"
    assert selectors.override(SYSTEM, key, on=AFTER.date()).is_held
    with pytest.raises(Refusal, match="period_closed"):
        services.end_override(SYSTEM, override_id=key, reason="now", now=AFTER)
    Period.objects.filter(code="2026-02").update(state="open")
    run("2026-02", now=AFTER)
    assert [figure("revenue", "2026-02"), figure("revenue", "2026-03", "ytd")] == ["100", "449.5"]


def test_new_facts_move_the_figure_of_the_system_beside_the_override(sold: None) -> None:
    """150 of February come late: the override stays, and the quarter holds it once, not twice."""
    override("revenue", "2026-02", "120")
    run()
    company.load_orders([("O8", "2026-02-20", "S", "E3", "c3", "150.00", "ok")])
    services.run_periods(SYSTEM, first="2026-03", last="2026-03", now=company.NOW)
    assert (figure("revenue", "2026-03", "qtd"), marked(at("revenue", "2026-03", "qtd"))) == (
        "469.5", ("added", "599.50", "complete"),
    )  # fmt: skip
    run("2026-02")
    assert (figure("revenue", "2026-02"), marked(at("revenue", "2026-02"))) == (
        "120",
        ("replaced", "250.00", "complete"),
    )


def test_the_proof_shows_who_decided_over_the_rows_of_the_system(sold: None) -> None:
    """Every figure comes out of its leaves again, and the system's rows are still under it."""
    override("revenue", "2026-02", "120")
    override("mean", "2026-02", "55")
    override("revenue", "2026-04", "10")
    run()
    for kpi, month, window in (
        ("revenue", "2026-02", "month"), ("revenue", "2026-03", "qtd"), ("revenue", "2026-04", "ytd"),
        ("mean", "2026-03", "qtd"), ("size", "2026-02", "month"), ("net", "2026-03", "ytd"),
        ("held", "2026-02", "ytd"), ("before", "2026-03", "month"), ("revenue", "2026-04", "month"),
    ):  # fmt: skip
        step = selectors.explain_value(SYSTEM, at(kpi, month, window).id)
        assert (difference(step), f"{kpi} {month} {window}") == (0, f"{kpi} {month} {window}")
    step = selectors.explain_value(SYSTEM, at("revenue", "2026-02").id)
    system, decision = step.children
    assert (step.operation, system.figure, decision.figure) == ("override", 100, 120)
    assert [leaf.figure for leaf in leaves(system)] == [Decimal(30), Decimal(70)]
    assert [person[:2] for person in decision.people] == [
        ("override_asked_by", "system"), ("override_decided_by", "boss"),
    ]  # fmt: skip
    assert (decision.evidence["why"], decision.evidence["document"], decision.evidence["until"]) == (
        "source is wrong", "MEMO-7", "2026-12-01",
    )  # fmt: skip


def test_nothing_counts_before_another_person_agrees_and_a_later_one_takes_its_place(sold: None) -> None:
    first = ask("revenue", "2026-02", "120")
    run()
    assert figure("revenue", "2026-02") == "100"
    with pytest.raises(Refusal, match="four_eyes"):
        services.decide_override(SYSTEM, override_id=first, approve=True, now=company.NOW)
    with pytest.raises(Refusal, match="override_waiting"):
        ask("revenue", "2026-02", "121")
    assert decide(first) == "approved"
    second = override("revenue", "2026-02", "125")
    run()
    assert (figure("revenue", "2026-02"), marked(at("revenue", "2026-02"))) == (
        "125",
        ("replaced", "100.00", "complete"),
    )
    assert Override.objects.get(pk=first).state == "ended"
    assert selectors.override(SYSTEM, second, on=date(2026, 10, 20)).system_then == 100
    services.end_override(SYSTEM, override_id=second, reason="put right", now=company.NOW)
    run()
    assert figure("revenue", "2026-02") == "100"
    told = list(OutboxEvent.objects.filter(kind="overrides.changed"))
    assert [row.fields for row in told] == [{"periods": ["2026-02"]}] * 3
    with patch("kpiloop.loop.measure.jobs.ask_for_run") as asked:
        jobs.recompute_after_override(EventRow(7, "overrides.changed", told[0].fields, company.NOW))
    assert asked.call_args.args == ("2026-02", "o7", ["2026-02"])


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"reason": " "}, "reason_missing"),
        ({"valid_until": date(2026, 10, 20)}, "override_day_past"),
        ({"period": "FY2026-Q1"}, "override_months_only"),
        ({"kpi": "nothing"}, "not_found"),
        ({"subject": "nobody"}, "not_found"),
        ({"subject": "E3"}, "override_no_figure"),
    ],
)
def test_what_cannot_be_overridden_is_refused(sold: None, given: dict[str, object], code: str) -> None:
    wanted = {"kpi": "revenue", "subject": "HQ", "period": "2026-02", "reason": "wrong", "valid_until": UNTIL} | given
    with pytest.raises(Refusal, match=code):
        services.propose_override(SYSTEM, figure=Decimal(1), now=company.NOW, **wanted)  # type: ignore[arg-type]
    assert not Override.objects.exists()
