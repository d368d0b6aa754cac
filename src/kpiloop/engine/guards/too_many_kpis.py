"""A card with too many KPIs steers nobody: which ones to merge (rule R18)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpiloop.engine.values import sum_of


@dataclass(frozen=True)
class CardKpi:
    """One weighted KPI of a card."""

    code: str  #: KPI
    weight: Decimal  #: percent of the card
    objective: str  #: objective it measures, empty without one


@dataclass(frozen=True)
class Crowding:
    """A card above its limit, and what would bring it back."""

    kpis: tuple[str, ...]  #: all of the card, heaviest first
    limit: int  #: KPIs a card may hold
    merge: tuple[str, ...]  #: lightest KPIs that could become one
    merged_weight: Decimal  #: percent that one would carry


def crowding(card: Sequence[CardKpi], limit: int) -> Crowding | None:
    """Tell whether a card holds more KPIs than its limit, and suggest which to merge into one.

    Shape:    KPIs with weight and objective -> None within the limit, else the list and a suggestion.
    Units:    weights in percent of the card.
    Law:      merging the suggested KPIs brings the card to the limit exactly; KPIs of one objective
              come before a mixture, lighter ones before heavier ones, then the code decides.

    >>> card = [CardKpi("a", Decimal(60), "x"), CardKpi("b", Decimal(30), "y"), CardKpi("c", Decimal(10), "y")]
    >>> crowding(card, 2).merge
    ('c', 'b')
    """
    weighted = [line for line in card if line.weight > 0]
    if len(weighted) <= limit:
        return None
    size = len(weighted) - limit + 1
    merge = min(_candidates(weighted, size), key=lambda lines: (_is_mixed(lines), _weight(lines), _codes(lines)))
    heaviest_first = sorted(weighted, key=lambda line: (-line.weight, line.code))
    return Crowding(_codes(heaviest_first), limit, _codes(merge), _weight(merge))


def _candidates(card: Sequence[CardKpi], size: int) -> list[list[CardKpi]]:
    groups: dict[str, list[CardKpi]] = defaultdict(list)
    for line in sorted(card, key=lambda line: (line.weight, line.code)):
        groups[line.objective].append(line)
    related = [lines[:size] for objective, lines in groups.items() if objective and len(lines) >= size]
    return [*related, sorted(card, key=lambda line: (line.weight, line.code))[:size]]


def _is_mixed(lines: Sequence[CardKpi]) -> bool:
    return len({line.objective for line in lines}) > 1 or not lines[0].objective


def _weight(lines: Sequence[CardKpi]) -> Decimal:
    return sum_of(line.weight for line in lines)


def _codes(lines: Sequence[CardKpi]) -> tuple[str, ...]:
    return tuple(line.code for line in lines)
