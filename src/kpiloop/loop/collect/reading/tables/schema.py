"""Whether a source still has the columns its recipe knew: a change is reported, never swallowed."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kpiloop.loop.collect.connectors.sql.relations import Column

#: Changes between these are harmless: the values are read the same way.
_FIGURES = frozenset({"integer", "decimal"})
_LIKENESS = 0.6


@dataclass(frozen=True)
class Changes:
    """What is different from what was confirmed."""

    added: tuple[str, ...] = ()  #: new columns; harmless
    removed: tuple[str, ...] = ()  #: columns that are gone
    renamed: tuple[tuple[str, str], ...] = ()  #: gone and probably called differently now: old, new
    retyped: tuple[tuple[str, str, str], ...] = ()  #: column, old and new type
    used: frozenset[str] = field(default_factory=frozenset)  #: columns the recipe reads

    @property
    def breaks(self) -> bool:
        """Whether a column the recipe reads is touched."""
        gone = {*self.removed, *(old for old, _ in self.renamed), *(name for name, _, _ in self.retyped)}
        return bool(gone & self.used)

    @property
    def any(self) -> bool:
        """Whether anything is different."""
        return bool(self.added or self.removed or self.renamed or self.retyped)

    def fields(self) -> dict[str, str]:
        """For the sentence and the record of the load."""
        return {
            "added": ", ".join(self.added),
            "removed": ", ".join(self.removed),
            "renamed": ", ".join(f"{old} → {new}" for old, new in self.renamed),
            "retyped": ", ".join(f"{name}: {old} → {new}" for name, old, new in self.retyped),
        }


def changes_of(known: Sequence[Sequence[str]], now: Sequence[Column], used: Iterable[str]) -> Changes:
    """Compare the columns a recipe was confirmed with to those of today."""
    if not known:
        return Changes()
    before = {str(name): (str(kind), str(family)) for name, kind, family in known}
    today = {column.name: column for column in now}
    gone = [name for name in before if name not in today]
    added = [name for name in today if name not in before]
    renamed = _renamed(gone, added, before, today, list(before), [column.name for column in now])
    retyped = tuple(
        (name, kind or family, today[name].type or today[name].family)
        for name, (kind, family) in before.items()
        if name in today and not _same(family, today[name].family)
    )
    moved = {name for pair in renamed for name in pair}
    return Changes(
        added=tuple(name for name in added if name not in moved),
        removed=tuple(name for name in gone if name not in moved),
        renamed=tuple(renamed),
        retyped=retyped,
        used=frozenset(used),
    )


def described(columns: Sequence[Column]) -> list[list[str]]:
    """Columns as they are kept with a recipe."""
    return [[column.name, column.type, column.family] for column in columns]


def _same(before: str, now: str) -> bool:
    return before == now or {before, now} <= _FIGURES


def _renamed(
    gone: list[str],
    added: list[str],
    before: dict[str, tuple[str, str]],
    today: dict[str, Column],
    old_order: list[str],
    new_order: list[str],
) -> list[tuple[str, str]]:
    """A column that is gone and a new one of the same type that stands in its place or is called alike."""
    found: list[tuple[str, str]] = []
    left = list(added)
    for old in gone:
        fitting = [name for name in left if _same(before[old][1], today[name].family)]
        place = old_order.index(old)
        in_place = [name for name in fitting if new_order.index(name) == place]
        alike = difflib.get_close_matches(old, fitting, n=1, cutoff=_LIKENESS)
        new = next(iter(in_place or alike), None)
        if new is not None:
            found.append((old, new))
            left.remove(new)
    return found
