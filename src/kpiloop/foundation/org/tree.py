"""The tree of units on a day, built in memory from dated edges. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from kpiloop.foundation.org.errors import TreeBroken
from kpiloop.foundation.org.rows import Edge, UnitRow


@dataclass(frozen=True)
class Tree:
    """All units that exist on a day and how they hang together."""

    units: Mapping[int, UnitRow]  #: by key, each followed by everything below it
    children: Mapping[int, tuple[int, ...]]  #: keys of the units right below, in order
    root_id: int | None  #: the company; None when there is no unit
    _below: dict[int, tuple[int, ...]] = field(default_factory=dict, compare=False, repr=False)  #: kept answers

    def descendants(self, unit_id: int) -> tuple[int, ...]:
        """The unit and everything below it, parents first; empty when it does not exist that day."""
        if unit_id not in self.units:
            return ()
        if unit_id not in self._below:
            found = [unit_id]
            for below in found:  # grows while it is read
                found.extend(self.children.get(below, ()))
            self._below[unit_id] = tuple(found)
        return self._below[unit_id]

    def ancestors(self, unit_id: int) -> tuple[int, ...]:
        """Everything above the unit, nearest first, without the unit itself."""
        found: list[int] = []
        above = self.units[unit_id].parent_id if unit_id in self.units else None
        while above is not None and above in self.units:
            found.append(above)
            above = self.units[above].parent_id
        return tuple(found)

    def path(self, unit_id: int) -> tuple[UnitRow, ...]:
        """From the company down to the unit, both included."""
        if unit_id not in self.units:
            return ()
        return tuple(self.units[key] for key in (*reversed(self.ancestors(unit_id)), unit_id))


def grow(edges: Iterable[Edge], names: Mapping[int, UnitRow], heads: Mapping[int, int], on: date) -> Tree:
    """Build the tree of a day; `names` carries code, names and kind of every unit."""
    holding = sorted((edge for edge in edges if edge.holds_on(on)), key=lambda edge: (edge.order, edge.unit_id))
    below: dict[int | None, list[Edge]] = {}
    for edge in holding:
        below.setdefault(edge.parent_id, []).append(edge)
    units: dict[int, UnitRow] = {}
    waiting = [(edge, 0) for edge in reversed(below.get(None, []))]
    while waiting:
        edge, depth = waiting.pop()
        units[edge.unit_id] = _placed(names[edge.unit_id], edge, depth, heads.get(edge.unit_id))
        waiting.extend((child, depth + 1) for child in reversed(below.get(edge.unit_id, [])))
    children = {key: tuple(edge.unit_id for edge in below.get(key, [])) for key in units}
    roots = below.get(None, [])
    return Tree(units, children, roots[0].unit_id if roots else None)


def check_edges(edges: Iterable[Edge], codes: Mapping[int, str]) -> None:
    """Refuse a tree that is broken on any day: two companies, a loop, or a unit hanging in the air."""
    edges = list(edges)
    for on in sorted({edge.valid_from for edge in edges}):
        _check_day([edge for edge in edges if edge.holds_on(on)], codes, on)


def _check_day(holding: list[Edge], codes: Mapping[int, str], on: date) -> None:
    above = {edge.unit_id: edge.parent_id for edge in holding}
    if len(above) != len(holding) or sum(parent is None for parent in above.values()) > 1:
        raise TreeBroken(unit=codes[holding[-1].unit_id], on=on, why="second_place")
    for unit_id in above:
        seen, key = {unit_id}, above[unit_id]
        while key is not None:
            if key in seen:
                raise TreeBroken(unit=codes[unit_id], on=on, why="loop")
            if key not in above:
                raise TreeBroken(unit=codes[unit_id], on=on, why="no_parent")
            seen.add(key)
            key = above[key]


def _placed(named: UnitRow, edge: Edge, depth: int, head_id: int | None) -> UnitRow:
    return UnitRow(
        id=named.id,
        code=named.code,
        name_zh=named.name_zh,
        name_en=named.name_en,
        kind=named.kind,
        parent_id=edge.parent_id,
        depth=depth,
        order=edge.order,
        head_id=head_id,
    )
