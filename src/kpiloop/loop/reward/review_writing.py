"""Opening the reviews of everyone judged in a cycle."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org.rows import AppointmentRow
from kpiloop.loop.reward.engine_io import SubjectCards, appointments_by_person
from kpiloop.loop.reward.models import PerformanceReview, ReviewCycle
from kpiloop.loop.reward.scoring.cards import last_place


def ensure_reviews(cycle: ReviewCycle, cards: Sequence[SubjectCards]) -> int:
    """Open a review for every person judged who has none yet; how many were opened."""
    held = set(PerformanceReview.objects.filter(cycle=cycle).values_list("person_id", flat=True))
    people = [key for key, kind, _ in cards if kind == "person" and key not in held]
    leaders = line_managers(cycle, people)
    PerformanceReview.objects.bulk_create(
        PerformanceReview(cycle=cycle, person_id=person, manager_id=leaders[person]) for person in people
    )
    return len(people)


def line_managers(cycle: ReviewCycle, people: Sequence[int]) -> dict[int, int | None]:
    """Who led each person at the end of the quarter: the named leader, else the head of the unit or above."""
    start, end = cycle.period.starts_on, cycle.period.ends_before
    tree = org_io.full_tree(end - timedelta(days=1))
    held = appointments_by_person(start, end)

    def leader(person: int, place: AppointmentRow | None) -> int | None:
        if place is None or place.line_manager_id is not None:
            return place.line_manager_id if place else None
        upwards = (place.unit_id, *tree.ancestors(place.unit_id))
        above = (tree.units[key].head_id for key in upwards if key in tree.units)
        return next((head for head in above if head is not None and head != person), None)

    return {person: leader(person, last_place(held.get(person, []), start, end)) for person in people}
