"""Where cards stand in their groups: few are scored one by one, many by the column, with the same answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kpiloop.engine.scoring.distribution import GradeShare, distribute
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
    groups: Mapping[int, int]  #: card -> group it is compared in
    shares: tuple[GradeShare, ...]  #: forced distribution of each group
    wording: str = "at_most"  #: how a share becomes a number of people
    beside: Mapping[int, Beside] = field(default_factory=dict)  #: card -> what moves its total beyond its lines


@dataclass(frozen=True)
class Standing:
    """A card in its group."""

    compared: int  #: total in units of 10^-9
    place: int  #: ties share it
    grade: str  #: grade of the forced distribution


def stand(lines: Sequence[CardLine], asked: Asked) -> dict[int, Standing]:
    """Score cards and place them in their groups.

    Shape:    lines of any number of cards -> standing per card.
    Law:      the same whether few or many: `score_line`, `scorecard.total`, `adjust`, `rank`, `distribute`.
    Missing:  a card without a total is left out.
    """
    if len(lines) < MANY:
        return _placed_singly(_singly(lines, asked), asked)
    with column_book() as book:
        wide = {line.card for line in lines if not _is_short(line.actual) or not _is_short(line.target)}
        wide |= set(asked.beside)
        totals = _by_column(book, [line for line in lines if line.card not in wide], asked)
        if totals is None:
            wide, totals = set(asked.groups), {}
        totals |= _singly((line for line in lines if line.card in wide), asked)
        return _placed_together(book, totals, asked)


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


def _placed_together(book: ColumnBook, totals: Mapping[int, int], asked: Asked) -> dict[int, Standing]:
    book.add("standing", {"sheet": list(totals), "compared": list(totals.values())})
    book.add("sheets", {"sheet": list(asked.groups), "grouped": list(asked.groups.values())})
    place_batch(book, "standing", asked.shares, wording=asked.wording)
    return {
        card or 0: Standing(totals[card or 0], place or 0, asked.shares[grade or 0].grade)
        for card, place, grade in book.rows("SELECT sheet, place, grade FROM places")
    }


def _placed_singly(totals: Mapping[int, int], asked: Asked) -> dict[int, Standing]:
    groups: dict[int, dict[str, int]] = defaultdict(dict)
    for card, total in totals.items():
        groups[asked.groups[card]][str(card)] = total
    placed: dict[int, Standing] = {}
    for members in groups.values():
        places = rank({key: Decimal(total) for key, total in members.items()})
        grades = distribute(places, asked.shares, wording=asked.wording)
        placed |= {int(key): Standing(members[key], place, grades[key]) for key, place in places.items()}
    return placed


def _is_short(figure: Decimal | None) -> bool:
    return _decimals(figure) <= _DECIMALS


def _decimals(figure: Decimal | None) -> int:
    exponent = 0 if figure is None else figure.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _units(figure: Decimal | None, places: int) -> int | None:
    return None if figure is None else int(figure.scaleb(places))
