"""Whose lights a viewer may see: those of visible subjects, and those they answer for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.plan.rows import AssignmentRow


@dataclass(frozen=True)
class Reach:
    """What a viewer may see of assignments."""

    everything: bool  #: no cut at all
    subject_ids: frozenset[int]  #: visible subjects
    person_id: int | None  #: the viewer as an employee

    def of_assignments(self, prefix: str = "assignment__") -> Q:
        """The cut as a condition on tables that point at an assignment."""
        if self.everything:
            return Q(pk__isnull=False)  # an empty condition would vanish from an OR
        cut = Q(**{f"{prefix}subject_id__in": self.subject_ids})
        if self.person_id is not None:
            cut |= Q(**{f"{prefix}owner_id": self.person_id}) | Q(**{f"{prefix}provider_id": self.person_id})
        return cut

    def sees(self, line: AssignmentRow) -> bool:
        """Whether one assignment is within the cut."""
        people = {line.owner.id, line.provider.id if line.provider else None}
        is_own = self.person_id is not None and self.person_id in people
        return self.everything or is_own or line.subject.id in self.subject_ids


NOTHING = Reach(everything=False, subject_ids=frozenset(), person_id=None)


def reach(viewer: Actor, *, on: date) -> Reach:
    """What a viewer may see on a day; without the right to see values: nothing."""
    if not viewer.may("values.view"):
        return NOTHING
    visible = org.visible_subjects(viewer, on=on)
    person = org.person_of(viewer)
    return Reach(visible.everything, visible.subject_ids, person.id if person else None)


def day_of(period: PeriodRow) -> date:
    """The day rights are read on for a month: its last one."""
    return period.ends_before - timedelta(days=1)
