"""The change of a sum by the changes of what is added up: by one dimension, or by two crossed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kpiloop.engine.values import Figure, Missing, subtract
from kpiloop.engine.variance.parts import Effect, Member, Split, closed, known_sum, size_of

ADDITIVE = "additive"
#: Members of two dimensions: the first, and the second within it.
Pair = tuple[str, str]


def split_additive(members: Sequence[Member], change: Figure, *, leftover: str = "unallocated") -> Split:
    """Split the change of a sum by the changes of its members.

    Law:      effects + residual = change.
    Missing:  a member absent on one side is 0 there only when it exists on the other (new, vanished);
              a member without value on a side it should have one adds nothing and leaves a residual.
    """
    effects = [Effect(member.key, subtract(member.current, member.base)) for member in members]
    return closed(effects, change, leftover=leftover, convention=ADDITIVE, size=size_of(members))


@dataclass(frozen=True)
class Margins:
    """Sums of a cross table."""

    rows: Mapping[str, Effect]  #: by member of the first dimension
    columns: Mapping[str, Effect]  #: by member of the second
    whole: Figure  #: sum of all cells


def margins_of(cells: Mapping[Pair, Effect]) -> Margins:
    """Add the cells of a cross table up, along each dimension and over all.

    Shape:    effects of (member of the first, member of the second dimension).
    Law:      sum of the rows = sum of the columns = sum of the cells; rate and mix add up likewise.
    Missing:  a cell without effect adds nothing.
    """
    rows = {key: _together(key, cells, 0) for key in dict.fromkeys(first for first, _ in cells)}
    columns = {key: _together(key, cells, 1) for key in dict.fromkeys(second for _, second in cells)}
    return Margins(rows, columns, known_sum(effect.change for effect in cells.values()))


def _together(key: str, cells: Mapping[Pair, Effect], place: int) -> Effect:
    held = [effect for pair, effect in cells.items() if pair[place] == key]
    if all(isinstance(effect.change, Missing) for effect in held):
        return Effect(key, held[0].change)
    return Effect(
        key,
        known_sum(effect.change for effect in held),
        rate=_sum_of(effect.rate for effect in held),
        mix=_sum_of(effect.mix for effect in held),
        base_share=_sum_of(effect.base_share for effect in held),
        current_share=_sum_of(effect.current_share for effect in held),
    )


def _sum_of(figures: Iterable[Figure | None]) -> Figure | None:
    """The sum of what there is; None where nothing is told apart."""
    known = [figure for figure in figures if figure is not None]
    return known_sum(known) if known else None
