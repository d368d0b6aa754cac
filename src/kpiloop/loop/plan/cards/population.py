"""Whom a population rule selects, with the days on which each of them fits. Pure over the organisation of a year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org.rows import AppointmentRow, PositionRow, SubjectRow
from kpiloop.loop.plan.cards.rows import Fit, Population


@dataclass(frozen=True)
class People:
    """Who and where in a year, read once for every rule."""

    starts_on: date  #: first day of the year
    ends_before: date  #: first day after
    appointments: Sequence[AppointmentRow]  #: places that touch the year
    positions: Mapping[int, PositionRow]  #: by key
    subjects: Mapping[int, SubjectRow]  #: by key
    _trees: dict[date, org_io.OrgTree] = field(default_factory=dict, compare=False, repr=False)  #: kept answers
    _heads: dict[date, Mapping[int, int]] = field(default_factory=dict, compare=False, repr=False)  #: kept answers

    def head_of(self, unit_id: int, on: date) -> int | None:
        """The person who leads a unit on a day."""
        if on not in self._heads:
            self._heads[on] = org_io.heads(on)
        return self._heads[on].get(unit_id)

    def tree(self, on: date) -> org_io.OrgTree:
        """Units of a day within the year."""
        day = min(max(on, self.starts_on), self.ends_before)
        if day not in self._trees:
            self._trees[day] = org_io.full_tree(day)
        return self._trees[day]


def people_of_year(starts_on: date, ends_before: date) -> People:
    """The organisation of a year; it is kept in memory, so this costs one small read."""
    return People(
        starts_on,
        ends_before,
        org_io.appointments_between(starts_on, ends_before),
        org_io.positions_by_id(),
        org_io.subjects_by_id(),
    )


def fitting(populations: Iterable[Population], people: People) -> list[Fit]:
    """Everybody whom one of the rules selects; places that follow each other in one unit are one stretch."""
    found = [fit for population in populations for fit in _fitting(population, people)]
    return _joined(found)


def _fitting(population: Population, people: People) -> Iterable[Fit]:
    start = max(population.valid_from or people.starts_on, people.starts_on)
    end = min(population.valid_to or people.ends_before, people.ends_before)
    is_open = population.valid_to is None or population.valid_to > people.ends_before
    by_kind = {"person": _people, "position": _positions, "unit": _units}
    for fit in by_kind[population.kind](population, people, start):
        first, last = max(fit.starts_on, start), fit.ends_before
        if last is None or last > end:
            last = None if is_open and (last is None or last > people.ends_before) else end
        if people.subjects[fit.subject_id].code in population.excluded or first >= (last or people.ends_before):
            continue
        yield replace(fit, starts_on=first, ends_before=last)


def _people(population: Population, people: People, start: date) -> Iterable[Fit]:
    for place in people.appointments:
        seat = people.positions.get(place.position_id or 0)
        code = people.subjects[place.person_id].code
        if (
            (not population.people or code in population.people)
            and _is_head_wanted(population, place)
            and _is_seat_wanted(population, seat)
            and place.unit_id in _units_named(population, people, max(place.valid_from, start))
        ):
            yield Fit(place.person_id, place.unit_id, place.valid_from, place.valid_to, place.line_manager_id)


def _positions(population: Population, people: People, start: date) -> Iterable[Fit]:
    units = _units_named(population, people, start)
    for seat in people.positions.values():
        if seat.unit_id in units and _is_seat_wanted(population, seat):
            yield Fit(seat.id, seat.unit_id, people.starts_on, None)


def _units(population: Population, people: People, start: date) -> Iterable[Fit]:
    units = people.tree(start).units
    for key in sorted(_units_named(population, people, start)):
        unit = units[key]
        if not population.levels or {unit.kind, str(unit.depth)} & set(population.levels):
            yield Fit(key, key, people.starts_on, None)


def _is_head_wanted(population: Population, place: AppointmentRow) -> bool:
    return {"any": True, "without": not place.is_head, "only": place.is_head}[population.heads]


def _is_seat_wanted(population: Population, seat: PositionRow | None) -> bool:
    if population.positions and (seat is None or seat.code not in population.positions):
        return False
    return not population.levels or (seat is not None and seat.level in population.levels)


def _units_named(population: Population, people: People, on: date) -> set[int]:
    tree = people.tree(on)
    if not population.units:
        return set(tree.units)
    named = {key for key, unit in tree.units.items() if unit.code in population.units}
    return {below for key in named for below in tree.descendants(key)} if population.with_below else named


def _joined(fits: Iterable[Fit]) -> list[Fit]:
    stories: dict[tuple[int, int], list[Fit]] = defaultdict(list)
    for fit in sorted(fits, key=lambda fit: (fit.subject_id, fit.starts_on, fit.ends_before or date.max)):
        held = stories[fit.subject_id, fit.unit_id]
        if held and (held[-1].ends_before or date.max) >= fit.starts_on:
            last = max(held[-1].ends_before or date.max, fit.ends_before or date.max)
            held[-1] = replace(held[-1], ends_before=None if last == date.max else last)
        else:
            held.append(fit)
    return sorted((fit for held in stories.values() for fit in held), key=lambda fit: (fit.subject_id, fit.starts_on))
