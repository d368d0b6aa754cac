"""Further trees: their units and places, day by day, parents before children and ends from the leaves up."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from kpiloop.foundation.org import services as org
from kpiloop.governance.bundle.applying import cells
from kpiloop.governance.bundle.applying.work import Work
from kpiloop.governance.bundle.rows import Row

#: (tree, unit, parent): a place that begins or ends on a day.
Place = tuple[str, str, str]


def apply_trees(work: Work) -> None:
    """Trees, then every beginning and end of a place in the order of their days."""
    for row in work.rows("trees", "added"):
        org.add_tree(
            work.actor,
            code=cells.text(row, "code"),
            name_zh=cells.text(row, "name_zh"),
            name_en=cells.text(row, "name_en"),
        )
    for row in work.rows("trees", "changed"):
        org.rename_tree(
            work.actor,
            code=cells.text(row, "code"),
            name_zh=cells.text(row, "name_zh"),
            name_en=cells.text(row, "name_en"),
        )
    fresh = {cells.text(row, "code"): row for row in work.rows("tree_units", "added")}
    begins, ends = _begins(work), _ends(work)
    for day in sorted(begins.keys() | ends.keys()):
        for place in _parents_first(begins[day]):
            _begin(work, place, day, fresh)
        for tree, unit, _ in reversed(_parents_first(ends[day])):
            if not any((tree, unit) == (other[0], other[1]) for other in begins[day]):
                org.take_out(work.actor, tree=tree, unit=unit, on=day, reason=work.reason)
    _names(work)


def _begins(work: Work) -> dict[date, list[Place]]:
    found: dict[date, list[Place]] = defaultdict(list)
    for row in work.rows("tree_places", "added"):
        found[cells.day(row, "valid_from")].append(_place(row))
    return found


def _ends(work: Work) -> dict[date, list[Place]]:
    found: dict[date, list[Place]] = defaultdict(list)
    for row in (*work.rows("tree_places", "added"), *work.rows("tree_places", "changed")):
        end = cells.optional_day(row, "valid_to")
        if end is not None:
            found[end].append(_place(row))
    held = {change.key: change.before for change in work.changes("tree_places", "ended")}
    for (tree, unit, day), before in held.items():
        found[max(work.on, date.fromisoformat(day))].append((tree, unit, before["parent"]))
    return found


def _place(row: Row) -> Place:
    return cells.text(row, "tree"), cells.text(row, "unit"), cells.text(row, "parent")


def _parents_first(places: list[Place]) -> list[Place]:
    """Of places that begin together a unit stands before those that hang below it."""
    waiting, found = list(places), list[Place]()
    while waiting:
        below = {(tree, unit) for tree, unit, _ in waiting}
        ready = [place for place in waiting if (place[0], place[2]) not in below] or waiting
        found += ready
        waiting = [place for place in waiting if place not in ready]
    return found


def _begin(work: Work, place: Place, day: date, fresh: dict[str, Row]) -> None:
    tree, unit, parent = place
    row = fresh.pop(unit, None)
    if row is None:
        org.hang_unit(work.actor, tree=tree, unit=unit, parent=parent or None, on=day, reason=work.reason)
        return
    org.add_node(
        work.actor,
        tree=tree,
        code=unit,
        name_zh=cells.text(row, "name_zh"),
        name_en=cells.text(row, "name_en"),
        parent=parent or None,
        valid_from=day,
    )
    for alias in cells.names(row, "aliases"):
        org.add_alias(work.actor, unit=unit, alias=alias)


def _names(work: Work) -> None:
    for change in work.changes("tree_units", "changed"):
        row = work.row("tree_units", change.key)
        if {"name_zh", "name_en"} & change.after.keys():
            org.rename_subject(
                work.actor,
                code=change.key[0],
                name_zh=cells.text(row, "name_zh"),
                name_en=cells.text(row, "name_en"),
            )
        held = set(filter(None, change.before.get("aliases", "").split(", ")))
        for alias in cells.names(row, "aliases") if "aliases" in change.after else ():
            if alias not in held:
                org.add_alias(work.actor, unit=change.key[0], alias=alias)
