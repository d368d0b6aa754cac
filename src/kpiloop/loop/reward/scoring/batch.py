"""Many cards at once, by the column: every score, total, place and grade as one by one, in whole numbers.

Where the digits the columns keep do not decide a place, the card is scored again line by line with all its digits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeAlias

from kpiloop.engine.achievement import achievement
from kpiloop.engine.compile.scores import COMPARED, Bounds, place_sql, score_sql, total_sql
from kpiloop.engine.scoring import scorecard
from kpiloop.engine.scoring.adjusting import CardLimits, Ceiling, Points, adjust
from kpiloop.engine.scoring.curves import missing_policy, score_line
from kpiloop.engine.scoring.distribution import Quotas
from kpiloop.engine.scoring.parameters import Parameters
from kpiloop.engine.scoring.straight import straight
from kpiloop.engine.values import EXACT, Figure, Missing
from kpiloop.foundation.warehouse.computing.columns import ColumnBook

#: What the lines hold at most: sizes of actual, target and weight; least target; lines with an actual; lines.
_BOUNDS = (
    "SELECT max(abs(actual)), max(abs(target)), max(weight), "
    "min(coalesce(target, 0)), count(actual), count(*) FROM lines"
)


@dataclass(frozen=True)
class LineRule:
    """How the lines of one KPI are scored."""

    method: str  #: scoring method
    parameters: Parameters  #: of the method, numbers as text
    reached_by: str  #: achievement method
    reached_with: Mapping[str, Decimal]  #: its parameters


@dataclass(frozen=True)
class Beside:
    """What stands beside the lines of one card, as it was met: such a card is never scored by the column."""

    points: tuple[Points, ...] = ()  #: extra points and deductions
    vetoes: tuple[Ceiling, ...] = ()  #: vetoes on the total
    limits: CardLimits = field(default_factory=CardLimits)  #: of the total
    held: Mapping[int, Decimal] = field(default_factory=dict)  #: order of a line -> score it holds
    line_caps: Mapping[int, Decimal] = field(default_factory=dict)  #: order of a line -> what a veto leaves


#: Rule, weight, actual and target of one line; None = missing.
ScoredBy: TypeAlias = tuple[LineRule, Decimal, Decimal | None, Decimal | None]


@dataclass(frozen=True)
class Batch:
    """What all lines of a batch share."""

    rules: Mapping[int, LineRule]  #: rule number of a line -> rule
    places: int  #: decimals of actual and target: 2 when they are cents
    longest: int  #: lines of the longest card at most
    missing_policy: str = "renormalise"  #: what a line without a score does


def score_batch(book: ColumnBook, batch: Batch) -> bool:
    """Score the table `lines` of a book (sheet, rule, weight, actual, target: whole numbers).

    Shape:    makes `scores` (sheet, weight, score) and `totals` (sheet, total, compared); scores and
              totals in units of 10^-DIGITS, `compared` in units of 10^-COMPARED.
    Law:      equal to `score_line` and `scorecard.total`, rounded half up once at the last digit.
    Missing:  NULL, never 0.
    Errors:   False, with nothing made, when a rule is no straight curve or treats a missing line in its
              own way, or the numbers are too large for 64 bits: then cards are scored one by one.
              NumberTooLarge as above, met on the way.
    """
    curves = {key: straight(r.method, r.parameters, r.reached_by, r.reached_with) for key, r in batch.rules.items()}
    known = {key: curve for key, curve in curves.items() if curve is not None}
    actual, target, weight, least, actuals, count = (number or 0 for number in book.rows(_BOUNDS)[0])
    if any(missing_policy(rule.parameters) not in ("", batch.missing_policy) for rule in batch.rules.values()):
        return False
    is_plain = least > 0 and actuals == count
    bounds = Bounds(actual, target, batch.places, weight * batch.longest, is_plain=is_plain)
    sql = score_sql(known, bounds) if len(known) == len(curves) and known else None
    if sql is None:
        return False
    book.keep("scores", sql)
    largest, scored = (number or 0 for number in book.rows("SELECT max(abs(score)), count(score) FROM scores")[0])
    book.keep("totals", total_sql(bounds, batch.missing_policy, largest, is_whole=scored == count))
    for sheet, compared in _decided(book, batch).items():
        book.change("UPDATE totals SET compared = ? WHERE sheet = ?", [compared, sheet])
    return True


def place_batch(book: ColumnBook, totals: str, quotas: Quotas) -> None:
    """Rank a table of totals (sheet, compared) inside the groups of `sheets` (sheet, grouped); distribute grades.

    Shape:    makes `places` (sheet, place, grade as number of its share).
    Law:      ties share a place; totals are compared to COMPARED decimals.
    """
    book.keep("places", place_sql(totals, quotas))


def _decided(book: ColumnBook, batch: Batch) -> dict[int, int]:
    """The compared total of cards whose kept digits end next to a rounding, from all digits."""
    close = [str(row[0]) for row in book.rows("SELECT sheet FROM totals WHERE is_close")]
    if not close:
        return {}
    cards: dict[int, list[ScoredBy]] = defaultdict(list)
    wanted = f"SELECT sheet, rule, weight, actual, target FROM lines WHERE sheet IN ({', '.join(close)})"
    for sheet, rule, weight, actual, target in book.rows(wanted):
        figures = _figure(actual, batch.places), _figure(target, batch.places)
        cards[sheet or 0].append((batch.rules[rule or 0], Decimal(weight or 0), *figures))
    totals = {sheet: compared_total(card, batch.missing_policy) for sheet, card in cards.items()}
    return {sheet: total for sheet, total in totals.items() if total is not None}


def compared_total(card: Sequence[ScoredBy], policy: str, beside: Beside | None = None) -> int | None:
    """The total of one card from all digits, in units of 10^-COMPARED; None = missing."""
    scored = [
        scorecard.WeightedLine(
            str(order),
            weight,
            held_down(score_by(rule, actual, target), order, beside),
            missing_policy(rule.parameters),
        )
        for order, (rule, weight, actual, target) in enumerate(card)
    ]
    total = scorecard.total(scored, missing_policy=policy).total
    if beside is not None:
        total = adjust(total, beside.points, beside.vetoes, beside.limits).total
    if isinstance(total, Missing):
        return None
    return int(total.scaleb(COMPARED, EXACT).to_integral_value(ROUND_HALF_UP))


def held_down(score: Figure, order: int, beside: Beside | None) -> Figure:
    """The score of a line that may be held from before, or down by a veto."""
    if beside is None:
        return score
    if isinstance(score, Missing):
        score = beside.held.get(order, score)
    most = beside.line_caps.get(order)
    return score if most is None or isinstance(score, Missing) else min(score, most)


def score_by(rule: LineRule, actual: Decimal | None, target: Decimal | None) -> Figure:
    """The score of one line by its rule."""
    figures = Missing("no_value") if actual is None else actual, Missing("no_target") if target is None else target
    reached = achievement(rule.reached_by, *figures, parameters=rule.reached_with)
    scored = score_line(
        rule.method, actual=figures[0], target=figures[1], achievement=reached, parameters=rule.parameters
    )
    return scored.clamped


def _figure(number: int | None, places: int) -> Decimal | None:
    return None if number is None else Decimal(number).scaleb(-places)
