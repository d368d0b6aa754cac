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
    combinations = np.arange(1 << width)
    chosen = np.stack([(combinations & pattern) != 0 for pattern in patterns], axis=1).astype(np.float64)
    nodes = 1 + max(*ladder.leaves.values(), *(step.node for step in ladder.steps), 0)
    lowest, span = int(seen.keys.min()), int(seen.keys.max()) - int(seen.keys.min()) + 1
    if nodes * span <= min(MOST_CELLS, CELLS_A_ROW * len(seen.leaves)):
        yield Counts(np.arange(nodes), _of_table(_laid_out(seen, ladder, nodes, span, lowest), chosen))
        return
    form = _Packed.for_values(seen.keys, width, nodes)
    yield from (_of_pairs(level, form, chosen) for level in _levels(seen, ladder, form, nodes) if len(level))


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


def _of_table(table: NDArray[np.uint16], chosen: NDArray[np.float64]) -> Whole:
    """Values of each pattern from all pairs; those not seen have no slot, which no pattern counts."""
    combinations = len(chosen)
    at_once = max(MOST_CELLS // 8 // max(combinations, table.shape[1]), 1)
    parts = []
    for place in range(0, len(table), at_once):
        some = table[place : place + at_once]
        numbered = some + np.arange(len(some))[:, np.newaxis] * combinations
        parts.append(_patterns(np.bincount(numbered.reshape(-1), minlength=len(some) * combinations), chosen))
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


def _of_pairs(level: Whole, form: _Packed, chosen: NDArray[np.float64]) -> Counts:
    """Values of each pattern from pairs sorted by node."""
    combinations = len(chosen)
    nodes, slots = level >> form.low, level & (combinations - 1)
    firsts = _firsts(nodes)
    ends = np.append(firsts, len(nodes))
    at_once = max(MOST_CELLS // 8 // combinations, 1)
    parts = []
    for place in range(0, len(firsts), at_once):
        some = ends[place : place + at_once + 1]
        number = np.repeat(np.arange(len(some) - 1) * combinations, np.diff(some))
        numbered = number + slots[some[0] : some[-1]]
        parts.append(_patterns(np.bincount(numbered, minlength=(len(some) - 1) * combinations), chosen))
    return Counts(nodes[firsts], np.concatenate(parts))


def _patterns(histogram: Whole, chosen: NDArray[np.float64]) -> Whole:
    """Shape (nodes × combinations) -> (nodes, patterns); numbers of rows stay far below 2^53, so floats are exact."""
    many: Whole = (histogram.reshape(-1, len(chosen)).astype(np.float64) @ chosen).astype(np.int64)
    return many


def _firsts(sorted_numbers: Whole) -> Whole:
    """Where each run of equal numbers begins."""
    is_first = np.empty(len(sorted_numbers), bool)
    is_first[:1] = True
    np.not_equal(sorted_numbers[1:], sorted_numbers[:-1], out=is_first[1:])
    return np.asarray(np.flatnonzero(is_first), np.int64)
