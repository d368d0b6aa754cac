"""What understanding by the column gives: rows that never become objects of their own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from kpiloop.loop.collect.reading.content import Content


@dataclass
class TableContent(Content):
    """What a source brought; its rows stand in a table beside it."""

    count: int = 0  #: rows to publish

    @property
    def kept(self) -> int:
        """How many rows are to be published."""
        return self.count

    def leave_out(self, lines: Collection[int], why: str) -> None:
        """Publish some rows not; whoever holds the rows takes them out."""
        self.count -= len(lines)
        self.skipped[why] = self.skipped.get(why, 0) + len(lines)


@dataclass(frozen=True)
class Understood:
    """A source, understood by the column."""

    content: TableContent  #: counts and rejected rows
    rows: pa.Table  #: rows to publish
    totals: dict[str, str]  #: sums of the figures taken
    covers: tuple[date, date] | None  #: days the source stands for
