"""Many scorecards at once: SQL over whole numbers that scores lines, adds up cards, ranks and distributes.

Lines hold actual and target as whole numbers of one unit (cents, say), so a score is a quotient of whole numbers. It is
divided digit by digit in 64 bits, rounded once at its last digit, and never becomes a binary float.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import lcm

from kpiloop.engine.errors import Refusal
from kpiloop.engine.scoring.distribution import Quotas, middle_of, reaches
from kpiloop.engine.scoring.straight import Piece, Place, Straight

#: Decimals of a score in these tables; places compare the first nine of them.
DIGITS, COMPARED = 14, 9
_SLACK = Fraction(1, 10**12)  # as engine.values.SLACK
_LARGEST = 2**63 - 1
_COUNTED = {
    "renormalise": ("sum({}) FILTER (score IS NOT NULL)", "TRUE"),
    "zero": ("sum({})", "TRUE"),
    # A score held from before is a score; a line that has none to hold blocks.
    "hold_last": ("sum({})", "count(score) = count(*)"),
    "block": ("sum({})", "count(score) = count(*)"),
}


@dataclass(frozen=True)
class Bounds:
    """What the columns hold at most."""

    actual: int  #: largest size of an actual, sign aside
    target: int  #: largest size of a target, sign aside
    places: int  #: decimals of both: 2 when they are cents
    weights: int  #: largest sum of the weights of one card
    is_plain: bool = False  #: every line has an actual and a target above 0


def score_sql(rules: Mapping[int, Straight], bounds: Bounds) -> str | None:
    """SQL that scores every line of `lines` (sheet, rule, weight, actual, target; all whole numbers).

    Shape:    one row per line: sheet, weight, score; the score in units of 10^-DIGITS.
    Law:      the clamped score of `score_line`, rounded half up at the last digit.
    Missing:  NULL where `score_line` gives no score.
    Errors:   None when these sizes do not fit 64 bits; then each line has to be scored for itself.
    """
    scale = lcm(*(part.denominator for rule in rules.values() for part in _numbers(rule)))
    one = 10**bounds.places
    limit = max(3 * (bounds.actual + bounds.target), one)  # of every place, above and below the line
    steepest = max(abs(part) * scale for rule in rules.values() for part in _numbers(rule))
    bottom = scale * max(bounds.target, one)
    highest = 2 * steepest * limit
    if highest > _LARGEST or 40 * bottom > _LARGEST or _highest(rules) * 10**DIGITS * 4 > _LARGEST:
        return None
    whole = " ".join(f"WHEN {key} THEN {_above(rule, scale, bounds)}" for key, rule in rules.items())
    below = "target" if bounds.is_plain and not _others(rules) else _below(rules, one)
    bottom_sql = f"v * {scale}" if scale > 1 else "v"
    divided = (
        f"SELECT sheet, weight, {bottom_sql} AS d, CASE rule {whole} END AS n FROM (SELECT *, {below} AS v FROM lines)"
    )
    is_signed = any(_may_fall_below_zero(rule) for rule in rules.values())
    return _division(divided, highest, bottom, is_signed=is_signed)


def total_sql(bounds: Bounds, missing_policy: str, largest: int, *, is_whole: bool = False) -> str:
    """SQL that adds `scores` (sheet, weight, score) up to cards.

    Shape:    `largest` score, sign aside, and whether no score is missing -> one row per sheet: sheet;
              total in units of 10^-DIGITS; compared, the total rounded half up to the COMPARED
              decimals places go by; is_close where the digits kept here do not decide that rounding
              and the exact total has to.
    Missing:  total and compared are NULL where the policy gives no total.
    Errors:   Refusal("missing_policy_unknown").
    """
    if missing_policy not in _COUNTED:
        raise Refusal("missing_policy_unknown", policy=missing_policy)
    weight, condition = ("sum({})", "TRUE") if is_whole else _COUNTED[missing_policy]
    kind = "BIGINT" if 2 * bounds.weights * (largest + 10 ** (DIGITS - COMPARED)) < _LARGEST else "HUGEINT"
    unit = 10 ** (DIGITS - COMPARED)
    sums = (
        f"SELECT sheet, CASE WHEN count(score) > 0 AND {condition} THEN sum(weight::{kind} * score)::{kind} END AS s, "
        f"{weight.format('weight')}::{kind} AS w FROM scores GROUP BY sheet"
    )
    # Each score is off by half a unit at most, so 2 s is off by w at most.
    doubled = f"SELECT sheet, s, nullif(w, 0) AS w, 2 * abs(s) + w * {unit} AS t, 2 * w * {unit} AS u FROM ({sums})"
    return (
        "SELECT sheet, (sign(s) * ((2 * abs(s) + w) // (2 * w)))::BIGINT AS total, "
        "(sign(s) * (t // nullif(u, 0)))::BIGINT AS compared, "
        f"coalesce(t % u <= w OR t % u >= u - w, FALSE) AS is_close FROM ({doubled})"
    )


def place_sql(totals: str, quotas: Quotas) -> str:
    """SQL that ranks a table of totals (sheet, compared) inside the groups of `sheets` (sheet, grouped).

    Shape:    one row per sheet with a total: sheet, place (ties share it) and grade as the number of
              its share from 0.
    Law:      `ranking.rank` and `distribution.distribute` of every group.
    Errors:   as `distribution.reaches`.
    """
    reaches(0, quotas)
    ranked = (
        "SELECT sheet, rank() OVER best AS place, count(*) OVER best AS last, "
        "count(*) OVER (PARTITION BY grouped) AS size "
        f"FROM {totals} JOIN sheets USING (sheet) WHERE compared IS NOT NULL "
        "WINDOW best AS (PARTITION BY grouped ORDER BY compared DESC)"
    )
    grades = " ".join(f"WHEN {counted} <= {end} THEN {key}" for key, (counted, end) in enumerate(_ends(quotas)))
    return f"SELECT sheet, place, CASE {grades} END AS grade FROM ({ranked})"


def _ends(quotas: Quotas) -> list[tuple[str, str]]:
    """Of each grade: the place that counts (the first or last of those who share it) and the SQL of its end."""
    middle, running = middle_of(quotas), _running(quotas)
    found = []
    for order, part in enumerate(running):
        is_down = quotas.wording == "at_most" and order < middle
        up = 0 if is_down else part.denominator - 1
        found.append(("last" if is_down else "place", f"((size * {part.numerator} + {up}) // {part.denominator})"))
    if quotas.bottom_least is not None and len(found) > 1 and middle != len(found) - 1:
        last = Fraction(quotas.shares[-1].share)
        own = f"greatest((size * {last.numerator}) // {last.denominator}, {quotas.bottom_least})"
        found[-2] = (found[-2][0], f"greatest(size - {own}, {found[-3][1] if len(found) > 2 else 0})")
    return found


def _running(quotas: Quotas) -> list[Fraction]:
    return list(accumulate(Fraction(row.share) for row in quotas.shares))


def _numbers(rule: Straight) -> list[Fraction]:
    """Everything the scores of a rule are made of."""
    ends = [bound for bound in (rule.floor, rule.cap) if bound is not None]
    return [number for piece in rule.pieces for number in (piece.slope, piece.intercept)] + ends


def _highest(rules: Mapping[int, Straight]) -> int:
    """No score is larger, or the rule has no cap on either side and cannot be bounded."""
    highest = 0
    for rule in rules.values():
        is_flat = all(piece.slope == 0 for piece in (rule.pieces[0], rule.pieces[-1]))
        is_held = rule.cap is not None and (rule.floor is not None)
        if not is_flat and not is_held:
            return 10**6 // 50  # bounded by what 64 bits hold: larger scores raise an error there
        highest = max([highest, *(int(abs(number)) + 1 for number in _numbers(rule))])
    return highest


def _may_fall_below_zero(rule: Straight) -> bool:
    is_held = rule.floor is not None and rule.floor >= 0
    return not is_held and any(piece.slope != 0 or piece.intercept < 0 for piece in rule.pieces)


def _others(rules: Mapping[int, Straight]) -> bool:
    """Whether any rule is read at something not divided by the target itself."""
    return any(rule.place not in ("ratio", "mirror") for rule in rules.values())


def _below(rules: Mapping[int, Straight], one: int) -> str:
    """The positive number every place of a line is divided by; NULL where the line has no score."""
    cases = ["WHEN actual IS NULL THEN NULL"]
    for kinds, sql in ((("actual",), str(one)), (("signed", "signed_lower"), "nullif(abs(target), 0)")):
        held = ", ".join(str(key) for key, rule in rules.items() if rule.place in kinds)
        if held:
            cases.append(f"WHEN rule IN ({held}) THEN {sql}")
    return f"CASE {' '.join(cases)} WHEN target > 0 THEN target END"


_PLACES: Mapping[Place, str] = {
    "ratio": "actual",
    "mirror": "(2 * target - actual)",
    "signed": "(actual - target + abs(target))",
    "signed_lower": "(target - actual + abs(target))",
    "actual": "actual",
}


def _above(rule: Straight, scale: int, bounds: Bounds) -> str:
    """The score of a line times `scale` times the number below it, floor and cap applied."""
    place = _PLACES[rule.place]
    scores = [_line(piece, place, scale) for piece in rule.pieces]
    chosen = " ".join(
        f"WHEN {_reaches(piece, place, bounds)} THEN {score}"
        for piece, score in reversed(list(zip(rule.pieces[1:], scores[1:], strict=True)))
    )
    score = f"CASE {chosen} ELSE {scores[0]} END" if chosen else scores[0]
    if rule.floor is not None:
        score = f"greatest({score}, {int(rule.floor * scale)} * v)"
    if rule.cap is not None:
        score = f"least({score}, {int(rule.cap * scale)} * v)"
    return score


def _line(piece: Piece, place: str, scale: int) -> str:
    slope, intercept = int(piece.slope * scale), int(piece.intercept * scale)
    parts = [f"{slope} * {place}"] * bool(slope) + [f"{intercept} * v"] * bool(intercept)
    return " + ".join(parts) or "0"


def _reaches(piece: Piece, place: str, bounds: Bounds) -> str:
    """Whether a place lies on a piece or above it, with the slack of `score_line`."""
    assert piece.start is not None
    size = max(bounds.target, 10**bounds.places)
    start, kind, compares = piece.start, "BIGINT", ">" if piece.is_open else ">="
    if size * start.denominator * 2 >= 10**12:
        # Places this dense may fall between a limit and its slack.
        start, kind, compares = start + (_SLACK if piece.is_open else -_SLACK), "HUGEINT", ">="
    return f"{start.denominator}::{kind} * {place} {compares} {start.numerator}::{kind} * v"


def _division(query: str, highest: int, bottom: int, *, is_signed: bool) -> str:
    """n / d to DIGITS decimals: so many digits at a time as fit, half a unit added before the last ones are cut."""
    first = _fitting(highest)
    left = DIGITS - first
    sql = f"SELECT sheet, weight, d, n * {10**first} // d AS q, n * {10**first} % d AS r FROM ({query})"
    while left > _fitting(4 * bottom):
        width = _fitting(4 * bottom)
        left, step = left - width, 10**width
        sql = f"SELECT sheet, weight, d, q * {step} + r * {step} // d AS q, r * {step} % d AS r FROM ({sql})"
    half = "CASE WHEN r < 0 THEN -d ELSE d END" if is_signed else "d"
    return f"SELECT sheet, weight, q * {10**left} + ({2 * 10**left} * r + {half}) // (2 * d) AS score FROM ({sql})"


def _fitting(number: int) -> int:
    """How many digits a number may grow by and still have 64 bits; all but one of those a score has, at most."""
    return min(len(str(_LARGEST // number)) - 1, DIGITS - 1)
