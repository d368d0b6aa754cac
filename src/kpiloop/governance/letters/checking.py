"""The design check over letters: what the workbook itself can tell, and weights that make 100."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from kpiloop.engine.guards.card_mending import evened
from kpiloop.engine.guards.design import is_vague
from kpiloop.engine.guards.too_many_kpis import CardKpi, crowding
from kpiloop.governance.letters.rows import LetterBook, LetterCard, LetterFinding, LetterLine
from kpiloop.loop.collect.cleaning.texts import same_name
from kpiloop.loop.plan.selectors.findings import LEAST_WEIGHT, MOST_WEIGHT

MOST_KPIS = 8
_HUNDRED = Decimal(100)


def checked(book: LetterBook) -> LetterBook:
    """Every card with its findings and corrected weights.

    Shape:    a workbook as read -> the same cards, checked.
    Units:    weights in percent of the card.
    Law:      corrected weights make exactly 100; a weight that cannot be read counts as an equal part.
    """
    return replace(book, cards=tuple(_checked(card) for card in book.cards))


def _checked(card: LetterCard) -> LetterCard:
    findings = (*_of_card(card), *(found for line in card.lines for found in _of_line(line)))
    known = [line.weight for line in card.lines if line.weight]
    part = sum(known, Decimal(0)) / len(known) if known else Decimal(1)
    given = {str(place): line.weight or part for place, line in enumerate(card.lines)}
    right = sum(known, Decimal(0)) == _HUNDRED and all(LEAST_WEIGHT <= weight <= MOST_WEIGHT for weight in known)
    wanted = given if right and len(known) == len(given) else evened(given, least=LEAST_WEIGHT, most=MOST_WEIGHT)
    return replace(
        card, findings=tuple(findings), weights=tuple(wanted[str(place)] for place in range(len(card.lines)))
    )


def _of_card(card: LetterCard) -> Iterator[LetterFinding]:
    total = sum((line.weight for line in card.lines if line.weight is not None), Decimal(0))
    if total != _HUNDRED:
        yield LetterFinding("letter_weights_off", 0, "", {"sum": _text(total), "difference": _text(total - _HUNDRED)})
    weighing = [CardKpi(line.kpi, line.weight or Decimal(1), "") for line in card.lines]
    crowd = crowding(weighing, MOST_KPIS)
    if crowd is not None:
        fields = {"count": str(len(crowd.kpis)), "limit": str(MOST_KPIS), "merge": " + ".join(crowd.merge)}
        yield LetterFinding("letter_too_many", 0, "", fields)
    seen: dict[str, LetterLine] = {}
    for line in card.lines:
        twin = seen.setdefault(same_name(line.kpi), line)
        if twin is not line:
            yield LetterFinding("letter_twice", line.line, line.kpi, {"first": str(twin.line)})


def _of_line(line: LetterLine) -> Iterator[LetterFinding]:
    if is_vague(line.kpi) and not any(sign.isdigit() for sign in line.target):
        yield LetterFinding("name_vague", line.line, line.kpi, {"name": line.kpi})
    if line.weight is None:
        yield LetterFinding("letter_weight_unread", line.line, line.kpi)
    elif not LEAST_WEIGHT <= line.weight <= MOST_WEIGHT:
        fields = {"weight": _text(line.weight), "least": str(LEAST_WEIGHT), "most": str(MOST_WEIGHT), "kpi": line.kpi}
        yield LetterFinding("weight_unusual", line.line, line.kpi, fields)
    if not line.target:
        yield LetterFinding("letter_target_missing", line.line, line.kpi)
    elif not any(sign.isdigit() for sign in line.target):
        yield LetterFinding("letter_target_without_figure", line.line, line.kpi, {"target": line.target})
    if not line.scoring:
        yield LetterFinding("letter_scoring_missing", line.line, line.kpi)
    if not line.source:
        yield LetterFinding("letter_source_missing", line.line, line.kpi)


def _text(figure: Decimal) -> str:
    return format(figure.normalize(), "f")
