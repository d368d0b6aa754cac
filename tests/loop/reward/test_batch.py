"""Cards by the column against the same cards one by one."""

from __future__ import annotations

from decimal import ROUND_HALF_UP
from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpiloop.engine.compile.scores import DIGITS
from kpiloop.engine.errors import Refusal
from kpiloop.engine.scoring import scorecard
from kpiloop.engine.scoring.distribution import GradeShare, Quotas, distribute, limits
from kpiloop.engine.scoring.tables import interpolate
from kpiloop.engine.values import Missing, from_fraction
from kpiloop.foundation.warehouse.computing.columns import column_book
from kpiloop.foundation.warehouse.errors import NumberTooLarge
from kpiloop.loop.reward.scoring import standing
from kpiloop.loop.reward.scoring.batch import Batch, LineRule, score_batch, score_by
from kpiloop.loop.reward.scoring.standing import Asked, CardLine, stand

SHARES = (GradeShare("A", D("0.1")), GradeShare("B", D("0.3")), GradeShare("C", D("0.5")), GradeShare("D", D("0.1")))
POINTS = [["0.8", "60"], ["1", "100"], ["1.2", "120"]]
STEPS = [["0.8", "60"], ["0.9", "80"], ["1", "100"], ["1.1", "120"]]
CURVES: list[tuple[str, dict[str, object]]] = [
    ("linear", {"cap": "120", "floor": "0"}),
    ("linear", {"full_mark": "80", "zero_below": "0.6"}),
    ("mirror", {"cap": "120", "floor": "0"}),
    ("mirror", {}),
    ("step_table", {"steps": STEPS}),
    ("step_table", {"steps": STEPS, "closed": "upper", "outside": "10"}),
    ("step_table", {"steps": [[None, "45", "100"], ["45", "48", "90"], ["48", None, "80"]], "on": "actual"}),
    ("hit_or_miss", {"threshold": "0.95"}),
    ("hit_or_miss", {"threshold": "40", "on": "actual", "miss": "5"}),
    ("interpolation", {"points": POINTS}),
    ("interpolation", {"points": POINTS, "zero_below": "0.9"}),
    ("interpolation", {"points": [["-10.5", "0"], ["33.25", "70"], ["80", "95"]], "on": "actual"}),
]
REACHED: list[tuple[str, dict[str, D]]] = [("ratio", {}), ("mirror", {}), ("signed", {}), ("signed", {"lower": D(1)})]
RULES = {
    10 * one + two: LineRule(*curve, *reached)
    for one, curve in enumerate(CURVES)
    for two, reached in enumerate(REACHED)
}
NEAR_LIMITS = [0, 8000, 9000, 9500, 10_000, 11_000, 4500, 4800, 4000]


def lines_up_to(size: int) -> st.SearchStrategy[list[tuple[int, ...]]]:
    """Lines (card, rule, weight, actual, target); figures in cents, None where missing."""
    amounts = st.one_of(st.none(), st.integers(-size, size), st.sampled_from(NEAR_LIMITS), st.integers(-20_000, 20_000))
    line = st.tuples(st.integers(0, 5), st.sampled_from(sorted(RULES)), st.integers(1, 9000), amounts, amounts)
    return st.lists(line, min_size=1, max_size=40)


lines = st.sampled_from([30_000, 10**8, 10**13]).flatmap(lines_up_to)
policies = st.sampled_from(scorecard.POLICIES)


@pytest.mark.feature("KP-04")
@settings(max_examples=20, deadline=None)
@given(lines, policies)
def test_every_score_is_the_score_of_its_line(given_lines: list[tuple[int, ...]], policy: str) -> None:
    with column_book() as book:
        names = ("sheet", "rule", "weight", "actual", "target")
        columns = dict(zip(names, (list(column) for column in zip(*given_lines, strict=True)), strict=True))
        book.add("lines", {**columns, "weight": list(range(len(given_lines)))})  # names the line
        used = {line[1]: RULES[line[1]] for line in given_lines}
        try:
            is_scored = score_batch(book, Batch(used, places=2, longest=40, missing_policy=policy))
        except NumberTooLarge:  # a curve without an end, followed beyond what 64 bits hold
            singly = [score_by(RULES[rule], cents(actual), cents(target)) for _, rule, _, actual, target in given_lines]
            assert max(abs(score) for score in singly if not isinstance(score, Missing)) > D(2**61).scaleb(-DIGITS)
            return
        if not is_scored:
            assert largest(given_lines) > 10**10
            return
        found = dict(book.rows("SELECT weight, score FROM scores"))
    for order, (_, rule, _, actual, target) in enumerate(given_lines):
        single = score_by(RULES[rule], cents(actual), cents(target))
        expected = None if isinstance(single, Missing) else int(single.scaleb(DIGITS).to_integral_value(ROUND_HALF_UP))
        assert found[order] == expected, (RULES[rule], actual, target, single)


@settings(max_examples=15, deadline=None)
@given(lines, policies)
def test_many_cards_stand_where_few_do(given_lines: list[tuple[int, ...]], policy: str) -> None:
    cards = [CardLine(card, rule, D(w), cents(a), cents(t)) for card, rule, w, a, t in given_lines]
    asked = Asked(RULES, policy, {card: card % 2 for card in range(6)}, Quotas(SHARES))
    singly = stand(cards, asked)
    limit, standing.MANY = standing.MANY, 0
    try:
        assert stand(cards, asked) == singly
    finally:
        standing.MANY = limit


def largest(given_lines: list[tuple[int, ...]]) -> int:
    return max(abs(number or 0) for line in given_lines for number in line[3:])


def cents(number: int | None) -> D | None:
    return None if number is None else D(number).scaleb(-2)


def test_a_total_next_to_a_rounding_is_decided_by_all_its_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """100 / (2 x 10^11) is half of a billionth and counts as one; a hair less, in the 21st decimal, counts as none."""
    monkeypatch.setattr(standing, "MANY", 0)
    rules = {0: LineRule("linear", {}, "ratio", {})}
    cards = [CardLine(card, 0, D(weight), D(1), D(2 * 10**11 + card)) for card in (0, 1) for weight in (1, 3)]
    found = stand(cards, Asked(rules, "renormalise", {0: 0, 1: 0}, Quotas(SHARES)))
    assert [(row.compared, row.place) for row in found.values()] == [(1, 1), (0, 2)]


def test_r63_at_most_rounds_down_and_at_least_up() -> None:
    top, rest = GradeShare("A", D("0.2")), GradeShare("B", D("0.8"))
    assert [limits(size, Quotas((top, rest), "at_least"))[0] for size in (5, 10, 11, 19, 20, 100)] == [
        1,
        2,
        3,
        4,
        4,
        20,
    ]
    assert [limits(size, Quotas((top, rest)))[0] for size in (5, 9, 10, 19, 20)] == [1, 1, 2, 3, 4]
    with pytest.raises(Refusal):
        limits(10, Quotas((top,)))


def test_people_with_one_place_have_one_grade() -> None:
    places = {"a": 1, "b": 2, "c": 2, **{f"d{n}": 4 + n for n in range(7)}}
    shares = (GradeShare("A", D("0.2")), GradeShare("B", D("0.8")))
    # Two of ten may have A: b and c share place 2, both do not fit, so neither has it.
    assert [key for key, grade in distribute(places, Quotas(shares)).items() if grade == "A"] == ["a"]
    assert [key for key, grade in distribute(places, Quotas(shares, "at_least")).items() if grade == "A"] == [
        "a",
        "b",
        "c",
    ]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.decimals(0, 100, places=4), st.fractions(-300, 300)), min_size=1, max_size=12))
def test_totals_are_sums_of_fractions_divided_once(parts: list[tuple[D, Fraction]]) -> None:
    scores = [from_fraction(score) for _, score in parts]
    card = [
        scorecard.WeightedLine(str(n), weight, score)
        for n, ((weight, _), score) in enumerate(zip(parts, scores, strict=True))
    ]
    whole = sum((Fraction(weight) for weight, _ in parts), Fraction(0))
    found = scorecard.total(card).total
    if whole:
        exact = sum((Fraction(line.weight) * Fraction(line.score) for line in card), Fraction(0)) / whole
        assert str(found) == str(from_fraction(exact))
    else:
        assert isinstance(found, Missing)


@settings(max_examples=20, deadline=None)
@given(st.decimals(-5, 5, allow_nan=False), st.lists(st.decimals(-3, 3, places=6), min_size=2, max_size=5, unique=True))
def test_a_curve_is_read_with_one_division(where: D, starts: list[D]) -> None:
    points = sorted((start, start * 7 - 3) for start in starts)
    found = interpolate(points, where)
    held = min(max(Fraction(where), Fraction(points[0][0])), Fraction(points[-1][0]))
    if held == Fraction(where) and where not in (points[0][0], points[-1][0]):
        assert str(found) == str(from_fraction(held * 7 - 3))
    else:
        assert found == from_fraction(held * 7 - 3)
