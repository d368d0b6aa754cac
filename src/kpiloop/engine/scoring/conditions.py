"""Conditions of vetoes, gates, extra points and deductions: whether a figure meets them, and by how much."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from kpiloop.engine.errors import Refusal
from kpiloop.engine.status import rag
from kpiloop.engine.values import EXACT, SLACK, Figure, Missing

#: What a condition looks at: recorded events, or the actual, achievement, status or score of a KPI.
READS = ("event", "actual", "achievement", "status", "score")
COUNTING = ("once", "proportional", "full")
_WORSE_OR_EQUAL = {"red": ("red",), "amber": ("red", "amber")}
LIGHTS = tuple(_WORSE_OR_EQUAL)

_COMPARED: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "below": lambda figure, limit: figure < EXACT.subtract(limit, SLACK),
    "at_most": lambda figure, limit: figure <= EXACT.add(limit, SLACK),
    "at_least": lambda figure, limit: figure >= EXACT.subtract(limit, SLACK),
    "above": lambda figure, limit: figure > EXACT.add(limit, SLACK),
}
COMPARISONS = tuple(_COMPARED)


@dataclass(frozen=True)
class Condition:
    """When a rule of a scheme holds."""

    reads: str  #: one of READS
    comparison: str = "at_least"  #: one of COMPARISONS; events: how many make it hold
    limit: Decimal | None = None  #: in the unit of what is read; events: 1 unless stated
    light: str = ""  #: of a status: red, or amber (amber or worse)
    per: Decimal | None = None  #: one unit of points for each so much beyond the limit; None = one unit in all
    counting: str = "once"  #: once, proportional, or full (only whole steps of `per`)


@dataclass(frozen=True)
class Lights:
    """From which achievement a KPI is green or amber."""

    green: Decimal  #: fraction
    amber: Decimal  #: fraction


def holds(condition: Condition, figure: Figure, lights: Lights | None = None) -> bool | None:
    """Tell whether a figure meets a condition.

    Shape:    the figure that is read (of a status: the achievement, with its limits) -> true or false.
    Law:      below and above do not include the limit, at_most and at_least do, with a slack of 1e-12.
    Missing:  None: an unknown figure neither meets nor misses a condition; no event is 0 events.
    Errors:   Refusal with an adjustment_* code when the condition itself is wrong.

    >>> holds(Condition("achievement", "below", Decimal(1)), Decimal("0.99"))
    True
    >>> holds(Condition("achievement", "below", Decimal(1)), Missing("no_value")) is None
    True
    """
    if isinstance(figure, Missing):
        return None
    if condition.reads == "status":
        if lights is None:
            raise Refusal("adjustment_condition_incomplete", field="light")
        return rag(figure, green=lights.green, amber=lights.amber) in _WORSE_OR_EQUAL[condition.light]
    limit = _limit(condition)
    return _COMPARED[condition.comparison](figure, limit)


def units(condition: Condition, figure: Figure, lights: Lights | None = None) -> Figure:
    """Count how often a condition pays or costs.

    Shape:    events: their number; a KPI: 1 where the condition holds, or one for each `per` beyond its limit.
    Law:      proportional counts parts of a step, full only whole ones.
    Missing:  stays missing.

    >>> units(Condition("achievement", "above", Decimal(1), per=Decimal("0.05"), counting="full"), Decimal("1.12"))
    Decimal('2')
    >>> units(Condition("event"), Decimal(3))
    Decimal('3')
    """
    if isinstance(figure, Missing) or condition.reads == "event":
        return figure
    if not holds(condition, figure, lights):
        return Decimal(0)
    if condition.per is None or condition.counting == "once":
        return Decimal(1)
    steps = EXACT.divide(EXACT.abs(EXACT.subtract(figure, _limit(condition))), condition.per)
    return EXACT.add(steps, SLACK).to_integral_value(ROUND_FLOOR) if condition.counting == "full" else steps


def validate_condition(condition: Condition) -> None:
    """Refuse a condition that could never be read, before it is saved.

    Errors:   Refusal("adjustment_condition_incomplete") names what is missing, Refusal("adjustment_word_unknown")
              a word that is none of the choices.
    Shape:    the condition -> nothing, or a refusal.

    >>> validate_condition(Condition("achievement", "below", Decimal(1)))
    """
    for name, word, choices in (
        ("reads", condition.reads, READS),
        ("comparison", condition.comparison, COMPARISONS),
        ("counting", condition.counting, COUNTING),
    ):
        if word not in choices:
            raise Refusal("adjustment_word_unknown", field=name, value=word, choices=", ".join(choices))
    if condition.reads == "status" and condition.light not in LIGHTS:
        raise Refusal("adjustment_word_unknown", field="light", value=condition.light, choices=", ".join(LIGHTS))
    if condition.reads not in ("status", "event") and condition.limit is None:
        raise Refusal("adjustment_condition_incomplete", field="limit")
    if condition.counting != "once" and (condition.per is None or condition.per <= 0 or condition.limit is None):
        raise Refusal("adjustment_condition_incomplete", field="per")


def _limit(condition: Condition) -> Decimal:
    if condition.limit is not None:
        return condition.limit
    if condition.reads != "event":
        raise Refusal("adjustment_condition_incomplete", field="limit")
    return Decimal(1)
