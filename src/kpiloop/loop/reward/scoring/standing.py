"""Where cards stand in their groups: few are scored one by one, many by the column, with the same answer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from kpiloop.engine.scoring.distribution import Quotas, distribute
from kpiloop.engine.scoring.grouping import merged_upward
from kpiloop.engine.scoring.ranking import rank
from kpiloop.foundation.warehouse.computing.columns import ColumnBook, column_book
from kpiloop.foundation.warehouse.errors import NumberTooLarge
from kpiloop.loop.reward.scoring.batch import Batch, Beside, LineRule, compared_total, place_batch, score_batch

#: From so many lines on the columns are worth setting up.
MANY = 2_000
#: Figures with more decimals (quotients, say) are no whole numbers of a small unit.
_DECIMALS = 6


@dataclass(frozen=True)
class CardLine:
    """One line of a card to be scored."""

    card: int  #: key of the card
    rule: int  #: number of its rule
    weight: Decimal  #: in any one scale
    actual: Decimal | None  #: None = missing
    target: Decimal | None  #: None = missing


@dataclass(frozen=True)
class Asked:
    """What cards are scored by and compared within."""

    rules: Mapping[int, LineRule]  #: rule by number
    missing_policy: str  #: what a line without a score does
    units: Mapping[int, int]  #: card -> unit it belongs to
    quotas: Quotas  #: forced distribution of each group
    parents: Mapping[int, int | None] = field(default_factory=dict)  #: unit -> the one above
    smallest: int = 0  #: units with fewer cards are compared together with the unit above
    beside: Mapping[int, Beside] = field(default_factory=dict)  #: card -> what moves its total beyond its lines


@dataclass(frozen=True)
class Standing:
    """A card in its group."""

    compared: int  #: total in units of 10^-9
    group: int  #: unit whose people it is compared with
    place: int | None = None  #: ties share it; None where there are too few to compare
    grade: str = ""  #: grade of the forced distribution


def stand(lines: Sequence[CardLine], asked: Asked) -> dict[int, Standing]:
    """Score cards and place them in their groups.

    Shape:    lines of any number of cards -> standing per card.
    Law:      the same whether few or many: `score_line`, `scorecard.total`, `adjust`, `rank`, `distribute`.
    Missing:  a card without a total is left out.
    """
    if len(lines) < MANY:
        return _placed_singly(_grouped(_singly(lines, asked), asked), asked)
    with column_book() as book:
        wide = {line.card for line in lines if not _is_short(line.actual) or not _is_short(line.target)}
        wide |= set(asked.beside)
        totals = _by_column(book, [line for line in lines if line.card not in wide], asked)
        if totals is None:
            wide, totals = set(asked.units), {}
        totals |= _singly((line for line in lines if line.card in wide), asked)
        return _placed_together(book, _grouped(totals, asked), asked)


def _grouped(totals: Mapping[int, int], asked: Asked) -> dict[int, Standing]:
    """Every card with its group; small units are merged by those who have a total."""
    counts = Counter(asked.units[card] for card in totals)
    groups = merged_upward(counts, asked.parents, asked.smallest)
    return {card: Standing(total, groups[asked.units[card]]) for card, total in totals.items()}


def _compared(found: Mapping[int, Standing], smallest: int) -> dict[int, Standing]:
    """Those in groups that are big enough."""
    sizes = Counter(row.group for row in found.values())
    return {card: row for card, row in found.items() if sizes[row.group] >= smallest}


def _singly(lines: Iterable[CardLine], asked: Asked) -> dict[int, int]:
    cards: dict[int, list[CardLine]] = defaultdict(list)
    for line in lines:
        cards[line.card].append(line)
    totals = {
        card: compared_total(
            [(asked.rules[line.rule], line.weight, line.actual, line.target) for line in held],
            asked.missing_policy,
            asked.beside.get(card),
        )
        for card, held in cards.items()
    }
    return {card: total for card, total in totals.items() if total is not None}


def _by_column(book: ColumnBook, lines: Sequence[CardLine], asked: Asked) -> dict[int, int] | None:
    """Totals of cards whose figures are whole numbers of one small unit; None when they are too large for that."""
    places = max((_decimals(each) for line in lines for each in (line.actual, line.target)), default=0)
    weighing = max((_decimals(line.weight) for line in lines), default=0)
    columns = {
        "sheet": [line.card for line in lines],
        "rule": [line.rule for line in lines],
        "weight": [_units(line.weight, weighing) for line in lines],
        "actual": [_units(line.actual, places) for line in lines],
        "target": [_units(line.target, places) for line in lines],
    }
    longest: dict[int, int] = defaultdict(int)
    for line in lines:
        longest[line.card] += 1
    batch = Batch(asked.rules, places, max(longest.values(), default=1), asked.missing_policy)
    try:
        book.add("lines", columns)
        if not score_batch(book, batch):
            return None
    except (NumberTooLarge, OverflowError):
        return None
    found = book.rows("SELECT sheet, compared FROM totals WHERE compared IS NOT NULL")
    return {card or 0: compared or 0 for card, compared in found}


def _placed_together(book: ColumnBook, found: dict[int, Standing], asked: Asked) -> dict[int, Standing]:
    compared = _compared(found, asked.smallest)
    book.add("standing", {"sheet": list(compared), "compared": [row.compared for row in compared.values()]})
    book.add("sheets", {"sheet": list(compared), "grouped": [row.group for row in compared.values()]})
    place_batch(book, "standing", asked.quotas)
    shares = asked.quotas.shares
    placed = {
        card or 0: replace(found[card or 0], place=place, grade=shares[grade or 0].grade)
        for card, place, grade in book.rows("SELECT sheet, place, grade FROM places")
    }
    return {**found, **placed}


def _placed_singly(found: dict[int, Standing], asked: Asked) -> dict[int, Standing]:
    groups: dict[int, dict[str, int]] = defaultdict(dict)
    for card, row in _compared(found, asked.smallest).items():
        groups[row.group][str(card)] = row.compared
    placed: dict[int, Standing] = {}
    for members in groups.values():
        places = rank({key: Decimal(total) for key, total in members.items()})
        grades = distribute(places, asked.quotas)
        placed |= {int(key): replace(found[int(key)], place=place, grade=grades[key]) for key, place in places.items()}
    return {**found, **placed}


def _is_short(figure: Decimal | None) -> bool:
    return _decimals(figure) <= _DECIMALS


def _decimals(figure: Decimal | None) -> int:
    exponent = 0 if figure is None else figure.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _units(figure: Decimal | None, places: int) -> int | None:
    return None if figure is None else int(figure.scaleb(places))
