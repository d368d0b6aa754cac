"""The statements we run: look, count and sum, read. Names come from the catalogue, values are bound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kpiloop.loop.collect.connectors.sql.dialects import Dialect
from kpiloop.loop.collect.connectors.sql.relations import Column
from kpiloop.loop.collect.connectors.sql.saved_query import checked_query
from kpiloop.loop.collect.connectors.sql.settings import Wanted

_SUMMED = ("integer", "decimal", "float")


@dataclass(frozen=True)
class Statement:
    """A statement with its bound values."""

    text: str  #: SQL
    values: tuple[object, ...] = field(default=())  #: bound values


@dataclass(frozen=True)
class Asked:
    """Statements about one table or query, from one value of its increment column on."""

    dialect: Dialect  #: how names are written
    wanted: Wanted  #: what is read
    since: object = None  #: rows from this value on, and those without one; None: all
    strictly: bool = False  #: True leaves the value itself out

    def everything(self, most: int) -> Statement:
        """At most so many rows with every column."""
        return Statement(self.dialect.limited("*", f"FROM {self._from()}", most))

    def read(self, columns: Sequence[Column]) -> Statement:
        """Every row with the named columns."""
        names = ", ".join(self.dialect.quote(column.name) for column in columns)
        return self._bound(f"SELECT {names} FROM {self._from()}")

    def totals(self, columns: Sequence[Column]) -> Statement:
        """How many rows, and the sum of every column of figures."""
        sums = [self.dialect.exact_sum.format(self.dialect.quote(column.name)) for column in summed(columns)]
        return self._bound(f"SELECT {', '.join(['COUNT(*)', *sums])} FROM {self._from()}")

    def _from(self) -> str:
        if self.wanted.query:
            return f"({checked_query(self.wanted.query, self.dialect)}) q"
        parts = [self.wanted.schema, self.wanted.table] if self.wanted.schema else [self.wanted.table]
        return ".".join(map(self.dialect.quote, parts))

    def _bound(self, text: str) -> Statement:
        if self.since is None:
            return Statement(text)
        name = self.dialect.quote(self.wanted.increment)
        if self.dialect.place == "%s":
            # Drivers that bind with %s take any other % for a mistake.
            text, name = text.replace("%", "%%"), name.replace("%", "%%")
        sign = ">" if self.strictly else ">="
        return Statement(f"{text} WHERE ({name} {sign} {self.dialect.place} OR {name} IS NULL)", (self.since,))


def summed(columns: Sequence[Column]) -> list[Column]:
    """Columns whose sum the source is asked for."""
    return [column for column in columns if column.family in _SUMMED]
