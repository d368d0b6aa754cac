"""The golden company from the close to the statement: every score and cent equals the paper."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from kpiloop.engine import trace
from kpiloop.engine.errors import Refusal
from kpiloop.foundation.jobs import selectors as jobs
from kpiloop.foundation.jobs.services import work_off
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.governance.archive import selectors as archive
from kpiloop.loop.collect import services as collect
from kpiloop.loop.reward import selectors
from tests.golden import company, expected, expected_product, product
from tests.golden.conftest import Walk
from tests.golden.product import after_storing
from tests.golden.test_engine import near


def subject(code: str) -> int:
    return org_io.subjects_by_code()[code].id


def test_scores_grades_and_places(paid: Walk) -> None:
    found = {row.subject.code: row for row in selectors.sheets(paid.actors["hr"], cycle_id=paid.cycle)}
    for code, total in expected_product.TOTALS.items():
        sheet = found[code]
        assert after_storing(sheet.total) == after_storing(total), code
        assert (sheet.grade, sheet.factor) == expected_product.GRADES[code], code
        assert sheet.rank == expected_product.RANKS[code], code


def test_lines_of_the_unit_cards(paid: Walk) -> None:
    for unit in (company.EAST, company.WEST):
        sheet = selectors.sheet(paid.actors["hr"], cycle_id=paid.cycle, subject_id=subject(unit))
        scores = {line.kpi.code: line for line in sheet.lines}
        assert set(scores) == set(company.WEIGHTS["unit_lead"])
        for kpi, line in scores.items():
            assert after_storing(line.score) == after_storing(expected.LINE_SCORES[kpi, unit]), (kpi, unit)
            assert near(line.actual) == near(expected.ACTUALS[kpi, unit][3]), (kpi, unit)
            assert after_storing(line.achievement) == after_storing(expected.ACHIEVEMENTS[kpi, unit][3]), (kpi, unit)


def test_a_mover_is_judged_by_days(paid: Walk) -> None:
    sheet = selectors.sheet(paid.actors["hr"], cycle_id=paid.cycle, subject_id=subject("E104"))
    assert tuple((part.days, part.total) for part in sheet.segments) == expected_product.SEGMENTS["E104"]


def test_bonus_to_the_cent(paid: Walk) -> None:
    lines = {row.person.code: row for row in selectors.bonus_lines(paid.actors["hr"], run_id=paid.bonus_run)}
    assert set(lines) == set(company.PEOPLE)
    for code, line in lines.items():
        assert (line.company_factor, line.unit_factor, line.individual_factor) == expected_product.FACTORS[code], code
        assert line.entitlement == expected_product.ENTITLEMENTS[code], code
        assert line.amount == expected_product.BONUSES[code], code
    assert sum(line.amount or D(0) for line in lines.values()) == company.POOL


def test_each_person_reads_the_own_statement_and_no_other(paid: Walk) -> None:
    for code, amount in expected_product.BONUSES.items():
        viewer = paid.actors[code.lower()]
        told = selectors.statement(viewer, cycle_id=paid.cycle, person_id=subject(code))
        assert told.line is not None and told.sheet is not None
        assert told.line.amount == amount
        assert after_storing(told.sheet.total) == after_storing(expected_product.TOTALS[code])
    with pytest.raises(Refusal):
        selectors.statement(paid.actors["e102"], cycle_id=paid.cycle, person_id=subject("E104"))


def test_every_score_and_cent_recomputes_from_its_leaves(paid: Walk) -> None:
    for line in selectors.bonus_lines(paid.actors["hr"], run_id=paid.bonus_run):
        chain = selectors.explain_bonus(paid.actors["hr"], bonus_line_id=line.id)
        assert trace.recompute(chain) == chain.figure == expected_product.BONUSES[line.person.code]
    for sheet in selectors.sheets(paid.actors["hr"], cycle_id=paid.cycle):
        chain = selectors.explain_score(paid.actors["hr"], sheet_id=sheet.id)
        assert after_storing(trace.recompute(chain)) == after_storing(sheet.total), sheet.subject.code


def test_every_closed_month_was_looked_back_on_by_the_worker(paid: Walk) -> None:
    runs = jobs.runs(paid.actors["hr"], kind="improve.look_back").rows
    assert sorted(str(run.arguments["period"]) for run in runs) == list(company.MONTHS)
    assert {run.state for run in runs} == {"done"}


def test_nothing_drifts_after_the_close(paid: Walk) -> None:
    product.write_file(paid.orders, **{"SO-001": "21000.00"})
    late = collect.load(paid.actors["hr"], source="erp", now=product.NOW)
    work_off()
    assert late.rows_replaced == 1
    frozen = archive.frozen(paid.actors["hr"], period_code="2026-01")
    east = next(row for row in frozen if (row.kpi_code, row.subject_code) == ("revenue", company.EAST))
    assert (east.actual, east.actual_now) == (D(92000), D(92000))
    test_scores_grades_and_places(paid)
    test_bonus_to_the_cent(paid)
    test_every_score_and_cent_recomputes_from_its_leaves(paid)
