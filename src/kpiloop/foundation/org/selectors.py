"""Reading the organisation, cut to what the viewer may see on a day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require, require_person
from kpiloop.foundation.marks import mark_of_all
from kpiloop.foundation.org.book import Book, current_mark, read_book, whole
from kpiloop.foundation.org.choices import COMPANY, NODE, SUBTREE
from kpiloop.foundation.org.errors import NotVisible
from kpiloop.foundation.org.models import Person, Scope
from kpiloop.foundation.org.rows import (
    PLACE,
    AppointmentRow,
    EntityRow,
    OrganisationRow,
    PersonRow,
    PositionRow,
    ScopeRow,
    SubjectRow,
    UnitRow,
    UnitTreeRow,
    VisibleSubjects,
)
from kpiloop.foundation.org.tree import Tree
from kpiloop.foundation.reading import once


def person_of(viewer: Actor) -> PersonRow | None:
    """The person behind the viewer's account."""
    return read_book().person_of_account(viewer.user_id)


def people_by_account(viewer: Actor, usernames: Collection[str]) -> dict[str, PersonRow]:
    """The people behind accounts, by account: whoever may read a record may read who signed it."""
    require_person(viewer)
    found = Person.objects.filter(user__username__in=list(usernames)).values_list("user__username", "subject_id")
    people = read_book().people
    return {username: people[key] for username, key in found if key in people}


def visible_subjects(viewer: Actor, *, on: date) -> VisibleSubjects:
    """Whom the viewer may see on a day: own figures, units in scope, and who works there.

    Of the own unit only the name is seen: its figures belong to its head and to those above.
    """
    return once(("org.visible", viewer, on), lambda: _visible_subjects(viewer, on))


def _visible_subjects(viewer: Actor, on: date) -> VisibleSubjects:
    book = read_book()
    scopes = _scopes_on(viewer, on)
    if viewer.is_system or any(kind == COMPANY for kind, _ in scopes):
        return VisibleSubjects(frozenset(book.subjects), frozenset(book.units), frozenset(book.people), True)
    me = book.person_of_account(viewer.user_id)
    units = _units_in_scope(book, me, scopes, on)
    held = [row for row in book.appointments_on(on) if row.unit_id in units or (me and row.person_id == me.id)]
    people = {row.person_id for row in held} | ({me.id} if me else set())
    positions = {row.position_id for row in held if row.position_id is not None}
    positions |= {row.id for row in book.positions.values() if row.unit_id in units}
    own_units = {row.unit_id for row in held if me and row.person_id == me.id}
    return VisibleSubjects(
        frozenset(units | positions | people), frozenset(units | own_units), frozenset(people), False
    )


def require_subject(viewer: Actor, subject_id: int, *, on: date) -> None:
    """Refuse what the viewer may not see as if it did not exist."""
    if not visible_subjects(viewer, on=on).sees(subject_id) or subject_id not in read_book().subjects:
        raise NotVisible(kind="subject", key=subject_id)


def tree(viewer: Actor, *, on: date) -> Tree:
    """The tree of a day, cut to visible units; a unit whose parent is hidden keeps its depth."""
    whole = read_book().tree(on)
    seen = visible_subjects(viewer, on=on)
    return _cut(whole, seen)


def _cut(whole: Tree, seen: VisibleSubjects) -> Tree:
    if seen.everything:
        return whole
    units = {key: row for key, row in whole.units.items() if key in seen.unit_ids}
    children = {key: tuple(below for below in whole.children[key] if below in units) for key in units}
    root = whole.root_id if whole.root_id in units else next(iter(units), None)
    return Tree(units, children, root)


def further_trees(viewer: Actor) -> tuple[UnitTreeRow, ...]:
    """Further trees over the same facts, by code; their names are no secret."""
    return tuple(read_book().further.values())


def further_tree(viewer: Actor, code: str, *, on: date) -> Tree:
    """A further tree on a day, cut to visible units, with the company at its top."""
    book = read_book()
    if code not in book.further:
        raise NotVisible(kind="unit_tree", key=code)
    return _cut(book.further_tree(code, on), visible_subjects(viewer, on=on))


def unplaced(viewer: Actor, code: str, *, on: date) -> tuple[UnitRow, ...]:
    """Visible units of the company's own tree that no place of a further tree brings along on a day."""
    book, seen = read_book(), visible_subjects(viewer, on=on)
    whole, hung = book.tree(on), further_tree(viewer, code, on=on).units
    return tuple(row for key, row in whole.units.items() if seen.sees(key) and not _around(whole, key) & hung.keys())


def _around(whole: Tree, key: int) -> set[int]:
    """A unit with all above and below it, without the company."""
    if key == whole.root_id:
        return {key}
    return {each for each in (*whole.descendants(key), *whole.ancestors(key)) if each != whole.root_id}


def entities(viewer: Actor, *, on: date) -> dict[int, EntityRow]:
    """Legal entities among visible units of a day, by key of the unit."""
    seen = visible_subjects(viewer, on=on)
    return {key: row for key, row in read_book().entities.items() if seen.sees(key)}


def mark(viewer: Actor) -> str:
    """The mark of the organisation as it stands: a form carries it, so that no change is overwritten unseen."""
    return current_mark()


def units(viewer: Actor, *, on: date) -> tuple[UnitRow, ...]:
    """Visible units of a day, parents before children."""
    return tuple(tree(viewer, on=on).units.values())


def people(viewer: Actor, *, on: date, unit: str | None = None) -> tuple[PersonRow, ...]:
    """Visible people who work here on a day, by number; of one unit and below when it is named."""
    book = read_book()
    seen = visible_subjects(viewer, on=on)
    held = book.appointments_on(on)
    if unit is not None:
        within = book.tree(on).descendants(subject(viewer, unit, on=on).id)
        held = [row for row in held if row.unit_id in within]
    keys = {row.person_id for row in held if seen.sees(row.person_id)}
    return tuple(sorted((book.people[key] for key in keys), key=lambda row: row.code))


def positions(viewer: Actor, *, on: date) -> tuple[PositionRow, ...]:
    """Visible positions, by code."""
    seen = visible_subjects(viewer, on=on)
    return tuple(sorted((row for row in read_book().positions.values() if seen.sees(row.id)), key=lambda row: row.code))


def subject(viewer: Actor, code: str, *, on: date | None = None) -> SubjectRow:
    """One unit, position or person by code; with a day it must be visible on it."""
    book = read_book()
    found = book.subjects.get(book.codes.get(code, 0))
    if found is None or (on is not None and not visible_subjects(viewer, on=on).sees(found.id)):
        raise NotVisible(kind="subject", key=code)
    return found


def subject_by_id(viewer: Actor, subject_id: int, *, on: date | None = None) -> SubjectRow:
    """One unit, position or person by key; with a day it must be visible on it."""
    found = read_book().subjects.get(subject_id)
    if found is None or (on is not None and not visible_subjects(viewer, on=on).sees(found.id)):
        raise NotVisible(kind="subject", key=subject_id)
    return found


def subjects(viewer: Actor, *, on: Collection[date]) -> dict[int, SubjectRow]:
    """Units, positions and people visible on at least one of some days, by key."""
    seen = [visible_subjects(viewer, on=day) for day in on]
    return {key: row for key, row in read_book().subjects.items() if any(each.sees(key) for each in seen)}


def appointments(viewer: Actor, *, on: date, unit: str | None = None) -> tuple[AppointmentRow, ...]:
    """Who works where on a day, as far as the viewer sees these people; of one unit alone when it is named."""
    seen = visible_subjects(viewer, on=on)
    within = subject(viewer, unit, on=on).id if unit is not None else None
    held = (row for row in read_book().appointments_on(on) if within is None or row.unit_id == within)
    return tuple(row for row in held if seen.sees(row.person_id))


def appointments_of(viewer: Actor, person_id: int) -> tuple[AppointmentRow, ...]:
    """Appointments of a person, oldest first: the own ones, all with org.view, else those in the viewer's sight."""
    held = [row for row in read_book().appointments if row.person_id == person_id]
    me = person_of(viewer)
    if viewer.may("org.view") or (me is not None and me.id == person_id):
        return tuple(held)
    # A place that began before the viewer led the unit is seen from the viewer's first day on.
    return tuple(row for row in held if _was_seen(viewer, row))


def places_mark(viewer: Actor, person_id: int) -> str:
    """The mark of every place of a person: whoever gives another one shows by it what was looked at."""
    held = [row for row in read_book().appointments if row.person_id == person_id]
    return mark_of_all(held, PLACE)


def _was_seen(viewer: Actor, row: AppointmentRow) -> bool:
    """Whether the person stood in the viewer's sight at the beginning or at the end of a place."""
    last = (row.valid_to - timedelta(days=1)) if row.valid_to else date.max
    return any(visible_subjects(viewer, on=day).sees(row.person_id) for day in (row.valid_from, last))


def scopes(viewer: Actor, *, username: str | None = None) -> tuple[ScopeRow, ...]:
    """Scopes of an account or of all, for those who see the organisation."""
    require(viewer, "org.view")
    found = Scope.objects.select_related("user").order_by("user__username", "valid_from", "pk")
    if username is not None:
        found = found.filter(user__username=username)
    return tuple(ScopeRow(row.user.username, row.kind, row.unit_id, row.valid_from, row.valid_to) for row in found)


def _scopes_on(viewer: Actor, on: date) -> list[tuple[str, int | None]]:
    account = viewer.user_id
    if account is None:
        return []
    granted = once(("org.scopes", account), lambda: _scopes_of(account))
    return [(kind, unit) for kind, unit, start, end in granted if start <= on and (end is None or on < end)]


def _scopes_of(user_id: int) -> list[tuple[str, int | None, date, date | None]]:
    return list(Scope.objects.filter(user_id=user_id).values_list("kind", "unit_id", "valid_from", "valid_to"))


def _units_in_scope(book: Book, me: PersonRow | None, scopes: list[tuple[str, int | None]], on: date) -> set[int]:
    """Units named by scopes, and those the viewer leads on the day: leading a unit means seeing it."""
    nodes = {unit_id for kind, unit_id in scopes if kind == NODE and unit_id is not None}
    tops = {unit_id for kind, unit_id in scopes if kind == SUBTREE and unit_id is not None}
    if me is not None:
        tops |= {unit_id for unit_id, head_id in book.heads(on).items() if head_id == me.id}
    return nodes | {below for top in tops for below in book.descendants(top, on)}


def organisation(viewer: Actor) -> OrganisationRow:
    """Everything about who and where with all its dates, for those who keep the whole organisation."""
    require(viewer, "org.edit")
    if not visible_subjects(viewer, on=date.max).everything:
        raise NotVisible(kind="organisation", key="company")
    return whole()
