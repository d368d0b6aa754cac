"""The share of the whole company: against SQL written apart from the product, kept from those who may not see it."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.engine.formula import evaluate, parse
from kpiloop.engine.trace import Step, difference, recompute, walk
from kpiloop.engine.values import Missing
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.rows import VisibleSubjects
from kpiloop.loop.analyse.weighting import denominator_of
from kpiloop.loop.measure import selectors, services
from kpiloop.loop.measure.models import Value
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import NewTarget
from tests.founded import founded_once
from tests.loop.measure import company
from tests.loop.measure.test_spans import SCOPES, figures

pytestmark = pytest.mark.django_db

FORMULAS = {
    "revenue": "sum(orders.amount)",
    "share": "kpi(revenue) / company(kpi(revenue))",
    "share12": "rolling(12, kpi(revenue) / company(kpi(revenue)))",
    "against": "kpi(revenue) / prior_year(company(kpi(revenue)))",
    "aimed": "kpi(revenue) / company(target(revenue))",
    "held": "kpi(share) * company(monthly_average(kpi(revenue)))",
}


@pytest.fixture
def sold() -> None:
    sell()


@founded_once
def sell() -> None:
    company.found_company()
    company.load_orders(company.ORDERS)
    for code in FORMULAS:
        unit = "CNY" if code in ("revenue", "held") else "percent"
        company.publish_kpi(code, "flow" if code == "revenue" else "derived", measurement_unit=unit)
    for code, text in FORMULAS.items():
        services.set_formula(SYSTEM, kpi=code, text=text, valid_from=company.START)
    people = [(code, "E2", "E2") for code in ("revenue", "share", "share12", "against")]
    assigned = company.assign(("revenue", "HQ", "E1"), *people)
    plan.set_targets(SYSTEM, targets=[NewTarget(assigned[0], "2026-03", Decimal(200))], method="manual")
    services.run_periods(SYSTEM, first="2025-01", last="2026-03", now=company.NOW)


def staff(subject_ids: frozenset[int], monkeypatch: pytest.MonkeyPatch) -> Actor:
    """Somebody who sees some subjects, and may open no sources."""
    seen = VisibleSubjects(subject_ids, frozenset(), frozenset(), False)
    monkeypatch.setattr(org, "visible_subjects", lambda viewer, *, on: seen)
    return Actor(user_id=None, username="e2", permissions=frozenset({"values.view"}))


def value_of(kpi: str, subject: str, period: str = "2026-03") -> ValueRow:
    return figures()[kpi, subject, period]


@pytest.mark.parametrize(("code", "months"), [("share", 1), ("share12", 12)])
def test_every_unit_and_month_equals_sql(sold: None, code: str, months: int) -> None:
    store = duckdb.connect()
    store.execute("CREATE TABLE orders (day DATE, unit VARCHAR, amount DECIMAL(18, 2))")
    store.executemany("INSERT INTO orders VALUES (?, ?, ?)", [[row[1], row[2], row[5]] for row in company.ORDERS])
    compared = 0
    for (kpi, subject, month), value in figures().items():
        if kpi != code or value.actual is None or subject == "E2":
            continue
        found = store.execute(
            f"SELECT sum(amount) FILTER ({SCOPES[subject]}), sum(amount) FROM orders WHERE"
            f" day >= DATE '{month}-01' - INTERVAL {months - 1} MONTH AND day < DATE '{month}-01' + INTERVAL 1 MONTH"
        ).fetchone()
        assert found is not None
        assert value.actual == round(Decimal(found[0]) / found[1], 12), (subject, month)
        compared += 1
    assert compared >= 8


def test_by_hand_and_by_the_reference_evaluator(sold: None) -> None:
    # January: N 60, S 40 + 99 cancelled, whole 199; E2 sold 60. March: N with S below it 150.50, whole 150.50.
    assert value_of("share", "N", "2026-01").actual == Decimal("0.301507537688")  # 60 / 199
    assert value_of("share", "E2", "2026-01").actual == Decimal("0.301507537688")
    assert value_of("share", "HQ", "2026-01").actual == 1
    assert value_of("against", "N").actual == Decimal("1.505")  # 150.50 / 100 of March 2025
    assert value_of("aimed", "N").actual == Decimal("0.7525")  # 150.50 / 200
    held = figures("ytd")["held", "N", "2026-03"]
    # 240.50 of 449.50 in the year, times the mean of 199, 100 and 150.50
    assert held.actual == round(Decimal("0.535038932147") * round(Decimal("449.50") / 3, 12), 12)
    by_name = {(part.kpi, part.subject_id is None): part.figure for part in value_of("share", "N", "2026-01").parts}
    assert by_name == {("revenue", True): 60, ("revenue", False): 199}
    again = evaluate(
        parse(FORMULAS["share"]),
        lambda part: Missing("no_rows"),
        lambda part: by_name["revenue", part.whose == "own"] or Missing("no_rows"),
    )
    assert round(Decimal(str(again)), 12) == value_of("share", "N", "2026-01").actual


def test_a_unit_without_rows_has_no_line_because_the_company_has_some(sold: None) -> None:
    assert ("share", "S", "2026-03") not in figures()
    assert value_of("share", "N", "2026-01").row_count == 1


def test_every_share_opens_to_the_rows_of_the_company(sold: None) -> None:
    for code in FORMULAS:
        step = selectors.explain_value(SYSTEM, value_of(code, "N").id)
        assert (recompute(step), difference(step)) == (value_of(code, "N").actual, 0), code
    step = selectors.explain_value(SYSTEM, value_of("share12", "N").id, with_rows=False)
    named = [node.fields["aggregate"] for node in walk(step) if node.kind == "source_rows"]
    assert named == ["rolling(12, sum(orders.amount))", "company(rolling(12, sum(orders.amount)))"]
    counts = [len(selectors.explain_rows(SYSTEM, value_of("share12", "N").id, name).children) for name in named]
    assert counts == [3, 6]  # of N since April 2025; of everybody
    aimed = selectors.explain_value(SYSTEM, value_of("aimed", "N").id)
    assert next(node for node in walk(aimed) if node.kind == "target").fields["subject"] == "HQ"


def test_who_may_not_see_the_company_reads_its_figure_nowhere(sold: None, monkeypatch: pytest.MonkeyPatch) -> None:
    own, rolling = value_of("share", "E2", "2026-01"), value_of("share12", "E2", "2026-01")
    viewer = staff(frozenset({own.subject_id}), monkeypatch)
    step = selectors.explain_value(viewer, own.id)
    assert (step.figure, [node.leaf for node in walk(step)]) == (own.actual, [None, "restricted"])
    assert (step.children[0].children, step.children[0].evidence["open_to"]) == ((), "总")
    (seen,) = selectors.values(viewer, period_codes=["2026-01"], kpi_codes=["share"])
    assert (seen.actual, [part.figure for part in seen.parts]) == (own.actual, [None, None])
    assert selectors.value(viewer, own.id).parts[1].figure is None
    with pytest.raises(Refusal, match="not_found"):
        selectors.explain_rows(viewer, rolling.id, "company(rolling(12, sum(orders.amount)))")
    assert selectors.explain_rows(viewer, rolling.id, "rolling(12, sum(orders.amount))").children


def test_who_sees_the_company_but_no_rows_of_units_sees_sums(sold: None, monkeypatch: pytest.MonkeyPatch) -> None:
    own, whole = value_of("share", "E2", "2026-01"), value_of("revenue", "HQ", "2026-01")
    viewer = staff(frozenset({own.subject_id, whole.subject_id}), monkeypatch)
    step = selectors.explain_value(viewer, own.id)
    rows: list[Step] = [node for node in walk(step) if node.kind == "source_rows"]
    assert [(row.figure, row.leaf, len(row.children)) for row in rows] == [(60, None, 1), (199, "restricted", 0)]


def test_the_shares_of_all_follow_when_rows_of_one_moved(sold: None) -> None:
    company.load_orders([("O3", "2026-01-20", "S", "E3", "c2", "41.00", "ok")])
    run = services.run_periods(SYSTEM, first="2026-01", last="2026-03", touched=["2026-01"], now=company.NOW)
    fresh = Value.objects.filter(run__number=run.number, kpi__code="share", period__code="2026-01", window="month")
    assert set(fresh.values_list("subject__code", flat=True)) == {"HQ", "N", "S", "E2"}  # the inputs of HQ moved, too
    assert value_of("share", "N", "2026-01").actual == Decimal("0.3")  # 60 / 200
    assert services.run_periods(SYSTEM, first="2025-01", last="2026-03", now=company.NOW).values_written == 0


def test_a_cycle_through_the_company_is_refused(sold: None) -> None:
    for kpi, text in (("revenue", "sum(orders.amount) + company(kpi(held))"), ("share", "company(kpi(share))")):
        with pytest.raises(Refusal, match="formula_cycle"):
            services.set_formula(SYSTEM, kpi=kpi, text=text, valid_from=company.START)


def test_explained_before_a_run_and_not_weighed_by_causes(sold: None) -> None:
    prepared = selectors.prepared_run(SYSTEM, first="2026-03", last="2026-03", kpis=["share"])
    assert prepared.of_company == ("company(kpi(revenue))",)
    assert {measure for scan in prepared.scans for measure in scan.note.measures} == {"sum(orders.amount)"}
    assert denominator_of(parse(FORMULAS["share"])) is None
