"""Scoring vectors of R5, R6, R8, R13, R14 and B5."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.engine.scoring.curves import score_line
from kpiloop.engine.scoring.grades import Band, grade_of, validate_bands
from kpiloop.engine.scoring.ranking import rank
from kpiloop.engine.scoring.scales import convert_scale
from kpiloop.engine.scoring.scorecard import WeightedLine, merge_segments, total
from kpiloop.engine.values import Missing

POINTS = {"points": [["0.8", "60"], ["1", "100"], ["1.2", "120"]]}


def scored(method: str, reached: str, parameters: dict[str, object], actual: str = "0", target: str = "0") -> D:
    line = score_line(method, actual=D(actual), target=D(target), achievement=D(reached), parameters=parameters)
    assert isinstance(line.clamped, D)
    return line.clamped


@pytest.mark.parametrize(
    ("reached", "score"), [("0.70", "60"), ("0.90", "80"), ("0.964", "92.8"), ("1.10", "110"), ("1.30", "120")]
)
def test_r5_interpolation_between_threshold_target_and_stretch(reached: str, score: str) -> None:
    assert scored("interpolation", reached, POINTS) == D(score)


@pytest.mark.parametrize(
    ("actual", "score"), [("300", "0"), ("500", "3.333"), ("600", "5"), ("700", "6.667"), ("900", "10")]
)
def test_r6_goal_and_red_flag(actual: str, score: str) -> None:
    found = scored("goal_red_flag", "0", {"goal": "700", "red": "500"}, actual)
    assert found.quantize(D("0.001")) == D(score).quantize(D("0.001"))


@pytest.mark.feature("SC-01")
@pytest.mark.parametrize(("actual", "score"), [("5", "6.667"), ("7.5", "5"), ("15", "0")])
def test_r6_lower_is_better(actual: str, score: str) -> None:
    found = scored("goal_red_flag", "0", {"goal": "5", "red": "10"}, actual)
    assert found.quantize(D("0.001")) == D(score).quantize(D("0.001"))


@pytest.mark.feature("SC-02")
@pytest.mark.parametrize(("actual", "score"), [("44", "100"), ("45", "90"), ("47", "90"), ("48", "80")])
def test_step_table_every_boundary_in_one_step(actual: str, score: str) -> None:
    steps = {"steps": [["0", "100"], ["45", "90"], ["48", "80"]], "on": "actual", "closed": "lower"}
    assert scored("step_table", "0", steps, actual) == D(score)


def test_steps_that_overlap_are_refused() -> None:
    with pytest.raises(Refusal):
        scored("step_table", "0", {"steps": [["0", "50", "60"], ["40", "90", "80"]], "on": "actual"}, "45")


@pytest.mark.feature("SC-02")
@pytest.mark.parametrize(("events", "score"), [("0", "100"), ("1", "80"), ("3", "40"), ("9", "0")])
def test_r8_deduction_not_below_the_floor(events: str, score: str) -> None:
    assert scored("deduction", "0", {"points": "20"}, events) == D(score)


def test_r7_cap_and_floor_are_named() -> None:
    line = score_line("linear", actual=D(1), target=D(1), achievement=D("1.5"), parameters={"cap": "120"})
    assert (line.raw, line.clamped, line.words[-1]) == (D(150), D(120), "capped cap=120")


@pytest.mark.parametrize(
    ("value", "scale", "onto", "expected"),
    [("5.44", (1, 10), (4, 9), "6.47"), ("3.4", (1, 5), ("0.25", 5), "3.10")],
)
def test_r13_conversion_between_scales(
    value: str, scale: tuple[int, int], onto: tuple[object, int], expected: str
) -> None:
    found = convert_scale(D(value), (D(scale[0]), D(scale[1])), (D(str(onto[0])), D(onto[1])))
    assert isinstance(found, D)
    assert found.quantize(D("0.01")) == D(expected)


def test_r14_absent_is_not_zero() -> None:
    lines = [
        WeightedLine("a", D(50), D(100)),
        WeightedLine("b", D(30), Missing("no_value")),
        WeightedLine("c", D(20), D(80)),
    ]
    spread = total(lines, missing_policy="renormalise").total
    assert isinstance(spread, D)
    assert spread.quantize(D("0.01")) == D("94.29")
    assert total(lines, missing_policy="zero").total == D(66)
    assert isinstance(total(lines, missing_policy="block").total, Missing)
    nothing = [WeightedLine("a", D(100), Missing("no_value"))]
    assert isinstance(total(nothing, missing_policy="renormalise").total, Missing)


def test_b5_scorecard_of_the_walk() -> None:
    lines = [WeightedLine("a", D(40), D("92.8")), WeightedLine("b", D(30), D(88)), WeightedLine("c", D(30), D(95))]
    assert total(lines).total == D("92.02")


def test_r69_segments_merge_by_days() -> None:
    merged = merge_segments([(120, D(90)), (245, D(110))])
    assert isinstance(merged, D)
    assert merged.quantize(D("0.000001")) == D("103.424658")


def test_b5_ties_share_the_rank_and_missing_has_none() -> None:
    totals = {"a": D(90), "b": D("88.0000000001"), "c": D(88), "d": D(70), "e": Missing("no_value")}
    assert rank(totals) == {"a": 1, "b": 2, "c": 2, "d": 4}


def test_a_total_on_a_limit_belongs_to_the_better_grade() -> None:
    bands = [Band("A", D(90), None, D("1.2")), Band("B", D(80), D(90), D(1)), Band("C", D(0), D(80), D("0.8"))]
    validate_bands(bands)
    assert [grade_of(D(x), bands).grade for x in ("90", "89.999", "80", "0")] == ["A", "B", "B", "C"]  # type: ignore[union-attr]
    with pytest.raises(Refusal) as refused:
        validate_bands([Band("A", D(90), None, D(1)), Band("B", D(0), D(85), D(1))])
    assert refused.value.code == "grade_bands_gap"
