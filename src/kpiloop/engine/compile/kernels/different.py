"""Different values per unit and window, counted over whole numbers instead of by grouping rows.

Every pair of a node and a value has the slots it was seen in as bits; nodes above join the bits of those below. Where
values lie close together all pairs are laid out in a table. Otherwise a pair and its bits are one whole number: sorted,
the numbers of a pair lie together; with the node replaced by the one above and sorted again they are the pairs of the
next level. A histogram per node of the few combinations of bits then says how many values were seen in any window.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kpiloop.engine.dataflow import Ladder

Whole = NDArray[np.int64]
#: Bits of a whole number without its sign.
BITS = 63
#: Cells of one table or histogram that are held at once.
MOST_CELLS = 1 << 25
#: Cells that are added up while they lie in the cache of a core.
CELLS_NEAR = 1 << 16
#: A table of all pairs is filled as long as there are so many cells for each row.
CELLS_A_ROW = 8


@dataclass(frozen=True)
class Seen:
    """Which leaf saw which value in which slots; a leaf and value may stand there more than once."""

    leaves: Whole  #: leaf by number
    keys: Whole  #: value by number, any whole numbers
    slots: Whole  #: bits of slots, never 0


@dataclass(frozen=True)
class Counts:
    """How many different values nodes saw, for each pattern of slots."""

    nodes: Whole  #: node by number, each once
    many: Whole  #: shape (nodes, patterns)


def count_different(seen: Seen, ladder: Ladder, patterns: Sequence[int], width: int) -> Iterator[Counts]:
    """How many different values every node of a ladder saw in any of the slots of a pattern.

    Shape:    values seen by leaves in at most MOST_SLOTS slots -> counts of nodes, each node once.
    Law:      equal to recounting the values of each node and pattern from the rows, on any dated tree.
    Missing:  a node that saw nothing counts 0 or is absent.
    Errors:   OverflowError where values, nodes and slots have more than 63 bits together.
    """
    if not len(seen.leaves):
        return
    nodes = 1 + max(*ladder.leaves.values(), *(step.node for step in ladder.steps), 0)
    lowest, span = int(seen.keys.min()), int(seen.keys.max()) - int(seen.keys.min()) + 1
    if nodes * span <= min(MOST_CELLS, CELLS_A_ROW * len(seen.leaves)):
        table = _laid_out(seen, ladder, nodes, span, lowest)
        yield Counts(np.arange(nodes), _of_table(table, patterns, 1 << width))
        return
    form = _Packed.for_values(seen.keys, width, nodes)
    yield from (_of_pairs(level, form, patterns) for level in _levels(seen, ladder, form, nodes) if len(level))


def _laid_out(seen: Seen, ladder: Ladder, nodes: int, span: int, lowest: int) -> NDArray[np.uint16]:
    """The slots of every pair of a node and a value: shape (nodes, values)."""
    table = np.zeros((nodes, span), np.uint16)
    flat = table.reshape(-1)
    places = seen.leaves * span + (seen.keys - lowest)
    slots = seen.slots.astype(np.uint16)
    for bit in (1 << np.arange(int(slots.max()).bit_length())).astype(np.uint16):
        # Rows of a pair that stands there twice write the same.
        flat[places[slots & bit != 0]] |= bit
    for step in sorted(ladder.steps, key=lambda step: step.level):
        table[step.node] |= table[step.child] & np.uint16(step.slots)
    return table


def _of_table(table: NDArray[np.uint16], patterns: Sequence[int], combinations: int) -> Whole:
    """Values of each pattern from all pairs; those not seen have no slot, which no pattern counts."""
    at_once = max(MOST_CELLS // 8 // max(combinations, table.shape[1]), 1)
    parts = []
    for place in range(0, len(table), at_once):
        some = table[place : place + at_once]
        numbered = some + np.arange(len(some))[:, np.newaxis] * combinations
        parts.append(
            _patterns(np.bincount(numbered.reshape(-1), minlength=len(some) * combinations), patterns, combinations)
        )
    return np.concatenate(parts)


@dataclass(frozen=True)
class _Packed:
    """Node, value and slots in one whole number."""

    known: Whole | None  #: values in order, where their places stand for them
    lowest: int  #: smallest value, which stands for zero
    value_bits: int  #: bits of a value
    width: int  #: bits of the slots

    @classmethod
    def for_values(cls, keys: Whole, width: int, nodes: int) -> _Packed:
        """Values from zero on; by their place where they lie too far apart."""
        room = BITS - width - nodes.bit_length()
        lowest, highest = int(keys.min()), int(keys.max())
        if (highest - lowest).bit_length() <= room:
            return cls(None, lowest, (highest - lowest).bit_length(), width)
        known = np.unique(keys)
        if len(known).bit_length() > room:
            raise OverflowError("values, nodes and slots have too many bits")
        return cls(known, 0, len(known).bit_length(), width)

    @property
    def low(self) -> int:
        """Bits below the node."""
        return self.value_bits + self.width

    def pack(self, seen: Seen) -> Whole:
        """One whole number for each row."""
        keys = seen.keys - self.lowest if self.known is None else np.searchsorted(self.known, seen.keys)
        return seen.leaves << self.low | keys << self.width | seen.slots

    def or_alike(self, packed: Whole) -> Whole:
        """Each node and value once, with the slots of all its numbers; sorted."""
        packed.sort()
        firsts = _firsts(packed >> self.width)
        # Numbers of one node and value are alike above the slots: their OR leaves that as it is.
        return packed if len(firsts) == len(packed) else np.bitwise_or.reduceat(packed, firsts)


def _levels(seen: Seen, ladder: Ladder, form: _Packed, nodes: int) -> list[Whole]:
    """Pairs of the leaves, then of the nodes of each level above, made from those below."""
    levels = [form.or_alike(form.pack(seen))]
    for number, below in enumerate(ladder.sources, start=1):
        layers = _layers(ladder, number, nodes)
        taken = [_taken(levels[level], layer, form) for level in sorted(below) for layer in layers]
        levels.append(form.or_alike(np.concatenate(taken)))
    return levels


def _layers(ladder: Ladder, level: int, nodes: int) -> list[tuple[Whole, Whole]]:
    """By child, the node above and the slots it counts in; a child of several nodes stands in several layers."""
    layers: list[tuple[Whole, Whole]] = []
    met: dict[int, int] = {}
    for step in ladder.steps:
        if step.level == level:
            layer = met[step.child] = met.get(step.child, -1) + 1
            if layer == len(layers):
                layers.append((np.zeros(nodes, np.int64), np.zeros(nodes, np.int64)))
            layers[layer][0][step.child], layers[layer][1][step.child] = step.node, step.slots
    return layers


def _taken(below: Whole, layer: tuple[Whole, Whole], form: _Packed) -> Whole:
    """Pairs of nodes below as pairs of the node above, in the slots in which they count for it."""
    above, slots = layer
    child = below >> form.low
    every = (1 << form.width) - 1
    kept = below & ((1 << form.low) - 1 ^ every | slots[child])
    counts = kept & every != 0
    if not counts.all():
        child, kept = child[counts], kept[counts]
    taken: Whole = above[child] << form.low | kept
    return taken


def _of_pairs(level: Whole, form: _Packed, patterns: Sequence[int]) -> Counts:
    """Values of each pattern from pairs sorted by node."""
    combinations = 1 << form.width
    nodes, slots = level >> form.low, level & (combinations - 1)
    firsts = _firsts(nodes)
    ends = np.append(firsts, len(nodes))
    at_once = max(MOST_CELLS // 8 // combinations, 1)
    parts = []
    for place in range(0, len(firsts), at_once):
        some = ends[place : place + at_once + 1]
        number = np.repeat(np.arange(len(some) - 1) * combinations, np.diff(some))
        numbered = number + slots[some[0] : some[-1]]
        parts.append(_patterns(np.bincount(numbered, minlength=(len(some) - 1) * combinations), patterns, combinations))
    return Counts(nodes[firsts], np.concatenate(parts))


def _patterns(histogram: Whole, patterns: Sequence[int], combinations: int) -> Whole:
    """Values of each pattern, from how many were seen in just which slots.

    Shape:  (nodes × combinations of slots) -> (nodes, patterns).
    Law:    all values less those seen in other slots only. For these, slot by slot, a combination with the slot takes
            in the one without it: in whole numbers, and without the threads of a linear algebra library, which go on
            waiting for work on another core.
    """
    by_node = histogram.reshape(-1, combinations)
    elsewhere = [combinations - 1 & ~pattern for pattern in patterns]
    many = np.empty((len(by_node), len(patterns)), np.int64)
    at_once = max(CELLS_NEAR // combinations, 1)
    for place in range(0, len(by_node), at_once):
        within = np.ascontiguousarray(by_node[place : place + at_once].T)
        for slot in range(combinations.bit_length() - 1):
            halves = within.reshape(-1, 2, within.shape[1] << slot)
            halves[:, 1] += halves[:, 0]
        many[place : place + at_once] = (within[-1] - within[elsewhere]).T
    return many


def _firsts(sorted_numbers: Whole) -> Whole:
    """Where each run of equal numbers begins."""
    is_first = np.empty(len(sorted_numbers), bool)
    is_first[:1] = True
    np.not_equal(sorted_numbers[1:], sorted_numbers[:-1], out=is_first[1:])
    return np.asarray(np.flatnonzero(is_first), np.int64)
