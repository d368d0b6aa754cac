"""Whether an owner can move what they answer for: they work in the subject's unit or lead it from above."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.plan.models import Assignment


class Influence:
    """The tree and the appointments of one day, read once for any number of cards."""

    def __init__(self, on: date) -> None:
        self._on = on
        self._tree = org_io.full_tree(on)
        self.heads: Mapping[int, int] = org_io.heads(on)
        self._places: dict[int, set[int]] = {}
        self._seats: dict[int, set[int]] = {}
        for row in org_io.appointments_between(on, date.fromordinal(on.toordinal() + 1)):
            self._places.setdefault(row.person_id, set()).add(row.unit_id)
            if row.position_id is not None:
                self._seats.setdefault(row.position_id, set()).add(row.unit_id)

    def unit_of(self, assignment: Assignment) -> int | None:
        """The unit a card belongs to on that day."""
        if assignment.subject.kind == "unit":
            return assignment.subject_id
        held = self._places if assignment.subject.kind == "person" else self._seats
        return min(held.get(assignment.subject_id, ()), default=None)

    def reaches(self, assignment: Assignment) -> bool:
        """Whether the owner is the person, works in the unit, or leads a unit above it."""
        if assignment.owner_id == assignment.subject_id:
            return True
        unit = self.unit_of(assignment)
        if unit is None:
            return True  # nobody sits there on that day: the tree says nothing
        if unit in self._places.get(assignment.owner_id, ()):
            return True
        return any(self.heads.get(each) == assignment.owner_id for each in (unit, *self._tree.ancestors(unit)))

    def head_of(self, assignment: Assignment) -> int | None:
        """Who leads the unit of a card, or the nearest unit above that has a leader."""
        unit = self.unit_of(assignment)
        upward = (unit, *self._tree.ancestors(unit)) if unit is not None else ()
        return next((self.heads[each] for each in upward if each in self.heads), None)
