"""Units and positions of a list against those there are; a tree that would break keeps its rows waiting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.org.rows import Edge, UnitRow
from kpiloop.foundation.org.tree import check_edges
from kpiloop.loop.collect.reading.content import RejectedRow, TakenRow
from kpiloop.loop.collect.roster.choices import CHANGED, ENDS, LEFT, MOVED, NEW, RENAMED
from kpiloop.loop.collect.roster.listing import Found, Frame, Listing, Names, day, named_anywhere, text
from kpiloop.loop.collect.roster.rows import Change, Place
from kpiloop.loop.collect.roster.timelines import ended_course, first_difference, from_day, holding, wanted_course


@dataclass
class _Tree:
    """The tree as it is and as it would be."""

    frame: Frame  #: the organisation and its open days
    units: dict[str, UnitRow]  #: by code
    courses: dict[str, list[Place]]  #: places by code of the unit, in order
    taken: frozenset[str]  #: codes of positions, people and units of other trees
    moves: dict[str, Change] = field(default_factory=dict)  #: new, moved and ended units
    rows: dict[str, TakenRow] = field(default_factory=dict)  #: row a change comes from

    def course(self, code: str) -> list[Place]:
        """Where a unit would hang."""
        held, change = self.courses.get(code, []), self.moves.get(code)
        return held if change is None or change.on is None else [*ended_course(held, change.on), *change.places]


def plan_units(listing: Listing, frame: Frame) -> Found:
    """Compare a list of units with the tree there is; nothing is written.

    Law:      a unit ends only when nobody works there and nothing hangs below it any more.
    """
    found, tree = Found(), _tree(frame)
    alive = {code for code, course in tree.courses.items() if holding(course, frame.open_day(frame.on))}
    found.held = len(alive)
    names = Names.of(frame.organisation)
    coming = {text(row, "code") for row in listing.rows}
    for row in listing.rows:
        _plan_unit(tree, found, row, names, coming)
    if listing.is_whole and frame.terms.absent == ENDS and not frame.terms.within:
        named = named_anywhere(listing, "code")
        for code in sorted(alive - named) if "" not in named else ():
            if tree.courses[code][-1].unit:  # the company itself never ends by a list
                on = frame.open_day(frame.on)
                unit = tree.units[code]
                before = holding(tree.courses[code], on)
                tree.moves[code] = Change(LEFT, code, unit.name_zh, on, unit.name_en, before=before)
    _keep_whole(tree, found)
    found.changes[:0] = tree.moves.values()
    return found


def plan_positions(listing: Listing, frame: Frame) -> Found:
    """Compare a list of positions with those there are; a position stays in its unit and never ends by a list."""
    found, held = Found(), {row.code: row for row in frame.organisation.positions.values()}
    units = {key: row.code for key, row in frame.organisation.units.items()}
    names, found.held = Names.of(frame.organisation), len(held)
    others = {row.code for row in frame.organisation.units.values()}
    others |= {row.code for row in frame.organisation.people.values()}
    for row in listing.rows:
        code, unit = text(row, "code"), names.units.get(text(row, "unit"))
        known = held.get(code)
        name_zh = text(row, "name_zh") or (known.name_zh if known else "")
        name_en = text(row, "name_en") or (known.name_en if known else "")
        level = text(row, "level") if "level" in listing.told else known.level if known else ""
        if not code or not name_zh:
            found.refuse(row, "value_missing", "code" if not code else "name_zh")
        elif unit is None:
            fields = {"written": text(row, "unit"), "suggestion": names.near(text(row, "unit"), among=names.units)}
            found.refuse(row, "unit_unknown", "unit", **fields)
        elif known is None and code in others:
            found.refuse(row, "org_code_taken", "code", taken=code)
        elif known is not None and units[known.unit_id] != unit:
            found.refuse(row, "roster_seat_elsewhere", "unit", position=code, unit=units[known.unit_id])
        elif known is None:
            place = Place(unit, frame.open_day(frame.on))
            found.changes.append(Change(NEW, code, name_zh, None, name_en, places=(place,), level=level, line=row.line))
        else:
            is_named = (name_zh, name_en) == (known.name_zh, known.name_en)
            if not is_named:
                was = known.name_zh if name_zh != known.name_zh else known.name_en
                found.changes.append(Change(RENAMED, code, name_zh, None, name_en, was=was, line=row.line))
            if level != known.level:
                change = Change(CHANGED, code, name_zh, None, name_en, was=known.level, level=level, line=row.line)
                found.changes.append(change)
            found.unchanged += is_named and level == known.level
    return found


def _tree(frame: Frame) -> _Tree:
    held = frame.organisation
    codes = {key: row.code for key, row in held.units.items()}
    courses: dict[str, list[Place]] = {}
    for edge in held.edges:
        above = codes[edge.parent_id] if edge.parent_id is not None else ""
        courses.setdefault(codes[edge.unit_id], []).append(Place(above, edge.valid_from, edge.valid_to))
    taken = {row.code for row in held.people.values()} | {row.code for row in held.positions.values()}
    taken |= {row.code for row in held.tree_units.values()}
    return _Tree(frame, {row.code: row for row in held.units.values()}, courses, frozenset(taken))


def _plan_unit(tree: _Tree, found: Found, row: TakenRow, names: Names, coming: set[str]) -> None:
    frame, code, written = tree.frame, text(row, "code"), text(row, "parent")
    known = tree.units.get(code)
    name_zh = text(row, "name_zh") or (known.name_zh if known else "")
    name_en = text(row, "name_en") or (known.name_en if known else "")
    above = written if written in coming else names.units.get(written, "")
    start = day(row, "valid_from")
    place = Place(above, start or frame.open_day(frame.on), day(row, "valid_to"))
    held = tree.courses.get(code, [])
    on = first_difference(held, _wanted(held, place, start), (), frame.open_from)
    wrong = _wrong(tree, row, name_zh, place) or _crossed(held, code, on)
    if wrong is not None:
        reason, column, fields = wrong
        found.refuse(row, reason, column, **fields)
        return
    tree.rows[code] = row
    if on is not None:
        places = from_day(held, _wanted(held, place, start), (), on)
        kind = NEW if known is None else MOVED if places else LEFT
        tree.moves[code] = Change(
            kind, code, name_zh, on, name_en, before=holding(held, on), places=places,
            unit_kind=text(row, "kind") or ("unit" if above else "company"), line=row.line,
        )  # fmt: skip
    is_named = known is None or (name_zh, name_en) == (known.name_zh, known.name_en)
    if known is not None and not is_named:
        was = known.name_zh if name_zh != known.name_zh else known.name_en
        found.changes.append(Change(RENAMED, code, name_zh, None, name_en, was=was, line=row.line))
    found.unchanged += on is None and is_named


def _wrong(tree: _Tree, row: TakenRow, name_zh: str, place: Place) -> tuple[str, str, dict[str, str]] | None:
    """What a row says that cannot be, whatever the tree: reason, column, and fields of the sentence."""
    code, written, end = text(row, "code"), text(row, "parent"), place.valid_to
    if not code or not name_zh:
        return "value_missing", "name_zh" if code else "code", {}
    if code in tree.rows:
        return "roster_row_twice", "code", {"code": code, "first": str(tree.rows[code].line)}
    if code not in tree.units and code in tree.taken:
        return "org_code_taken", "code", {"taken": code}
    if written and not place.unit:
        return "unit_unknown", "parent", {"written": written, "suggestion": "—"}
    if end is not None and end <= place.valid_from:
        return "org_dates_crossed", "valid_to", {"valid_from": str(place.valid_from), "valid_to": str(end)}
    return None


def _crossed(held: list[Place], code: str, on: date | None) -> tuple[str, str, dict[str, str]] | None:
    """A day before a later move, or of a unit that is over, cannot be written."""
    if on is None or not held:
        return None
    later = next((each.valid_from for each in held if each.valid_from > on), None)
    if later is not None:
        return "org_dates_crossed", "valid_from", {"valid_from": str(on), "valid_to": str(later)}
    return None if holding(held, on) else ("roster_unit_over", "code", {"unit": code})


def _wanted(held: list[Place], place: Place, start: date | None) -> list[Place]:
    """An undated row speaks of today: the day a unit was hung where it hangs is kept."""
    current = holding(held, place.valid_from)
    if start is None and current is not None:
        place = replace(place, valid_to=place.valid_to or current.valid_to)
    return wanted_course(held, [place])


def _keep_whole(tree: _Tree, found: Found) -> None:
    """Take out one change after the other until the tree holds on every day."""
    while (broken := _broken(tree)) is not None:
        code, reason, fields = broken
        change = tree.moves.pop(code)
        row = tree.rows.get(code)
        if row is not None:
            found.refuse(row, reason, "parent", **fields)
        else:
            found.refused.append(RejectedRow(change.line, {"code": code, "name_zh": change.name}, reason, fields))


def _broken(tree: _Tree) -> tuple[str, str, dict[str, str]] | None:
    """The first change that cannot be, and why."""
    for code, change in tree.moves.items():
        for reason, fields in _in_use(tree, code, change):
            return code, reason, fields
    for code, name, parent in _named_twice(tree):
        return code, "unit_name_taken", {"name": name, "parent": parent}
    for code, on in _second_companies(tree):
        return code, "unit_tree_broken", {"unit": code, "on": str(on), "why": "second_place"}
    codes = [*dict.fromkeys((*tree.courses, *tree.moves))]
    keys = {code: key for key, code in enumerate(codes)}
    edges = []
    for code in codes:
        for place in tree.course(code):
            if place.unit and place.unit not in keys:
                return code, "unit_unknown", {"written": place.unit, "suggestion": "—"}
            above = keys[place.unit] if place.unit else None
            edges.append(Edge(keys[code], above, 0, place.valid_from, place.valid_to))
    try:
        check_edges(edges, dict(enumerate(codes)))
    except Refusal as refusal:
        fields = {name: str(value) for name, value in refusal.fields.items()}
        blamed = fields["unit"] if fields["unit"] in tree.moves else next(iter(tree.moves), "")
        if not blamed:
            raise
        return blamed, refusal.code, fields
    return None


def _second_companies(tree: _Tree) -> Iterator[tuple[str, date]]:
    """Changes that would put a unit beside the company instead of below it."""
    for code, change in tree.moves.items():
        for place in (place for place in change.places if not place.unit):
            others = (holding(tree.course(other), place.valid_from) for other in tree.courses if other != code)
            if any(other is not None and not other.unit for other in others):
                yield code, place.valid_from


def _in_use(tree: _Tree, code: str, change: Change) -> Iterator[tuple[str, dict[str, str]]]:
    """A unit that ends may hold nobody and nothing any more."""
    end = change.places[-1].valid_to if change.places else change.on
    if end is None:
        return
    fields = {"unit": code, "on": str(end)}
    for below in (*tree.courses, *tree.moves):
        if any(place.unit == code and (place.valid_to is None or place.valid_to > end) for place in tree.course(below)):
            yield "unit_in_use", {**fields, "why": "unit", "who": below}
    held = tree.frame.organisation
    key = next((key for key, row in held.units.items() if row.code == code), None)
    for row in held.appointments:
        if row.unit_id == key and (row.valid_to is None or row.valid_to > end):
            yield "unit_in_use", {**fields, "why": "person", "who": held.people[row.person_id].code}


def _named_twice(tree: _Tree) -> Iterator[tuple[str, str, str]]:
    """Changes that would put a second unit of one name below one parent."""
    codes = [*dict.fromkeys((*tree.courses, *tree.moves))]
    for on in sorted({change.places[0].valid_from for change in tree.moves.values() if change.places}):
        seen: dict[tuple[str, str], str] = {}
        for code in codes:
            place, moved = holding(tree.course(code), on), tree.moves.get(code)
            if place is None:
                continue
            name = moved.name if moved else tree.units[code].name_zh
            first = seen.setdefault((place.unit, name), code)
            if first != code and (moved or first in tree.moves):
                yield code if moved else first, name, place.unit
