"""Who is assessed by what on a day: the card that scoring would take, exempt people, and people without a card."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta

from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org.rows import AppointmentRow
from kpiloop.foundation.org.tree import Tree
from kpiloop.governance.charter.rows import Populace, UnitCount
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.reward import engine_io as reward_io
from kpiloop.loop.reward.scoring.cards import DefaultCards, last_place, person_segments

EXEMPT, NONE = "exempt", "none"


def running_lines(scheme: str, on: date) -> list[AssignmentRow]:
    """What counts on the cards of a scheme on a day."""
    return [
        row
        for row in plan_io.assignments_of_scheme(scheme)
        if row.weight > 0 and row.valid_from <= on and (row.valid_to is None or row.valid_to > on)
    ]


def populace(lines: Sequence[AssignmentRow], *, default_card: str, exempt: Collection[int], on: date) -> Populace:
    """Everybody in the company on a day by what they are judged on, as scoring finds their card.

    Law:      the counts of a unit add up to its people; an exempt person counts as exempt, card or not.
    """
    by_subject: dict[int, list[AssignmentRow]] = defaultdict(list)
    for line in lines:
        by_subject[line.subject.id].append(line)
    after = on + timedelta(days=1)
    tree, people = org_io.full_tree(on), org_io.people_by_id()
    units = frozenset(line.subject.id for line in lines if line.subject.kind == "unit")
    defaults = DefaultCards(tree, org_io.heads(on), units) if default_card == "unit_by_head" else None
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    without, both = [], []
    for person, held in reward_io.appointments_by_person(on, after).items():
        place = last_place(held, on, after)
        if place is None or place.unit_id not in tree.units:
            continue
        kind = _kind(person, held, by_subject, (on, after), defaults)
        if person in exempt and kind != NONE:
            both.append(people[person])
        if person not in exempt and kind == NONE:
            without.append((people[person], tree.units[place.unit_id]))
        counts[place.unit_id][EXEMPT if person in exempt else kind] += 1
    listed = tuple(UnitCount(tree.units[key], dict(counts[key])) for key in in_order(tree) if key in counts)
    return Populace(listed, tuple(without), tuple(both))


def in_order(tree: Tree) -> Iterator[int]:
    """Every unit below the one above it, as a reader goes down the tree."""
    waiting = [] if tree.root_id is None else [tree.root_id]
    while waiting:
        key = waiting.pop()
        yield key
        waiting.extend(reversed(tree.children.get(key, ())))


def _kind(
    person: int,
    held: Sequence[AppointmentRow],
    by_subject: dict[int, list[AssignmentRow]],
    day: tuple[date, date],
    defaults: DefaultCards | None,
) -> str:
    segments = person_segments(person, held, by_subject, day, defaults)
    return segments[0].kind if segments else NONE
