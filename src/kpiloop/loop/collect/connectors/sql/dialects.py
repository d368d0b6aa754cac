"""How each database writes names and limits; the only text around names comes from here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Dialect:
    """The few ways in which our own statements differ."""

    name: str  #: as the SQL parser calls it
    opening: str = '"'  #: before a name
    closing: str = '"'  #: after a name
    place: str = "%s"  #: a bound value
    limit: str = "after"  #: after, top or fetch
    exact_sum: str = "SUM({})"  #: a sum that does not overflow

    def quote(self, name: str) -> str:
        """A name as an identifier.

        >>> Dialect("tsql", "[", "]").quote("订单]x")
        '[订单]]x]'
        """
        return f"{self.opening}{name.replace(self.closing, self.closing * 2)}{self.closing}"

    def limited(self, names: str, rest: str, most: int) -> str:
        """A SELECT of at most so many rows."""
        if self.limit == "top":
            return f"SELECT TOP ({most}) {names} {rest}"
        tail = f"FETCH FIRST {most} ROWS ONLY" if self.limit == "fetch" else f"LIMIT {most}"
        return f"SELECT {names} {rest} {tail}"


POSTGRES = Dialect("postgres")
MYSQL = Dialect("mysql", "`", "`")
SQLITE = Dialect("sqlite", place="?")
SQLSERVER = Dialect("tsql", "[", "]", limit="top", exact_sum="SUM(CAST({} AS decimal(38, 6)))")
ORACLE = Dialect("oracle", place=":1", limit="fetch")
