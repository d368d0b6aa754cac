"""What understanding a staged table gives."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pyarrow as pa

from kpiloop.loop.collect.reading.content import Content


@dataclass
class TableContent(Content):
    """What a table brought; its rows stay in the staging area."""

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
    """A staged table, understood."""

    content: TableContent  #: counts and rejected rows
    rows: pa.Table  #: rows to publish
    totals: dict[str, str]  #: sums of the figures taken
    covers: tuple[date, date] | None  #: months the table stands for


def plain(total: object) -> str:
    """A sum without trailing zeros.

    >>> plain(Decimal("1200.5000")), plain(Decimal("1200"))
    ('1200.5', '1200')
    """
    text = format(Decimal(str(total)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
