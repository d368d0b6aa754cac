"""The proof of one figure: each level opens the one below, down to decisions and source rows."""

from __future__ import annotations

from dataclasses import dataclass

from kpiloop.interfaces.charts.marks.curve import Curve
from kpiloop.interfaces.web.components.figures import Freshness, Link

#: Room for the terms of a level beside its figure, and for one caption, in pixels.
LINE_WIDTH, CAPTION_WIDTH = 545, 180


@dataclass(frozen=True)
class Term:
    """One part of a level: a figure, an operator between figures, or the formula."""

    kind: str  #: figure, operator or formula
    text: str  #: the figure, the sign or the formula
    caption: str = ""  #: what the figure is
    leaf: str = ""  #: decision, restricted, missing or source_row when nothing lies below
    is_open: bool = False  #: True when the next level explains this figure
    address: str = ""  #: opens the level below this figure


@dataclass(frozen=True)
class Level:
    """One level of the chain."""

    number: int  #: counted from the top
    name: str  #: what the figure is
    figure: str  #: the figure
    unit: str  #: its unit
    terms: tuple[Term, ...]  #: how it comes from the figures below
    remark: str = ""  #: a sentence at the end of the level
    light: str = ""  #: status at the end of the level
    light_text: str = ""  #: what the status says
    curve: Curve | None = None  #: the rule as a picture
    who: str = ""  #: people of the level
    version: str = ""  #: rule, version and time

    @property
    def is_long(self) -> bool:
        """True when the terms need more than one line on a wide screen, roughly reckoned."""
        return sum(_width(term) for term in self.terms) > LINE_WIDTH


def _width(term: Term) -> int:
    if term.kind == "formula":
        return 0
    letters = max(_reach(term.text) * 8, min(_reach(term.caption) * 7 + (46 if term.leaf else 0), CAPTION_WIDTH))
    return letters + (8 if term.kind == "operator" else 30)


def _reach(text: str) -> int:
    """Letters of a text, a Chinese one as two."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


@dataclass(frozen=True)
class LeafCount:
    """How many leaves of one kind carry the figure."""

    icon: str  #: icon of the kind
    word: str  #: kind
    count: str  #: how many
    detail: str  #: which


@dataclass(frozen=True)
class LeafPanel:
    """A leaf told in full: a decision, or a figure whose rows the reader may not open."""

    icon: str  #: check for decisions, lock for restricted figures
    title: str  #: figure and its name
    note: str  #: kind
    rows: tuple[tuple[str, str], ...]  #: name and content
    is_restricted: bool = False  #: drawn with a dashed frame
    link: Link | None = None  #: ask to see it


@dataclass(frozen=True)
class SourceTable:
    """Source rows of the lowest level, one page of them."""

    number: int  #: number of the level
    note: str  #: load, rows in all, rows that count
    range_text: str  #: which rows of how many
    heads: tuple[tuple[str, bool], ...]  #: column and whether it holds figures
    rows: tuple[tuple[tuple[str, ...], bool, bool], ...]  #: cells, counts, is the one asked for
    total_name: str  #: rows of this page and the rest
    total: str  #: sum of all rows that count
    total_column: int  #: place of the summed column
    total_note: str  #: this page plus the rest
    earlier: str = ""  #: address of the page before
    later: str = ""  #: address of the page after
    files: tuple[Link, ...] = ()  #: every row as a file, and the query


@dataclass(frozen=True)
class ProofPage:
    """The whole page."""

    crumbs: tuple[Link, ...]  #: way here
    title: str  #: the question
    subtitle: str  #: whose figure, of what period
    freshness: Freshness | None  #: revision, time of the snapshot, who may see it
    permalink: str  #: address to copy
    evidence_address: str  #: the chain as a document
    levels: tuple[Level, ...]  #: top first
    verdict: str  #: recomputed from the leaves, with the difference
    verdict_note: str  #: when, and both figures
    verdict_rows: str  #: whether every row was added up again, or months stand with their sums
    every_row_address: str  #: adds every row up again; empty where that was done
    is_exact: bool  #: True when the difference is zero
    leaves: tuple[LeafCount, ...]  #: counts by kind
    panels: tuple[LeafPanel, ...]  #: leaves told in full
    sql_number: int  #: number of the level of the query; 0 without one
    sql_note: str  #: version of the warehouse
    sql: str  #: the query
    load: tuple[tuple[str, str], ...]  #: file, rows read, who loaded it, mapping, fingerprints
    source: SourceTable | None  #: rows; None where they may not be seen
