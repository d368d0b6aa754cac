"""What this room hands out and takes in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


def _named(language: str, name_zh: str, name_en: str) -> str:
    return name_en if language.startswith("en") and name_en else name_zh


@dataclass(frozen=True)
class SubjectRow:
    """Anything a KPI can be measured for."""

    id: int  #: key; the same number is the key of the unit, position or person
    kind: str  #: unit, position or person
    code: str  #: business code; the employee number of a person
    name_zh: str  #: Chinese name
    name_en: str  #: English name; may be empty

    def name(self, language: str) -> str:
        """Name in a language, the Chinese one where there is no other."""
        return _named(language, self.name_zh, self.name_en)


@dataclass(frozen=True)
class UnitRow:
    """A unit as it hangs in the tree on a day."""

    id: int  #: key
    code: str  #: business code
    name_zh: str  #: Chinese name
    name_en: str  #: English name; may be empty
    kind: str  #: company, division, unit, team
    parent_id: int | None  #: unit above; None for the company
    depth: int  #: 0 for the company
    order: int  #: place among its siblings
    head_id: int | None  #: person who leads it on that day

    def name(self, language: str) -> str:
        """Name in a language, the Chinese one where there is no other."""
        return _named(language, self.name_zh, self.name_en)


@dataclass(frozen=True)
class Edge:
    """A unit hangs below a parent from a day to a day."""

    unit_id: int  #: the unit
    parent_id: int | None  #: the unit above; None for the company
    order: int  #: place among its siblings
    valid_from: date  #: first day
    valid_to: date | None  #: first day it no longer holds

    def holds_on(self, on: date) -> bool:
        """Whether the edge is in force on a day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True)
class UnitTreeRow:
    """A further tree over the same facts."""

    code: str  #: its code
    name_zh: str  #: Chinese name
    name_en: str  #: English name; may be empty

    def name(self, language: str) -> str:
        """Name in a language, the Chinese one where there is no other."""
        return _named(language, self.name_zh, self.name_en)


@dataclass(frozen=True)
class EntityYearRow:
    """Which year a legal entity counts from a day on."""

    start_month: int | None  #: month the year begins in; None = the year of the group
    valid_from: date  #: first day of such a year


@dataclass(frozen=True)
class EntityRow:
    """A legal entity."""

    unit_id: int  #: its unit
    currency: str  #: ISO code its amounts are in
    time_zone: str  #: IANA name; empty = that of the installation
    day_begins: int = 0  #: hour its day begins at
    years: tuple[EntityYearRow, ...] = ()  #: years of its own, oldest first

    def year_start(self, on: date) -> int | None:
        """The month its own year begins in on a day; None while it counts the year of the group."""
        held = [row.start_month for row in self.years if row.valid_from <= on]
        return held[-1] if held else None


@dataclass(frozen=True)
class PersonRow:
    """An employee."""

    id: int  #: key
    code: str  #: employee number
    name_zh: str  #: Chinese name
    name_en: str  #: English name; may be empty
    user_id: int | None  #: account, when there is one

    def name(self, language: str) -> str:
        """Name in a language, the Chinese one where there is no other."""
        return _named(language, self.name_zh, self.name_en)


@dataclass(frozen=True)
class PositionRow:
    """A seat in a unit."""

    id: int  #: key
    code: str  #: business code
    name_zh: str  #: Chinese name
    name_en: str  #: English name; may be empty
    unit_id: int  #: unit it belongs to
    level: str  #: pay level, e.g. P6; may be empty

    def name(self, language: str) -> str:
        """Name in a language, the Chinese one where there is no other."""
        return _named(language, self.name_zh, self.name_en)


#: What a place of a person says.
PLACE = ("unit_id", "position_id", "line_manager_id", "is_head", "valid_from", "valid_to")


@dataclass(frozen=True)
class AppointmentRow:
    """A person in a unit from a day to a day."""

    id: int  #: key
    person_id: int  #: who
    unit_id: int  #: where
    position_id: int | None  #: in which seat
    line_manager_id: int | None  #: who leads the person
    is_head: bool  #: leads the unit
    valid_from: date  #: first day
    valid_to: date | None  #: first day it no longer holds

    def holds_on(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True)
class OrganisationRow:
    """Everything about who and where, with all its dates."""

    units: Mapping[int, UnitRow]  #: names and kinds by key; where they hang is a matter of edges
    edges: tuple[Edge, ...]  #: who hangs where, from when to when, oldest first
    aliases: Mapping[str, int]  #: other name of a unit -> its key
    positions: Mapping[int, PositionRow]  #: by key
    people: Mapping[int, PersonRow]  #: by key
    appointments: tuple[AppointmentRow, ...]  #: oldest first
    trees: Mapping[str, UnitTreeRow]  #: further trees over the same facts, by code
    tree_units: Mapping[int, UnitRow]  #: units that stand in further trees alone, by key
    tree_edges: Mapping[str, tuple[Edge, ...]]  #: who hangs where in them, by code of the tree


@dataclass(frozen=True)
class ScopeRow:
    """Over which units an account's rights reach."""

    username: str  #: account
    kind: str  #: self, node, subtree or company
    unit_id: int | None  #: unit of node and subtree
    valid_from: date  #: first day
    valid_to: date | None  #: first day it no longer holds


@dataclass(frozen=True)
class Membership:
    """Facts carrying this code count for this subject on these days."""

    leaf_code: str  #: code as it stands on the fact: unit code, alias or employee number
    subject_id: int  #: subject the fact counts for
    valid_from: date  #: first day
    valid_to: date  #: first day it no longer holds


@dataclass(frozen=True)
class VisibleSubjects:
    """Whom a viewer may see on a day."""

    subject_ids: frozenset[int]  #: units, positions and people whose figures may be seen
    unit_ids: frozenset[int]  #: units that may be seen by name: also the own one of somebody who leads none
    person_ids: frozenset[int]  #: people
    everything: bool  #: True when nothing is cut

    def sees(self, subject_id: int) -> bool:
        """Whether the subject is within sight."""
        return self.everything or subject_id in self.subject_ids


@dataclass(frozen=True)
class NewUnit:
    """A unit to create in bulk."""

    code: str  #: business code
    name_zh: str  #: Chinese name
    valid_from: date  #: first day
    parent: str | None = None  #: code of the unit above; None for the company
    name_en: str = ""  #: English name
    kind: str = "unit"  #: company, division, unit, team
    order: int = 0  #: place among its siblings
    aliases: tuple[str, ...] = ()  #: other names in sources


@dataclass(frozen=True)
class NewPosition:
    """A position to create in bulk."""

    code: str  #: business code
    name_zh: str  #: Chinese name
    unit: str  #: code of its unit
    name_en: str = ""  #: English name
    level: str = ""  #: pay level


@dataclass(frozen=True)
class NewPerson:
    """A person to create in bulk."""

    number: str  #: employee number
    name_zh: str  #: Chinese name
    name_en: str = ""  #: English name
    username: str | None = None  #: account to link


@dataclass(frozen=True)
class NewAppointment:
    """An appointment to create in bulk."""

    person: str  #: employee number
    unit: str  #: code of the unit
    valid_from: date  #: first day
    position: str | None = None  #: code of the position
    line_manager: str | None = None  #: employee number of the line manager
    is_head: bool = False  #: leads the unit
    valid_to: date | None = None  #: first day it no longer holds


@dataclass(frozen=True)
class PlaceChange:
    """Where a person works from a day on."""

    person: str  #: employee number
    on: date  #: first day of the change
    places: tuple[NewAppointment, ...] = ()  #: from that day on, in order; none ends the person's work


@dataclass(frozen=True)
class NewScope:
    """A scope to grant in bulk."""

    username: str  #: account
    kind: str  #: self, node, subtree or company
    valid_from: date  #: first day
    unit: str | None = None  #: code of the unit for node and subtree
    valid_to: date | None = None  #: first day it no longer holds
