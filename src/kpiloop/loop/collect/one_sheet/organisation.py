"""Units and owners of the sheet against the organisation there is: known ones are found, new ones get stable codes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org import services as org_services
from kpiloop.foundation.org.rows import NewAppointment, NewPerson, NewScope, NewUnit, SubjectRow
from kpiloop.loop.collect.cleaning.texts import same_name
from kpiloop.loop.collect.one_sheet.intent import Intent, LineIntent, Notice

COMPANY_CODE = "CO"
DEFAULT_COMPANY = "公司"


@dataclass
class Cast:
    """Who and where of the sheet, by comparable names."""

    units: dict[str, str] = field(default_factory=dict)  #: unit name -> unit code
    owners: dict[tuple[str, str], str] = field(default_factory=dict)  #: (unit name, owner) -> employee number
    new_units: list[NewUnit] = field(default_factory=list)  #: to create
    new_people: list[NewPerson] = field(default_factory=list)  #: to create
    new_places: list[NewAppointment] = field(default_factory=list)  #: to create
    company: str = ""  #: code of the root unit
    is_blank: bool = False  #: whether there was no company before

    def owner_of(self, line: LineIntent) -> str:
        """Employee number of a line's owner."""
        return self.owners[owner_key(line)]

    def unit_of(self, line: LineIntent) -> str:
        """Code of a line's unit."""
        return self.units[same_name(line.unit)]


def owner_key(line: LineIntent) -> tuple[str, str]:
    """Two people of one name in two units are two people, unless an employee number says otherwise."""
    return (same_name(line.unit), same_name(line.number or line.owner))


def find_cast(intent: Intent, *, company: str, start: date) -> Cast:
    """Match names to the organisation on the first day of the year and plan what is new; stores nothing."""
    cast = Cast()
    subjects = org_io.subjects_by_id()
    _find_company(cast, subjects.values(), company, start)
    _find_units(cast, intent, subjects, start)
    _find_owners(cast, intent, subjects, start)
    _note_shared_names(cast, intent)
    return cast


def create_cast(actor: Actor, cast: Cast, *, start: date) -> None:
    """Create what is new; on a blank home the founder sees the whole company from then on."""
    scopes = []
    if cast.is_blank and actor.user_id is not None and not org.visible_subjects(actor, on=start).everything:
        scopes = [NewScope(actor.username, "company", start)]
    if cast.new_units or cast.new_people or cast.new_places or scopes:
        org_services.import_organisation(
            actor, units=cast.new_units, people=cast.new_people, appointments=cast.new_places, scopes=scopes
        )


def _find_company(cast: Cast, subjects: Iterable[SubjectRow], company: str, start: date) -> None:
    tree = org_io.full_tree(start)
    root = tree.units.get(tree.root_id) if tree.root_id is not None else None
    cast.is_blank = root is None
    if root is not None:
        cast.company = root.code
        cast.units.update({same_name(name): root.code for name in (root.code, root.name_zh, root.name_en) if name})
    else:
        cast.company = _free_code("CO", "", {row.code for row in subjects})
        name = company or DEFAULT_COMPANY
        cast.new_units.append(NewUnit(cast.company, name, start, kind="company"))
        cast.units[same_name(name)] = cast.company
    if company:
        cast.units[same_name(company)] = cast.company


def _find_units(cast: Cast, intent: Intent, subjects: dict[int, SubjectRow], start: date) -> None:
    taken = {row.code for row in subjects.values()} | {unit.code for unit in cast.new_units}
    for line in intent.lines:
        name = same_name(line.unit)
        if name in cast.units:
            continue
        known = org_io.resolve_unit(line.unit)
        if known is not None:
            cast.units[name] = subjects[known].code
            continue
        code = _free_code("U", "02d", taken)
        taken.add(code)
        cast.units[name] = code
        cast.new_units.append(NewUnit(code, line.unit, start, parent=cast.company, order=len(cast.new_units)))


def _find_owners(cast: Cast, intent: Intent, subjects: dict[int, SubjectRow], start: date) -> None:
    taken = {row.code for row in subjects.values()}
    places = _people_by_place(subjects, start)
    led = {subjects[unit].code for unit in org_io.heads(start) if unit in subjects}
    # Lines of the company first: who leads there is the same person wherever the name appears below.
    for line in sorted(intent.lines, key=lambda line: cast.unit_of(line) != cast.company):
        key = owner_key(line)
        if key in cast.owners:
            continue
        unit = cast.unit_of(line)
        known = _known_owner(cast, line, places, taken)
        if known is None:
            known = line.number or _free_code("P", "03d", taken)
            taken.add(known)
            cast.new_people.append(NewPerson(known, line.owner))
            cast.new_places.append(NewAppointment(known, unit, start, is_head=unit not in led))
            led.add(unit)
        cast.owners[key] = known


def _known_owner(
    cast: Cast, line: LineIntent, places: dict[tuple[str, str], list[str]], taken: Collection[str]
) -> str | None:
    if line.number:
        return line.number if line.number in taken else None
    company_key = next(
        (key for key in cast.owners if key[1] == same_name(line.owner) and cast.units[key[0]] == cast.company), None
    )
    if company_key is not None:
        return cast.owners[company_key]
    for unit in (cast.unit_of(line), cast.company):
        found = places.get((unit, same_name(line.owner)), [])
        if len(found) == 1:
            return found[0]
    return None


def _people_by_place(subjects: dict[int, SubjectRow], start: date) -> dict[tuple[str, str], list[str]]:
    """Employee numbers by unit code and comparable name, over the whole year."""
    places: dict[tuple[str, str], list[str]] = {}
    for row in org_io.appointments_between(start, start.replace(year=start.year + 1)):
        person, unit = subjects[row.person_id], subjects[row.unit_id]
        for name in {same_name(person.name_zh), same_name(person.name_en)} - {""}:
            held = places.setdefault((unit.code, name), [])
            if person.code not in held:
                held.append(person.code)
    return places


def _note_shared_names(cast: Cast, intent: Intent) -> None:
    holders: dict[str, set[str]] = {}
    for line in intent.lines:
        holders.setdefault(same_name(line.owner), set()).add(cast.owner_of(line))
    for line in intent.lines:
        numbers = holders.pop(same_name(line.owner), set())
        if len(numbers) > 1:
            fields = {"name": line.owner, "numbers": ", ".join(sorted(numbers))}
            intent.notices.append(Notice("owner_name_shared", "", fields))


def _free_code(prefix: str, width: str, taken: Collection[str]) -> str:
    """The next code of a row of codes: gaps are not filled, so that codes keep their meaning."""
    if prefix not in taken and not width:
        return prefix
    used = [int(found[1]) for code in taken if (found := re.fullmatch(prefix + r"(\d+)", code))]
    return f"{prefix}{max(used, default=0) + 1:{width or '02d'}}"
