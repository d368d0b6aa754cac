"""The organisation as it stands on a day: the tree, one unit, one person."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.choices import UNIT
from kpiloop.foundation.org.errors import NotVisible
from kpiloop.foundation.org.rows import AppointmentRow, PersonRow, SubjectRow, UnitRow
from kpiloop.foundation.org.tree import Tree
from kpiloop.interfaces.web.forms.asking import today
from kpiloop.interfaces.web.org.ending_page import EndedUnit, ended_units, keeps_everything, unit_end


@dataclass(frozen=True)
class UnitLine:
    """One unit in the tree."""

    code: str  #: its code
    name: str  #: its name
    kind: str  #: company, division, unit, team
    depth: int  #: steps below the company
    head: str  #: who leads it; empty when nobody does, or when the reader may not see who
    is_led: bool  #: somebody leads it
    opens: bool  #: the reader may open its page
    head_number: str  #: employee number of the head
    people: int  #: people in it alone
    below: int  #: people in it and below


@dataclass(frozen=True)
class TreeLink:
    """A further tree over the same facts."""

    code: str  #: its code
    name: str  #: its name


@dataclass(frozen=True)
class TreePage:
    """The whole tree."""

    title: str  #: the finding
    on: date  #: the day shown
    units: tuple[UnitLine, ...]  #: parents before children
    headless: int  #: units nobody leads
    may_edit: bool  #: True when the reader may change the organisation
    trees: tuple[TreeLink, ...] = ()  #: further trees over the same facts
    ended: tuple[EndedUnit, ...] = ()  #: units that are over, for who keeps the whole organisation


@dataclass(frozen=True)
class PlaceLine:
    """One person in a unit, or one place in a person's history."""

    number: str  #: employee number
    name: str  #: person
    unit: str  #: unit
    unit_code: str  #: its code
    position: str  #: seat; empty when there is none
    level: str  #: pay level of the seat
    manager: str  #: line manager
    is_head: bool  #: leads the unit
    valid_from: date  #: first day
    valid_to: date | None  #: first day it no longer holds
    is_running: bool  #: True when it holds on the day shown


@dataclass(frozen=True)
class UnitPage:
    """One unit."""

    title: str  #: unit and how many work there
    unit: UnitRow  #: the unit
    name: str  #: its name
    path: tuple[tuple[str, str], ...]  #: code and name from the company down to its parent
    below: tuple[UnitLine, ...]  #: units right below
    people: tuple[PlaceLine, ...]  #: head first
    seats: tuple[tuple[str, str, str, int], ...]  #: code, name, level, people who hold it
    on: date  #: the day shown
    may_edit: bool  #: True when the reader may change the organisation
    names: tuple[str, ...] = ()  #: other codes and names in sources, for who keeps the whole organisation
    ends_on: date | None = None  #: first day it is no more, for who keeps the whole organisation
    mark: str = ""  #: of the organisation the page was made of
    is_over: bool = False  #: it is no more today, whatever the day shown: nothing is put into it any more

    @property
    def may_end(self) -> bool:
        """Whether the reader may end it or change its end: the company never ends."""
        return self.may_edit and self.unit.parent_id is not None


@dataclass(frozen=True)
class PersonPage:
    """One person."""

    title: str  #: person and where they work
    person: PersonRow  #: the person
    name: str  #: name
    places: tuple[PlaceLine, ...]  #: newest first
    may_edit: bool  #: True when the reader may change the organisation
    lasting: tuple[PlaceLine, ...] = ()  #: places that hold on the day shown or later
    mark: str = ""  #: of the organisation the page was made of

    @property
    def ended(self) -> PlaceLine | None:
        """The newest place, when an end is said for it that may be changed or taken back."""
        newest = max(self.places, key=lambda line: line.valid_from, default=None)
        return newest if newest is not None and newest.valid_to is not None else None

    @property
    def endable(self) -> tuple[PlaceLine, ...]:
        """Places whose end may be said or changed: those that last, and the newest one."""
        newest = () if self.ended is None or self.ended in self.lasting else (self.ended,)
        return (*newest, *self.lasting)


def tree_page(viewer: Actor, on: date) -> TreePage:
    """The tree of a day, cut to what the reader sees."""
    tree = org.tree(viewer, on=on)
    held = org.appointments(viewer, on=on)
    units = tuple(_unit_lines(viewer, tree, held, on))
    headless = sum(1 for line in units if not line.is_led)
    language = get_language() or "zh-hans"
    trees = tuple(TreeLink(row.code, row.name(language)) for row in org.further_trees(viewer))
    title = _tree_title(len(units), len(held), headless)
    return TreePage(title, on, units, headless, viewer.may("org.edit"), trees, ended_units(viewer, on))


def _tree_title(units: int, people: int, headless: int) -> str:
    if not units:
        return gettext("No unit is in your sight on this day")
    said = gettext("%(units)d units, %(people)d people") % {"units": units, "people": people}
    if not headless:
        return said
    return ngettext("%(said)s, %(count)d unit without a head", "%(said)s, %(count)d units without a head", headless) % {
        "said": said,
        "count": headless,
    }


def _unit_lines(viewer: Actor, tree: Tree, held: tuple[AppointmentRow, ...], on: date) -> list[UnitLine]:
    people = {row.id: row for row in org.people(viewer, on=on)}
    visible = org.visible_subjects(viewer, on=on)
    counts = Counter(row.unit_id for row in held)
    language = get_language() or "zh-hans"
    lines = []
    for key in _in_order(tree):
        row = tree.units[key]
        head = people.get(row.head_id or 0)
        below = sum(counts[below] for below in tree.descendants(key))
        name = head.name(language) if head else ""
        number = head.code if head else ""
        led, opens = row.head_id is not None, visible.sees(key)
        lines.append(
            UnitLine(row.code, row.name(language), row.kind, row.depth, name, led, opens, number, counts[key], below)
        )
    return lines


def _in_order(tree: Tree) -> list[int]:
    """Every unit right before the units below it, as an indented list reads."""
    tops = [key for key, row in tree.units.items() if row.parent_id not in tree.units]
    found: list[int] = []
    waiting = list(reversed(tops))
    while waiting:
        key = waiting.pop()
        found.append(key)
        waiting.extend(reversed(tree.children.get(key, ())))
    return found


def unit_page(viewer: Actor, code: str, on: date) -> UnitPage:
    """One unit of a day; a hidden one is as absent as an unknown one."""
    key = org.subject(viewer, code, on=on).id
    tree = org.tree(viewer, on=on)
    row = tree.units.get(key)
    if row is None:  # it has ended, or is not there yet
        raise NotVisible(kind="unit", key=code)
    language = get_language() or "zh-hans"
    held = org.appointments(viewer, on=on, unit=code)
    everyone = org.appointments(viewer, on=on)
    below = [line for line in _unit_lines(viewer, tree, everyone, on) if line.code in _codes_below(tree, key)]
    people = sorted(_places(viewer, held, on), key=lambda line: (not line.is_head, line.number))
    name = row.name(language)
    count = len(held)
    title = ngettext("%(name)s: %(count)d person", "%(name)s: %(count)d people", count) % {"name": name, "count": count}
    return UnitPage(
        title=title,
        unit=row,
        name=name,
        path=tuple((above.code, above.name(language)) for above in tree.path(key)[:-1]),
        below=tuple(below),
        people=tuple(people),
        seats=_seats(viewer, key, held, on),
        on=on,
        may_edit=viewer.may("org.edit"),
        names=_other_names(viewer, key, on),
        ends_on=unit_end(viewer, key, on),
        mark=org.mark(viewer),
        is_over=_is_over(unit_end(viewer, key, on)),
    )


def _is_over(ends_on: date | None) -> bool:
    return ends_on is not None and ends_on <= today()


def shown_unit(viewer: Actor, code: str, on: date) -> SubjectRow:
    """The unit a form is about; a hidden one is as absent as an unknown one, and a person is no unit."""
    row = org.subject(viewer, code, on=on)
    if row.kind != UNIT:
        raise NotVisible(kind="unit", key=code)
    return row


def _other_names(viewer: Actor, key: int, on: date) -> tuple[str, ...]:
    if not keeps_everything(viewer, on):
        return ()
    return tuple(sorted(alias for alias, unit in org.organisation(viewer).aliases.items() if unit == key))


def _codes_below(tree: Tree, key: int) -> set[str]:
    return {tree.units[below].code for below in tree.children.get(key, ())}


def _seats(
    viewer: Actor, unit_id: int, held: tuple[AppointmentRow, ...], on: date
) -> tuple[tuple[str, str, str, int], ...]:
    language = get_language() or "zh-hans"
    counts = Counter(row.position_id for row in held)
    return tuple(
        (seat.code, seat.name(language), seat.level, counts[seat.id])
        for seat in org.positions(viewer, on=on)
        if seat.unit_id == unit_id
    )


def _places(viewer: Actor, held: tuple[AppointmentRow, ...], on: date) -> list[PlaceLine]:
    language = get_language() or "zh-hans"
    seats = {seat.id: seat for seat in org.positions(viewer, on=on)}
    names = {row.id: row for row in org.people(viewer, on=on)}
    units = org.tree(viewer, on=on).units
    visible = org.visible_subjects(viewer, on=on)
    lines = []
    for row in held:
        who, seat = _named(viewer, row.person_id, names), seats.get(row.position_id or 0)
        manager = names.get(row.line_manager_id or 0)
        where = units.get(row.unit_id)
        lines.append(
            PlaceLine(
                number=who.code,
                name=who.name(language),
                unit=where.name(language) if where else org.subject_by_id(viewer, row.unit_id).name(language),
                unit_code=where.code if where and visible.sees(where.id) else "",
                position=seat.name(language) if seat else "",
                level=seat.level if seat else "",
                manager=manager.name(language) if manager else "",
                is_head=row.is_head,
                valid_from=row.valid_from,
                valid_to=row.valid_to,
                is_running=row.holds_on(on),
            )
        )
    return lines


def _named(viewer: Actor, person_id: int, names: dict[int, PersonRow]) -> PersonRow:
    if person_id in names:
        return names[person_id]
    row = org.subject_by_id(viewer, person_id)
    return PersonRow(row.id, row.code, row.name_zh, row.name_en, None)


def person_page(viewer: Actor, number: str, on: date) -> PersonPage:
    """One person with every place held; a hidden one is as absent as an unknown one."""
    row = org.subject(viewer, number, on=on)
    held = tuple(reversed(org.appointments_of(viewer, row.id)))
    places = tuple(_places(viewer, held, on))
    running = next((line for line in places if line.is_running), None)
    person = next((each for each in org.people(viewer, on=on) if each.id == row.id), None)
    language = get_language() or "zh-hans"
    name = row.name(language)
    where = " · ".join(part for part in (running.unit, running.position) if part) if running else ""
    title = f"{name} · {where}" if where else gettext("%(name)s works nowhere on this day") % {"name": name}
    found = person or PersonRow(row.id, row.code, row.name_zh, row.name_en, None)
    lasting = tuple(line for line in places if line.valid_to is None or line.valid_to > on)
    return PersonPage(title, found, name, places, viewer.may("org.edit"), lasting, org.mark(viewer))
