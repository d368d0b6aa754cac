"""Groups that are compared: small units merge upward until they are big enough (rule R63)."""

from __future__ import annotations

from collections.abc import Mapping


def merged_upward(counts: Mapping[int, int], parents: Mapping[int, int | None], smallest: int) -> dict[int, int]:
    """Say inside which unit the members of each unit are compared.

    Shape:    members of each unit that has any, parent of each unit (None = the company) -> unit -> unit of its group.
    Law:      from the lowest level up: a unit with its own members and those handed up to it is a group when they are
              `smallest` or more; else all of them go to the unit above. What is left with the company
              stays a group there, however small.

    >>> merged_upward({2: 3, 3: 9, 4: 1}, {1: None, 2: 1, 3: 1, 4: 2}, 5)
    {2: 1, 3: 3, 4: 1}
    """
    held = {unit: [unit] for unit in counts}
    found: dict[int, int] = {}
    waiting = {unit for start in counts for unit in _upward(start, parents)}
    for unit in sorted(waiting, key=lambda each: (-len(_upward(each, parents)), each)):
        together = held.pop(unit, [])
        above = parents.get(unit)
        if above is not None and sum(counts[each] for each in together) < smallest:
            held.setdefault(above, []).extend(together)
        else:
            found |= dict.fromkeys(together, unit)
    return dict(sorted(found.items()))


def _upward(unit: int, parents: Mapping[int, int | None]) -> list[int]:
    """The unit and everything above it, nearest first."""
    path, above = [unit], parents.get(unit)
    while above is not None:
        path.append(above)
        above = parents.get(above)
    return path
