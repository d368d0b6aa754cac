"""The cards of a scheme as a list: searched by whose card it is, cut into pages, each unfolding to its lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.web.plan.grid.target_panels import KINDS, CardWeights
from kpiloop.interfaces.web.worded.paging import Sheaf, cut
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.plan.rows import AssignmentRow

SIZE = 25
UNIT_KINDS = ("company", "division", "unit", "team")


@dataclass(frozen=True)
class Wanted:
    """Which cards the reader asked for."""

    text: str = ""  #: part of a name or code: of whose card it is, or of the unit the person works in
    level: str = ""  #: kind of unit, or position or person; empty for all
    number: int = 1  #: page


@dataclass(frozen=True)
class CardLine:
    """One KPI of a card."""

    key: int  #: assignment
    kpi: str  #: name of the KPI
    owner: str  #: who answers
    weight: str  #: percent


@dataclass(frozen=True)
class SchemeCard:
    """One card of the list."""

    weights: CardWeights  #: whose it is, the bar and the sum
    level: str  #: kind of unit, position or person, in words
    unit: str  #: unit a person works in; empty for others
    lines: tuple[CardLine, ...]  #: largest weight first, watched KPIs last


@dataclass(frozen=True)
class CardList:
    """The list."""

    wanted: Wanted  #: what was asked for
    levels: tuple[tuple[str, str], ...]  #: levels that have cards, from the top, with their words
    sheaf: Sheaf[SchemeCard]  #: cards of this page
    total: int  #: cards before searching


@dataclass(frozen=True)
class _Places:
    """What the reader sees of the organisation on a day."""

    kinds: Mapping[str, str]  #: unit code -> kind of unit, parents first
    homes: Mapping[str, tuple[str, str]]  #: employee number -> code and name of the unit

    def in_order(self, cards: Sequence[CardWeights]) -> list[CardWeights]:
        """Cards that do not add up first, then units from the top of the organisation, positions and people."""
        places = {code: place for place, code in enumerate(self.kinds)}

        def key(card: CardWeights) -> tuple[bool, int, int, str]:
            place = places.get(card.code, len(places)) if card.kind == "unit" else 0
            return card.is_exact, KINDS.index(card.kind), place, card.code

        return sorted(cards, key=key)

    def level(self, card: CardWeights) -> str:
        return self.kinds.get(card.code, "unit") if card.kind == "unit" else card.kind

    def home(self, card: CardWeights) -> tuple[str, str]:
        return self.homes.get(card.code, ("", "")) if card.kind == "person" else ("", "")


def card_list(
    viewer: Actor, cards: Sequence[CardWeights], rows: Sequence[AssignmentRow], wanted: Wanted, on: date
) -> CardList:
    """Build the list for one reader; a page beyond the last one is the last one."""
    places = _places(viewer, rows, on)
    held = {places.level(card) for card in cards}
    found = cut([card for card in places.in_order(cards) if _fits(card, wanted, places)], wanted.number, size=SIZE)
    lines = _lines(rows)
    shown = tuple(
        SchemeCard(card, _level_word(places.level(card)), places.home(card)[1], lines[card.kind, card.code])
        for card in found.rows
    )
    return CardList(
        wanted=wanted,
        levels=tuple((level, _level_word(level)) for level in (*UNIT_KINDS, *KINDS[1:]) if level in held),
        sheaf=Sheaf(shown, found.number, found.total, found.has_more),
        total=len(cards),
    )


def _places(viewer: Actor, rows: Sequence[AssignmentRow], on: date) -> _Places:
    language = get_language() or "zh-hans"
    units = org.units(viewer, on=on)
    named = {row.id: (row.code, row.name(language)) for row in units}
    people = {row.subject.id: row.subject.code for row in rows if row.subject.kind == "person"}
    homes: dict[str, tuple[str, str]] = {}
    for row in org.appointments(viewer, on=on):
        if row.person_id in people and row.unit_id in named:
            homes.setdefault(people[row.person_id], named[row.unit_id])
    return _Places({row.code: row.kind for row in units}, homes)


def _fits(card: CardWeights, wanted: Wanted, places: _Places) -> bool:
    if wanted.level not in ("", places.level(card)):
        return False
    text = wanted.text.strip().casefold()
    return any(text in part.casefold() for part in (card.name, card.code, *places.home(card)))


def _lines(rows: Sequence[AssignmentRow]) -> dict[tuple[str, str], tuple[CardLine, ...]]:
    language = get_language() or "zh-hans"
    lines: dict[tuple[str, str], tuple[CardLine, ...]] = {}
    for row in sorted(rows, key=lambda row: (-row.weight, row.kpi.code)):
        weight = formats.number(row.weight.normalize())
        line = CardLine(row.id, row.kpi.name(language), row.owner.name(language), weight)
        whose = (row.subject.kind, row.subject.code)
        lines[whose] = (*lines.get(whose, ()), line)
    return lines


def _level_word(level: str) -> str:
    return label(f"unit_kind.{level}" if level in UNIT_KINDS else f"subject.{level}")
