"""Who counts for every unit in a stretch of days, worked out once per organisation; and a mark of it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from kpiloop.engine.dataflow import Member, Window
from kpiloop.foundation.org import further
from kpiloop.foundation.warehouse.engine_io import Memberships
from kpiloop.loop.measure.counting.unit_keys import members_of_units

#: Stretches of days whose memberships are kept.
_STRETCHES = 16


@dataclass(frozen=True)
class Held:
    """Memberships of all units of a tree."""

    book: object  #: organisation they were worked out from
    members: Mapping[str, Sequence[Member]]  #: by unit
    marks: dict[tuple[date, date], str] = field(default_factory=dict)  #: marks that were asked for

    @cached_property
    def laid_out(self) -> Memberships:
        """The same as an engine meets it."""
        return Memberships(self.members)

    def mark(self, window: Window) -> str:
        """Who counts for whom in the days of a window: the same mark, the same members."""
        days = window.starts, window.ends
        if days not in self.marks:
            rows = sorted(
                (
                    row.subject,
                    row.leaf,
                    max(row.valid_from, days[0]).isoformat(),
                    min(row.valid_to, days[1]).isoformat(),
                )
                for rows in self.members.values()
                for row in rows
                if row.valid_from < days[1] and row.valid_to > days[0]
            )
            self.marks[days] = hashlib.sha256(repr(rows).encode()).hexdigest()
        return self.marks[days]


_kept: dict[tuple[tuple[date, date], str, int], Held] = {}


def days_between(windows: Sequence[Window]) -> tuple[date, date]:
    """First day of some windows and the day after the last."""
    return min(window.starts for window in windows), max(window.ends for window in windows)


def kept_members(days: tuple[date, date], tree: str, version: int) -> Held:
    """Who counts for every unit in a stretch of days; worked out again when the organisation has changed."""
    book = further.read_book()
    known = _kept.get((days, tree, version))
    if known is None or known.book is not book:
        held: dict[str, list[Member]] = defaultdict(list)
        for member in members_of_units([], {}, version, days, tree=tree):
            held[member.subject].append(member)
        if len(_kept) >= _STRETCHES:
            _kept.clear()
        known = _kept[days, tree, version] = Held(book, held)
    return known
