"""Who may see which result: people their own after publication, heads their unit, the rights over all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.rows import VisibleSubjects
from kpiloop.loop.reward.choices import VISIBLE_STATES
from kpiloop.loop.reward.models import Interview, PerformanceReview, ReviewCycle, ScoreSheet
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

    def sees_review(self, review: PerformanceReview) -> bool:
        """Whether a review is there for the viewer: the own one, one to write, or in scope by right."""
        if self.me is not None and self.me in (review.person_id, review.manager_id):
            return True
        return self.viewer.may("reviews.view_all") and self.seen.sees(review.person_id)

    def sees_sheet(self, sheet: ScoreSheet) -> bool:
        """Whether a sheet is there for the viewer, the own one whatever the rights."""
        is_own = self.me is not None and self.me == sheet.subject_id and self.is_published
        return is_own or self.sees_result(sheet.subject_id, sheet.subject.kind)

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


def sees_talk(viewer: Actor, talk: Interview) -> bool:
    """Whether a talk is there for a viewer: for the two who hold it, and in scope by the right over improvement."""
    me = person_of(viewer)
    if me is not None and me.id in (talk.person_id, talk.interviewer_id):
        return True
    return viewer.may("improvement.view") and org.visible_subjects(viewer, on=talk.due_on).sees(talk.person_id)
