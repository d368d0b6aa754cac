"""What every connector hands over: rows of cells with the line they stood in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kpiloop.loop.collect.cleaning.texts import Cell


@dataclass(frozen=True)
class GridRow:
    """One line of the source."""

    line: int  #: line in the file or sheet, from 1
    cells: tuple[Cell, ...]  #: cells from the first column on


@dataclass(frozen=True)
class Merge:
    """A merged range; the value stands in its first cell."""

    top: int  #: first line
    left: int  #: first column, from 0
    bottom: int  #: last line
    right: int  #: last column


@dataclass(frozen=True)
class Grid:
    """One sheet, file or table."""

    name: str  #: sheet or table, empty for text files
    rows: Sequence[GridRow]  #: all lines, blank ones too
    merges: tuple[Merge, ...] | None = None  #: merged ranges; None where the format does not tell
    head: tuple[str, ...] | None = None  #: column names when the source itself knows them
    notes: dict[str, str] = field(default_factory=dict)  #: what was detected: encoding, delimiter
    first_line: int = 0  #: lines of earlier sheets, when several are read as one


@dataclass(frozen=True)
class Reading:
    """Everything read from a source at one time."""

    grids: tuple[Grid, ...]  #: one per sheet or table
    sha256: str  #: hash of what was read
    file_name: str  #: name without folders
