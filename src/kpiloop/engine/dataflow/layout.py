"""Days become slots, and who counts for whom becomes a ladder of roll-ups that never counts a row twice."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce
from operator import or_

from kpiloop.engine.dataflow.nodes import Member, Window

#: One bit per slot in a signed integer of 64 bits, with one to spare.
MOST_BITS = 62


@dataclass(frozen=True)
class Step:
    """A node takes over what a node below it saw, in some slots."""

    level: int  #: 1 for nodes that rest on leaves alone
    child: int  #: node below
    node: int  #: node above
    slots: int  #: bits of the slots in which the child counts


@dataclass(frozen=True)
class Ladder:
    """The roll-up of leaves to subjects, level by level."""

    leaves: Mapping[str, int]  #: leaf -> node
    steps: tuple[Step, ...]  #: what every node above is made of
    subjects: tuple[tuple[int, str], ...]  #: node -> subject; a leaf of its own needs no step

    @cached_property
    def sources(self) -> tuple[frozenset[int], ...]:
        """From which levels the nodes of level 1, 2, ... are made; level 0 are the leaves."""
        level_of = dict.fromkeys(self.leaves.values(), 0) | {step.node: step.level for step in self.steps}
        highest = max((step.level for step in self.steps), default=0)
        return tuple(
            frozenset(level_of[step.child] for step in self.steps if step.level == level)
            for level in range(1, highest + 1)
        )


@dataclass(frozen=True)
class Form:
    """How different values are counted over a layout; layouts of one form are asked by one query."""

    has_bits: bool  #: one integer has a bit for every slot
    families: tuple[tuple[int, int], ...]  #: of windows that share slots: the first slot, and all from there on
    patterns: tuple[int, ...]  #: combinations of slots some window consists of, from the first slot of its family on
    sources: tuple[frozenset[int], ...]  #: from which levels the nodes of level 1, 2, ... are made
    cuts: tuple[bool, ...]  #: whether some node of level 1, 2, ... takes over a part of the slots only


@dataclass(frozen=True)
class Layout:
    """A run's days cut into slots: inside one no window begins or ends and nobody moves."""

    bounds: tuple[date, ...]  #: first day of each slot, and the day after the last
    windows: tuple[Window, ...]  #: stretches asked for
    members: tuple[Member, ...]  #: who counts for whom, as far as it matters for the windows

    @property
    def slots(self) -> int:
        """How many slots there are."""
        return max(len(self.bounds) - 1, 0)

    @property
    def has_bits(self) -> bool:
        """Whether one integer has a bit for every slot."""
        return self.slots <= MOST_BITS

    def reach(self, starts: date, ends: date) -> tuple[int, int]:
        """First slot of a stretch and the slot after its last one."""
        return bisect_left(self.bounds, starts), min(bisect_left(self.bounds, ends), self.slots)

    def bits(self, starts: date, ends: date) -> int:
        """One bit per slot of a stretch."""
        first, end = self.reach(starts, ends)
        return ((1 << max(end - first, 0)) - 1) << first

    @cached_property
    def window_bits(self) -> tuple[int, ...]:
        """Every combination of slots some window consists of, each once."""
        return tuple(dict.fromkeys(self.bits(window.starts, window.ends) for window in self.windows))

    @cached_property
    def families(self) -> tuple[tuple[int, ...], ...]:
        """Combinations of slots that share some, directly or through others: those of a year, where none is longer."""
        found: list[tuple[int, list[int]]] = []
        for bits in self.window_bits:
            near = [family for family in found if family[0] & bits]
            every, members = bits, [each for _, held in near for each in held]
            for held, _ in near:
                every |= held
            found = [family for family in found if family not in near] + [(every, [*members, bits])]
        return tuple(tuple(members) for _, members in sorted(found))

    @cached_property
    def family_windows(self) -> tuple[tuple[Window, ...], ...]:
        """The windows of each family."""
        every = [reduce(or_, family) for family in self.families]
        return tuple(
            tuple(window for window in self.windows if self.bits(window.starts, window.ends) & bits) for bits in every
        )

    @cached_property
    def spreads(self) -> tuple[tuple[int, int], ...]:
        """The first slot of each family, and the slots it looks at from there on."""
        firsts = [(_first_slot(family), family) for family in self.families]
        return tuple((first, reduce(or_, family) >> first) for first, family in firsts)

    @cached_property
    def patterns(self) -> tuple[int, ...]:
        """Combinations of slots counted from the first of their family: the same for every year."""
        return tuple(dict.fromkeys(bits >> _first_slot(family) for family in self.families for bits in family))

    @cached_property
    def ladder(self) -> Ladder:
        """How leaves roll up to subjects."""
        return climb(self.members, self)

    @cached_property
    def form(self) -> Form:
        """What a query over this layout is written by, whoever the members are and whatever days the slots have."""
        if not self.has_bits:
            return Form(False, (), (), (), ())
        every, sources = (1 << self.slots) - 1, self.ladder.sources
        cut = {step.level for step in self.ladder.steps if step.slots != every}
        return Form(
            True, self.spreads, self.patterns, sources, tuple(level in cut for level in range(1, len(sources) + 1))
        )

    def slot_of(self, on: date) -> int | None:
        """The slot of a day; None outside all slots."""
        place = bisect_right(self.bounds, on) - 1
        return place if 0 <= place < self.slots else None


def lay_out(members: Iterable[Member], windows: Sequence[Window]) -> Layout:
    """Cut the days of all windows where a window begins or ends or a membership changes.

    Shape:    memberships (merged) and windows -> slots, and the members that overlap any window.
    Law:      two days of one slot lie in the same windows and have the same members.
    """
    if not windows:
        return Layout((), (), ())
    first, end = min(window.starts for window in windows), max(window.ends for window in windows)
    held = tuple(member for member in members if member.valid_from < end and member.valid_to > first)
    points = {day for window in windows for day in (window.starts, window.ends)}
    points |= {day for member in held for day in (member.valid_from, member.valid_to) if first < day < end}
    return Layout(tuple(sorted(points)), tuple(windows), held)


def climb(members: Iterable[Member], layout: Layout) -> Ladder:
    """Make every subject of as few smaller subjects as possible, and of leaves where none fits.

    Law:      what reaches a subject over all steps is exactly its members, slot by slot; a subject is used
              below another only where all of its members are members there too.
    """
    leaves: dict[str, int] = {}
    reached: dict[str, dict[int, int]] = {}
    for member in members:
        leaf = leaves.setdefault(member.leaf, len(leaves))
        held = reached.setdefault(member.subject, {})
        held[leaf] = held.get(leaf, 0) | layout.bits(
            max(member.valid_from, layout.bounds[0]), min(member.valid_to, layout.bounds[-1])
        )
    every = (1 << layout.slots) - 1
    return _Climb(leaves, reached, every).ladder()


@dataclass(frozen=True)
class _Climb:
    leaves: Mapping[str, int]  #: leaf -> node
    reached: Mapping[str, Mapping[int, int]]  #: subject -> leaf node -> bits of slots
    every: int  #: bits of all slots

    def ladder(self) -> Ladder:
        made: dict[int, Mapping[int, int]] = {leaf: {leaf: self.every} for leaf in self.leaves.values()}
        level = dict.fromkeys(made, 0)
        above: dict[int, list[int]] = {leaf: [leaf] for leaf in made}  # leaf -> nodes that hold it, smallest first
        steps: list[Step] = []
        subjects: list[tuple[int, str]] = []
        order = sorted(self.reached, key=lambda name: (sum(b.bit_count() for b in self.reached[name].values()), name))
        for name in order:
            parts = self._parts(self.reached[name], above, made)
            if len(parts) == 1 and next(iter(parts.values())) == self.every:
                subjects.append((next(iter(parts)), name))
                continue
            node = len(made)
            made[node], level[node] = self.reached[name], 1 + max(level[part] for part in parts)
            steps += [Step(level[node], part, node, bits) for part, bits in parts.items()]
            subjects.append((node, name))
            for leaf in self.reached[name]:
                above[leaf].append(node)
        return Ladder(self.leaves, tuple(steps), tuple(subjects))

    def _parts(
        self, wanted: Mapping[int, int], above: Mapping[int, Sequence[int]], made: Mapping[int, Mapping[int, int]]
    ) -> dict[int, int]:
        """The largest nodes that lie wholly inside what is wanted, until nothing is left."""
        left: dict[int, int] = dict(wanted)
        parts: dict[int, int] = {}
        for leaf in wanted:
            for node in reversed(above[leaf]):
                if not left[leaf]:
                    break
                if node == leaf:
                    parts[node], left[leaf] = wanted[leaf], 0
                elif left[leaf] & made[node].get(leaf, 0) and _is_inside(made[node], wanted):
                    parts[node] = self.every
                    left |= {place: left[place] & ~bits for place, bits in made[node].items()}
        return parts


def _is_inside(held: Mapping[int, int], wanted: Mapping[int, int]) -> bool:
    return all(not bits & ~wanted.get(place, 0) for place, bits in held.items())


def _first_slot(family: Sequence[int]) -> int:
    """The first slot any combination of a family looks at."""
    return min((bits & -bits).bit_length() - 1 for bits in family)
