"""What the planners share: the list as it was read, what it stands for, and whom a written name means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from kpiloop.foundation.org.rows import OrganisationRow
from kpiloop.loop.collect.reading.content import RejectedRow, TakenRow, written_texts
from kpiloop.loop.collect.roster.rows import Change, Terms

#: Below this likeness a suggestion would only mislead.
NEAR = 0.6
#: So many suggestions are worth their time.
MOST_NEAR = 100


@dataclass(frozen=True)
class Listing:
    """A list of units, positions or people, read and typed."""

    rows: Sequence[TakenRow]  #: rows that could be read
    rejected: Sequence[RejectedRow]  #: rows with a cell that could not
    told: frozenset[str]  #: columns the list tells anything about
    is_whole: bool  #: whether those it does not name are there no more


@dataclass(frozen=True)
class Frame:
    """The organisation as it stands, and from which day it may be changed."""

    organisation: OrganisationRow  #: everything about who and where
    on: date  #: day undated rows count from
    open_from: date | None  #: first day after the last closed period
    terms: Terms  #: what the source may do

    def open_day(self, day: date) -> date:
        """The day itself, or the first one that is still open."""
        return day if self.open_from is None else max(day, self.open_from)


@dataclass
class Found:
    """What a planner found out so far."""

    changes: list[Change] = field(default_factory=list)  #: what would happen
    refused: list[RejectedRow] = field(default_factory=list)  #: rows that cannot be taken
    unchanged: int = 0  #: already so
    held: int = 0  #: how many there are now

    def refuse(self, row: TakenRow, reason: str, column: str, **fields: str) -> None:
        """Put a row aside with its reason."""
        self.refused.append(RejectedRow(row.line, written_texts(row.written), reason, {"column": column, **fields}))


@dataclass(frozen=True)
class Names:
    """Codes, other names and names of units, positions and people; a name two of them share means nobody."""

    units: Mapping[str, str]  #: what may be written -> code of the unit
    people: Mapping[str, str]  #: what may be written -> employee number
    positions: Mapping[tuple[str, str], str]  #: code of the unit and what may be written -> code of the position
    seats: frozenset[str]  #: codes of positions
    asked: list[str] = field(default_factory=list)  #: what a nearest spelling was looked for

    @classmethod
    def of(cls, organisation: OrganisationRow) -> Names:
        """Everything that can be written for somebody or something."""
        codes = {row.code: row.code for row in organisation.units.values()}
        aliases = {
            alias: organisation.units[key].code
            for alias, key in organisation.aliases.items()
            if key in organisation.units
        }
        units = _named((row.name_zh, row.name_en, row.code) for row in organisation.units.values())
        people = _named((row.name_zh, row.name_en, row.code) for row in organisation.people.values())
        numbers = {row.code: row.code for row in organisation.people.values()}
        inside_units: dict[tuple[str, str], str] = {}
        for unit_id, unit in organisation.units.items():
            inside = (row for row in organisation.positions.values() if row.unit_id == unit_id)
            named = _named((row.name_zh, row.name_en, row.code) for row in inside)
            inside_units |= {(unit.code, written): code for written, code in named.items()}
        seats = frozenset(row.code for row in organisation.positions.values())
        return cls({**units, **aliases, **codes}, {**people, **numbers}, inside_units, seats)

    def near(self, written: str, *, among: Mapping[str, str]) -> str:
        """The nearest spelling there is; a dash when nothing is near."""
        self.asked.append(written)
        if len(self.asked) > MOST_NEAR:
            return "—"
        return next(iter(get_close_matches(written, among, n=1, cutoff=NEAR)), "—")

    def position(self, unit: str, written: str) -> str | None:
        """The seat a code stands for anywhere, or a name within its unit."""
        return written if written in self.seats else self.positions.get((unit, written))


def text(row: TakenRow, name: str) -> str:
    """A cell as text; empty where the list tells nothing."""
    value = row.values.get(name)
    return "" if value is None else str(value).strip()


def day(row: TakenRow, name: str) -> date | None:
    """A cell as a day."""
    value = row.values.get(name)
    return value if isinstance(value, date) else None


def named_anywhere(listing: Listing, column: str) -> set[str]:
    """Everybody a list names, also in rows that cannot be taken: nobody leaves because of a bad cell."""
    named = {text(row, column) for row in listing.rows}
    return named | {row.written.get(column, "").strip() for row in listing.rejected}


def _named(rows: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    held: dict[str, set[str]] = {}
    for name_zh, name_en, code in rows:
        for name in {name_zh, name_en} - {""}:
            held.setdefault(name, set()).add(code)
    return {name: next(iter(codes)) for name, codes in held.items() if len(codes) == 1}
