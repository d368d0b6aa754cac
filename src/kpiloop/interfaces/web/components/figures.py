"""Small values that several pages show the same way."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """A signed variance, already worded."""

    text: str  #: signed figure, with its unit where the head does not carry it
    judgement: str  #: better, worse or neutral, by the direction of the KPI and not by arithmetic
    unit: str = ""  #: unit set apart from the figure, such as percentage points in a table


@dataclass(frozen=True)
class Freshness:
    """The stamp under the title."""

    text: str  #: data time, sources updated, state of the period
    is_complete: bool  #: False when a source has not arrived or rows are missing


@dataclass(frozen=True)
class Link:
    """A word that leads somewhere."""

    word: str  #: what the reader sees
    address: str  #: where it leads


@dataclass(frozen=True)
class Picture:
    """A chart drawn on the server."""

    svg: str  #: checked SVG; empty where the drawing failed and the table stands alone
    description: str  #: what the picture shows, for who cannot see it
    narrow_svg: str = ""  #: the same for a phone, with fewer words; empty where the wide one will do
