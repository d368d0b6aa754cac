"""A document as a reader sees it: chapters of paragraphs and tables, and places to sign."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class CellShown:
    """One cell of a table."""

    text: str  #: what stands in it
    is_number: bool  #: aligned to the right
    span: int  #: rows it reaches over


@dataclass(frozen=True)
class TableShown:
    """A table of a chapter; every cell is text."""

    heads: tuple[str, ...]  #: headings
    rows: tuple[tuple[str, ...], ...]  #: cells
    numbers: tuple[int, ...] = ()  #: columns aligned to the right
    widths: tuple[int, ...] = ()  #: parts of the width by column on paper; 0 = as wide as its words
    caption: str = ""  #: what the table is about
    strong: tuple[int, ...] = ()  #: rows that sum up
    going_on: tuple[int, ...] = ()  #: rows that belong to the one above them; their empty cells are part of it

    @property
    def lines(self) -> tuple[tuple[bool, tuple[CellShown, ...]], ...]:
        """Rows with whether they sum up; what belongs to several rows stands in the first of them."""
        return tuple((place in self.strong, tuple(self._cells(place))) for place in range(len(self.rows)))

    def _cells(self, place: int) -> Iterator[CellShown]:
        further = place + 1
        while further in self.going_on:
            further += 1
        for column, text in enumerate(self.rows[place]):
            if text or place not in self.going_on:
                reaches = place + 1 in self.going_on and not self.rows[place + 1][column]
                yield CellShown(text, column in self.numbers, further - place if reaches else 1)


@dataclass(frozen=True)
class ChapterShown:
    """A chapter with its number."""

    number: str  #: 第一章, or 1
    title: str  #: its name
    paragraphs: tuple[str, ...] = ()  #: before the tables
    tables: tuple[TableShown, ...] = ()  #: in order
    closing: tuple[str, ...] = ()  #: after the tables
    missing: str = ""  #: what a chapter without content says instead


@dataclass(frozen=True)
class PlaceShown:
    """A place to sign."""

    office: str  #: for which office, in words
    act: str  #: drawn up, checked, agreed or approved
    name: str  #: who
    signed: str  #: moment of signing, empty before
    reservation: str  #: what is not agreed to


@dataclass(frozen=True)
class CharterShown:
    """A whole document."""

    company: str  #: name of the company
    title: str  #: name of the scheme
    kind: str  #: what it is: scheme document
    year: str  #: fiscal year with its days
    edition: str  #: number of the edition, or that it is a draft
    version: int  #: version of the scheme
    as_of: str  #: day the people were counted on
    chapters: tuple[ChapterShown, ...]  #: in order
    places: tuple[PlaceShown, ...]  #: in the order of signing
    seal: str  #: first signs of the fingerprint, as printed below
    fingerprint: str  #: of the whole content
    is_draft: bool  #: nobody has signed this text
    hidden: tuple[str, ...] = field(default=())  #: what this reader is not shown


@dataclass(frozen=True)
class DifferenceShown:
    """One thing the scheme says otherwise than the signed text."""

    chapter: str  #: which chapter
    name: str  #: what
    before: str  #: as it was signed; empty when it is new
    after: str  #: as it is; empty when it is gone
