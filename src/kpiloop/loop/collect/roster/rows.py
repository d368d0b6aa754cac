"""What a source would change in the organisation, and what it may not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kpiloop.loop.collect.reading.content import RejectedRow
from kpiloop.loop.collect.roster.choices import ENDS, KINDS, LEFT, PROPOSED


@dataclass(frozen=True)
class Terms:
    """Under which terms a source may change the organisation."""

    absent: str = ENDS  #: those the list no longer names: ends, or stays
    most_leaving: int = 10  #: percent of the people that may leave at once without a person saying so
    within: str = ""  #: unit whose people the list is complete for; empty: the whole company
    applies: bool = False  #: changes what it tells by itself; else somebody looks first
    accounts: str = PROPOSED  #: sign-in accounts of leavers: proposed for closing, or settled on the day


@dataclass(frozen=True)
class Place:
    """A person in a unit, or a unit below another, from a day to a day."""

    unit: str  #: unit worked in, or unit above
    valid_from: date  #: first day
    valid_to: date | None = None  #: first day it no longer holds
    position: str = ""  #: code of the seat
    line_manager: str = ""  #: employee number
    is_head: bool = False  #: leads the unit

    def holds_on(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True)
class Change:
    """What happens to one unit, position or person from one day on."""

    kind: str  #: left, moved, new, returned, changed or renamed
    code: str  #: unit, position or employee number
    name: str  #: its name once the change is in force
    on: date | None  #: first day; None for names, which have no days
    name_en: str = ""  #: English name once the change is in force
    was: str = ""  #: name or pay level before
    before: Place | None = None  #: where it was the day before
    places: tuple[Place, ...] = ()  #: where it is from that day on, in order; none when it ends
    level: str = ""  #: pay level of a position
    unit_kind: str = ""  #: company, division, unit or team
    line: int = 0  #: line of the list; 0 for those it no longer names


@dataclass(frozen=True)
class RosterPlan:
    """Everything a source would change; nothing is written yet."""

    dataset: str  #: which list: people, positions or units
    on: date  #: day undated rows count from
    open_from: date | None  #: first day no closed period holds; nothing before it changes
    changes: tuple[Change, ...] = ()  #: what would happen
    refused: tuple[RejectedRow, ...] = ()  #: rows that cannot be taken
    unchanged: int = 0  #: of the list, already so
    held: int = 0  #: how many there are now, of whom leavers are a share
    terms: Terms = field(default=Terms())  #: what the source may do

    @property
    def leaving(self) -> int:
        """How many would leave."""
        return sum(change.kind == LEFT for change in self.changes)

    @property
    def is_mass_departure(self) -> bool:
        """Whether more would leave than may leave unasked."""
        return self.leaving * 100 > self.held * self.terms.most_leaving

    @property
    def counts(self) -> Mapping[str, int]:
        """How many changes of each kind."""
        return {kind: sum(change.kind == kind for change in self.changes) for kind in KINDS}

    @property
    def mark(self) -> str:
        """Equal for equal changes: what was looked at is what is applied."""
        told = [
            [change.kind, change.code, change.name, change.name_en, str(change.on), change.level, repr(change.places)]
            for change in self.changes
        ]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:32]
