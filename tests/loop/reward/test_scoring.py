"""Sheets of the trading company against figures worked out by hand (see company.py)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpiloop.engine.errors import Refusal
from kpiloop.engine.scoring.distribution import GradeShare
from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import NewTarget
from kpiloop.loop.reward import selectors, services
from kpiloop.loop.reward.models import ScoreLine
from kpiloop.loop.reward.scoring import standing
from kpiloop.loop.reward.scoring.line_cells import LINE_COLUMNS
from tests.loop import company
from tests.loop.reward import company as scored

Actors = dict[str, Actor]


def sheet(actors: Actors, cycle: int, code: str):  # type: ignore[no-untyped-def]
    return selectors.sheet(actors["admin"], cycle_id=cycle, subject_id=scored.subject_id(code))


@pytest.mark.feature("SC-04")
def test_totals_grades_and_places(actors: Actors, cycle: int) -> None:
    rows = {row.subject.code: row for row in selectors.sheets(actors["admin"], cycle_id=cycle)}
    assert {code: row.total for code, row in rows.items() if code != "E6"} == scored.TOTALS
    assert abs(rows["E6"].total * 92 - (62 * 85 + 30 * 100)) < Decimal("1e-20")
    assert {code: rows[code].grade for code in ("HQ", "EAST", "WEST", "SH")} == {
        "HQ": "B", "EAST": "B", "WEST": "S", "SH": "C",
    }  # fmt: skip
    # Units: WEST and ZJ share place 1, HQ is third, EAST fourth, SH fifth.
    assert [rows[code].rank for code in ("WEST", "ZJ", "HQ", "EAST", "SH")] == [1, 1, 3, 4, 5]
    assert [rows[code].rank for code in ("E4", "E6", "E1", "E2", "E3")] == [1, 2, 3, 4, 5]
    assert "E5" not in rows


def test_lines_of_a_ratio_are_the_quotient_of_sums(actors: Actors, cycle: int) -> None:
    lines = {line.kpi.code: line for line in sheet(actors, cycle, "EAST").lines}
    # 1 - 405 / 450, not the mean of 0, 0.1 and 0.2 over unequal months, nor September's 0.2.
    assert lines["discount"].actual == Decimal("0.1")
    assert lines["discount"].quarter_rule == "quarter"
    assert lines["discount"].target == Decimal("0.05")
    assert (lines["revenue"].actual, lines["revenue"].target) == (Decimal(405), Decimal(450))
    assert lines["revenue"].months == ("2026-07", "2026-08", "2026-09")
    assert lines["revenue"].lost == Decimal("-12.0")


def test_a_difference_of_flows_adds_up_with_its_targets(actors: Actors, cycle: int) -> None:
    profit = next(line for line in sheet(actors, cycle, "HQ").lines if line.kpi.code == "profit")
    assert (profit.actual, profit.target, profit.score) == (Decimal(255), Decimal(300), Decimal(85))


def test_a_transfer_is_scored_in_segments(actors: Actors, cycle: int) -> None:
    segments = sheet(actors, cycle, "E6").segments
    assert [(part.days, part.total, part.months) for part in segments] == [
        (62, Decimal(85), ("2026-07", "2026-08")),
        (30, Decimal(100), ("2026-09",)),
    ]
    assert [part.subjects[0].code for part in segments] == ["SH", "ZJ"]


def test_next_grade(actors: Actors, cycle: int) -> None:
    row = sheet(actors, cycle, "HQ")
    assert (row.next_grade, row.to_next_grade) == ("A", Decimal("0.8"))


def test_open_months_need_a_reason(actors: Actors) -> None:
    scored.set_rules()
    opened = services.open_cycle(actors["admin"], scheme="S26", quarter=scored.QUARTER)
    with pytest.raises(Refusal) as refused:
        services.score_cycle(actors["admin"], cycle_id=opened.id, now=scored.NOW)
    assert refused.value.code == "cycle_months_open"
    assert refused.value.fields["months"] == ["2026-07", "2026-08", "2026-09"]


def test_a_kpi_without_rule_stops_scoring(actors: Actors) -> None:
    services.set_grades(actors["admin"], scheme="S26", bands=scored.BANDS)
    services.set_scoring_rules(actors["admin"], scheme="S26", rules=scored.RULES[:2])
    opened = services.open_cycle(actors["admin"], scheme="S26", quarter=scored.QUARTER)
    with pytest.raises(Refusal) as refused:
        services.score_cycle(actors["admin"], cycle_id=opened.id, now=scored.NOW, waiver="trial")
    assert refused.value.code == "scoring_rule_missing"
    assert refused.value.fields["kpis"] == ["cost", "profit"]


def test_a_scheme_without_rules_starts_with_plain_ones(actors: Actors) -> None:
    opened = services.open_cycle(actors["admin"], scheme="S26", quarter=scored.QUARTER)
    done = services.score_cycle(actors["admin"], cycle_id=opened.id, now=scored.NOW, waiver="trial")
    assert done.sheets > 0
    lines = {line.kpi.code: line for line in sheet(actors, opened.id, "EAST").lines}
    assert all(line.score is None or Decimal(0) <= line.score <= Decimal(120) for line in lines.values())
    assert {line.method for line in lines.values()} <= {"linear", "mirror", "inverse"}


def test_scoring_again_keeps_revisions_and_a_change_adds_one(actors: Actors, cycle: int) -> None:
    again = services.score_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW, waiver="trial")
    assert (again.written, again.unchanged) == (0, 10)
    target = NewTarget(company.assignment_id("revenue", "WEST"), "2026-09", Decimal(200))
    plan.set_targets(actors["admin"], targets=[target], reason="agreed")
    changed = services.score_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW, waiver="trial")
    # WEST and its head E4 drop from 100 to 60 (300/400 = 0.75); nine others keep inputs, places move.
    rows = {row.subject.code: row for row in selectors.sheets(actors["admin"], cycle_id=cycle)}
    assert rows["WEST"].total == Decimal(60) and rows["WEST"].revision == 2
    old = selectors.sheet(actors["admin"], cycle_id=cycle, subject_id=scored.subject_id("WEST"), revision=1)
    assert old.total == Decimal(100) and not old.is_current
    assert changed.written >= 2


def test_an_unreported_value_blocks_until_somebody_else_waives(actors: Actors) -> None:
    scored.set_rules()
    target = NewTarget(company.assignment_id("revenue", "ZJ"), "2026-09", None)
    plan.set_targets(actors["admin"], targets=[target], reason="withdrawn")
    opened = services.open_cycle(actors["admin"], scheme="S26", quarter=scored.QUARTER)
    with pytest.raises(Refusal) as refused:
        services.score_cycle(actors["admin"], cycle_id=opened.id, now=scored.NOW, waiver="trial")
    assert refused.value.code == "missing_feeds_pay"
    assert refused.value.fields["first"] == "revenue ZJ"
    services.waive_missing(actors["boss"], cycle_id=opened.id, reason="unit in liquidation", now=scored.NOW)
    outcome = services.score_cycle(actors["admin"], cycle_id=opened.id, now=scored.NOW, waiver="trial")
    # ZJ has one line only: its total is missing, not 0, and so is E6's, who led it in September.
    assert outcome.without_total == 2
    row = sheet(actors, opened.id, "ZJ")
    assert (row.total, row.grade, row.rank, row.missing_reason) == (None, "", None, "no_target")
    assert selectors.cycle(actors["admin"], opened.id).waived_by == "boss"


def test_queries_do_not_grow_with_people(actors: Actors, cycle: int) -> None:
    with CaptureQueriesContext(connection) as queries:
        services.score_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW, waiver="trial")
    assert len(queries) < 80


def test_the_guideline_compares_people_inside_their_unit(
    actors: Actors, cycle: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """E1 to E4 lead HQ, EAST, SH and WEST, one card throughout; E6 moved between cards and is left out."""
    shares = (GradeShare("A", Decimal("0.5")), GradeShare("B", Decimal("0.5")))
    found = selectors.guideline(actors["admin"], cycle_id=cycle, shares=shares, smallest=0)
    rows = {row.subject.code: row for group in found.groups for row in group.rows}
    assert found.left_out == 1
    assert {code: row.total for code, row in rows.items()} == {
        code: total for code, total in scored.TOTALS.items() if code in rows
    }
    assert sorted(rows) == ["E1", "E2", "E3", "E4"]
    assert [(group.size, group.merged) for group in found.groups] == [(1, ())] * 4
    # One in each unit: together they are four, in the company. 100, 89.2, 80, 70: two of four may have A.
    merged = selectors.guideline(actors["admin"], cycle_id=cycle, shares=shares, smallest=4)
    group = merged.groups[0]
    assert (len(merged.groups), group.unit.code, [unit.code for unit in group.merged], group.given) == (
        1, "HQ", ["EAST", "HQ", "SH", "WEST"], (("A", 2), ("B", 2)),
    )  # fmt: skip
    assert [(row.subject.code, row.place, row.grade) for row in group.rows] == [
        ("E4", 1, "A"), ("E1", 2, "A"), ("E2", 3, "B"), ("E3", 4, "B"),
    ]  # fmt: skip
    few = selectors.guideline(actors["admin"], cycle_id=cycle, shares=shares, smallest=5)
    assert (few.groups, [row.code for row in few.too_few]) == ((), ["E1", "E2", "E3", "E4"])
    # The same by the column, as in a large company.
    monkeypatch.setattr(standing, "MANY", 0)
    for smallest, singly in ((0, found), (4, merged), (5, few)):
        assert selectors.guideline(actors["admin"], cycle_id=cycle, shares=shares, smallest=smallest) == singly
    with pytest.raises(Refusal):
        selectors.guideline(actors["admin"], cycle_id=cycle, shares=shares[:1])


def test_lines_are_stored_as_the_object_layer_would_store_them(actors: Actors, cycle: int) -> None:
    """They are written past it, in one statement: every column is there, and every cell reads back and back again."""
    assert set(LINE_COLUMNS) == {field.column for field in ScoreLine._meta.concrete_fields} - {"id"}
    names = [field.attname for field in ScoreLine._meta.concrete_fields if field.attname != "id"]
    lines = list(ScoreLine.objects.filter(sheet__cycle_id=cycle))
    kept = {line.pk: [getattr(line, name) for name in names] for line in lines}
    stored = dict(ScoreLine.objects.filter(sheet__cycle_id=cycle).values_list("pk", "weight"))
    for line in lines:
        line.save()
    again = {line.pk: [getattr(line, name) for name in names] for line in ScoreLine.objects.filter(pk__in=kept)}
    assert len(kept) > 10 and again == kept
    assert {str(weight) for weight in stored.values()} >= {"40.0000", "100.0000"}
