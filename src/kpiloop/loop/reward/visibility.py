"""Who may see which result: people their own after publication, heads their unit, the rights over all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.rows import VisibleSubjects
from kpiloop.loop.reward.choices import VISIBLE_STATES
from kpiloop.loop.reward.models import ReviewCycle
from kpiloop.loop.reward.references import person_of


@dataclass(frozen=True)
class Sight:
    """What one viewer may see of one cycle."""

    viewer: Actor  #: who looks
    me: int | None  #: person behind the account
    seen: VisibleSubjects  #: subjects in scope on the last day of the quarter
    is_published: bool  #: whether results are out

    def sees_result(self, subject_id: int, kind: str) -> bool:
        """Whether a score sheet may be read: before publication only by the right over all reviews."""
        if self.viewer.may("reviews.view_all") and self.seen.sees(subject_id):
            return True
        if not self.is_published or not self.viewer.may("reviews.view_own"):
            return False
        if subject_id == self.me:
            return True
        return self.seen.sees(subject_id) and (kind == "unit" or self.viewer.may("reviews.manage"))

    def sees_pay(self, person_id: int) -> bool:
        """Whether somebody's money may be read by the right over pay; the own line is asked apart."""
        return not self.viewer.is_system and self.viewer.may("pay.view_all") and self.seen.sees(person_id)


def sight_of(viewer: Actor, cycle: ReviewCycle) -> Sight:
    """What a viewer may see of a cycle."""
    me = person_of(viewer)
    seen = org.visible_subjects(viewer, on=cycle.period.ends_before - timedelta(days=1))
    return Sight(viewer, me.id if me else None, seen, cycle.state in VISIBLE_STATES)


def led_units(person_id: int | None, cycle: ReviewCycle) -> frozenset[int]:
    """Units a person leads on the last day of a quarter."""
    if person_id is None:
        return frozenset()
    heads = org_io.heads(cycle.period.ends_before - timedelta(days=1))
    return frozenset(unit for unit, head in heads.items() if head == person_id)
