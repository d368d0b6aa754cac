"""What stands beside the lines of a card, against figures worked out by hand (rules R7 to R10, R14, R63)."""

from __future__ import annotations

from decimal import Decimal
from decimal import Decimal as D
from itertools import permutations

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.engine.incentive.gates import GateCap, payout_factor
from kpiloop.engine.scoring.adjusting import CardLimits, Ceiling, Points, adjust, held_grade, points_given
from kpiloop.engine.scoring.conditions import Condition, Lights, holds, units, validate_condition
from kpiloop.engine.scoring.distribution import GradeShare, Quotas, distribute, limits
from kpiloop.engine.scoring.grades import Band
from kpiloop.engine.scoring.ranking import rank
from kpiloop.engine.scoring.scorecard import WeightedLine, total
from kpiloop.engine.values import Missing

BANDS = [Band("A", D(90), None, D("1.2")), Band("B", D(80), D(90), D(1)), Band("C", D(0), D(80), D("0.8"))]


@pytest.mark.feature("SC-03")
@pytest.mark.parametrize(
    ("card", "points", "vetoes", "held", "official", "binding"),
    [
        # 92.02 + 4, held to 3 in all, - 1.5 = 93.52
        ("92.02", [("extra_points", "4"), ("deduction", "1.5")], [], CardLimits(D(3)), "93.52", ()),
        # deductions of 2 + 5 held to 6: 80 - 6 = 74
        ("80", [("deduction", "2"), ("deduction", "5")], [], CardLimits(deduction_most=D(6)), "74", ()),
        # extra points before the veto: 100 + 5 held to 60, not 60 + 5
        ("100", [("extra_points", "5")], [("V", "60")], CardLimits(), "60", ("V",)),
        # the lowest of two vetoes; both of the same height are named
        ("100", [], [("V1", "60"), ("V2", "0"), ("V3", "0")], CardLimits(), "0", ("V2", "V3")),
        # a veto above the total changes nothing
        ("55", [], [("V", "60")], CardLimits(), "55", ()),
        # the floor of the total lifts a low card to 40, but not one a veto took to 0
        ("30", [], [], CardLimits(floor=D(40)), "40", ("total_floor",)),
        ("30", [], [("V", "0")], CardLimits(floor=D(40)), "0", ("V",)),
        # 118 + 5 = 123 held to 120; 89.995 to one place is 90.0, half up
        ("118", [("extra_points", "5")], [], CardLimits(cap=D(120)), "120", ("total_cap",)),
        ("89.95", [], [], CardLimits(places=1), "90.0", ()),
    ],
)
def test_sc_03_the_order_from_sum_to_official_score(
    card: str,
    points: list[tuple[str, str]],
    vetoes: list[tuple[str, str]],
    held: CardLimits,
    official: str,
    binding: tuple[str, ...],
) -> None:
    given = [Points(str(place), kind, D(figure)) for place, (kind, figure) in enumerate(points)]
    done = adjust(D(card), given, [Ceiling(code, D(most)) for code, most in vetoes], held)
    assert (done.official, done.binding) == (D(official), binding)


def test_the_order_of_rules_says_nothing() -> None:
    points = [Points("a", "extra_points", D("2.5")), Points("b", "deduction", D(1)), Points("c", "extra_points", D(1))]
    vetoes = [Ceiling("V", D(90)), Ceiling("W", D(70))]
    found = {adjust(D(88), order, vetoes[:: 1 if order[0].code == "a" else -1], CardLimits(D(3))).official
             for order in permutations(points)}  # fmt: skip
    assert found == {D(70)}


def test_a_missing_sum_stays_missing() -> None:
    done = adjust(
        Missing("no_value"), [Points("a", "extra_points", D(5))], [Ceiling("V", D(0))], CardLimits(floor=D(1))
    )
    assert (done.official, done.binding) == (Missing("no_value"), ())


def test_ranking_uses_the_unrounded_total_and_grading_the_official_one() -> None:
    done = adjust(D("89.95"), [], [], CardLimits(places=1))
    assert (done.total, done.official) == (D("89.95"), D("90.0"))


@pytest.mark.feature("SC-03")
@pytest.mark.parametrize(
    ("comparison", "figure", "met"),
    [
        ("below", "0.999999", True), ("below", "1", False), ("below", "0.9999999999999", False),
        ("at_most", "1", True), ("at_most", "1.01", False), ("at_least", "1", True), ("above", "1", False),
        ("above", "1.0001", True),
    ],
)  # fmt: skip
def test_sc_03_conditions_and_their_limit(comparison: str, figure: str, met: bool) -> None:
    assert holds(Condition("achievement", comparison, D(1)), D(figure)) is met


def test_a_condition_on_the_status() -> None:
    lights = Lights(D(1), D("0.9"))
    amber, red = Condition("status", light="amber"), Condition("status", light="red")
    read = [(holds(red, D(each), lights), holds(amber, D(each), lights)) for each in ("0.89", "0.9", "1")]
    assert read == [(True, True), (False, True), (False, False)]


def test_nobody_knows_of_a_missing_figure() -> None:
    assert holds(Condition("actual", "below", D(1)), Missing("not_loaded")) is None
    assert units(Condition("actual", "above", D(1)), Missing("not_loaded")) == Missing("not_loaded")


@pytest.mark.feature("SC-02")
@pytest.mark.parametrize(
    ("condition", "figure", "given"),
    [
        # 1 point for each 5 points of achievement above 100 %: 112 % is 2.4 steps, 2 of them whole
        (Condition("achievement", "above", D(1), per=D("0.05"), counting="proportional"), "1.12", "2.4"),
        (Condition("achievement", "above", D(1), per=D("0.05"), counting="full"), "1.12", "2"),
        (Condition("achievement", "above", D(1), per=D("0.05"), counting="full"), "1.15", "3"),
        (Condition("achievement", "above", D(1), per=D("0.05"), counting="full"), "0.9", "0"),
        (Condition("achievement", "at_least", D("1.1")), "1.12", "1"),
        (Condition("event"), "3", "3"),
    ],
)
def test_sc_02_extra_points_per_unit(condition: Condition, figure: str, given: str) -> None:
    assert points_given(units(condition, D(figure)), D(1), None) == D(given)
    assert points_given(units(condition, D(figure)), D(2), D(3)) == min(D(given) * 2, D(3))


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        (Condition("weather"), "adjustment_word_unknown"),
        (Condition("actual", "near", D(1)), "adjustment_word_unknown"),
        (Condition("actual", "below"), "adjustment_condition_incomplete"),
        (Condition("status", light="green"), "adjustment_word_unknown"),
        (Condition("actual", "above", D(1), counting="full"), "adjustment_condition_incomplete"),
    ],
)
def test_conditions_that_could_not_be_read_are_refused(condition: Condition, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        validate_condition(condition)
    assert refused.value.code == code


def test_a_veto_on_the_grade_never_lifts_one() -> None:
    grades = [held_grade(band, BANDS, ["B"]) for band in BANDS]
    assert [band.grade for band in grades if band] == ["B", "B", "C"]
    with pytest.raises(Refusal):
        held_grade(BANDS[0], BANDS, ["E"])


@pytest.mark.feature("SC-03")
def test_sc_03_what_a_missing_line_does_to_its_card() -> None:
    def card(policy: str, own: str = "", held: Decimal | None = None) -> object:
        middle = Missing("no_value") if held is None else held
        lines = [
            WeightedLine("a", D(50), D(100)),
            WeightedLine("b", D(30), middle, own),
            WeightedLine("c", D(20), D(80)),
        ]
        return total(lines, missing_policy=policy).total

    # 50/30/20 with 100 and 80: 6600 / 70; 66; held at 90: 93
    assert str(card("renormalise"))[:10] == "94.2857142"
    assert card("zero") == card("renormalise", own="zero") == D(66)
    assert card("zero", own="renormalise") == card("renormalise")
    assert card("hold_last", held=D(90)) == D(93)
    for blocking in (card("block"), card("zero", own="block"), card("hold_last"), card("zero", own="hold_last")):
        assert blocking == Missing("no_value")


@pytest.mark.feature("SC-03")
def test_sc_03_the_lowest_gate_holds_the_payout_and_is_named() -> None:
    factors = {"company": D("1.1"), "unit": D("1.2"), "individual": D("1.3")}
    held = payout_factor(factors, [GateCap("profit", D(1)), GateCap("cash", D("0.8")), GateCap("audit", D("0.8"))])
    assert (held.product, held.figure, held.binding) == (D("1.716"), D("0.8"), "audit")
    free = payout_factor({"individual": D("0.9")}, [GateCap("profit", D(1))])
    assert (free.figure, free.binding) == (D("0.9"), "")
    assert payout_factor({"unit": Missing("no_value")}, [GateCap("profit", D(1))]).figure == Missing("no_value")


@pytest.mark.feature("SC-04")
@pytest.mark.parametrize(
    ("size", "top", "bottom"), [(5, 1, 1), (10, 2, 1), (11, 3, 1), (19, 4, 1), (20, 4, 2), (100, 20, 10)]
)
def test_sc_04_quotas_of_a_forced_distribution(size: int, top: int, bottom: int) -> None:
    """Rule R63: top = ceil(20 %), bottom = max(1, floor(10 %))."""
    shares = (GradeShare("A", D("0.2")), GradeShare("B", D("0.7")), GradeShare("C", D("0.1")))
    quotas = Quotas(shares, "at_least", bottom_least=1)
    ends = limits(size, quotas)
    assert (ends[0], size - ends[1], ends[2]) == (top, bottom, size)
    given = list(distribute({str(n): n for n in range(1, size + 1)}, quotas).values())
    assert (given.count("A"), given.count("C"), len(given)) == (top, bottom, size)


@pytest.mark.feature("SC-04")
def test_sc_04_tie_rules_by_name() -> None:
    totals = {"a": D(90), "b": D(80), "c": D("80.0000000001"), "d": D(70), "e": Missing("no_value")}
    found = {rule: list(rank(totals, ties=rule).values()) for rule in ("shared", "dense", "last")}
    assert found == {"shared": [1, 2, 2, 4], "dense": [1, 2, 2, 3], "last": [1, 3, 3, 4]}
    with pytest.raises(Refusal):
        rank(totals, ties="coin")
