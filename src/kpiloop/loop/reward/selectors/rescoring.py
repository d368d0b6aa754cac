"""What scoring a quarter again would go by: the terms it was scored by, and what says something else by now."""

from __future__ import annotations

from dataclasses import dataclass

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.loop.reward.choices import OPEN, PUBLISHED, SCORED
from kpiloop.loop.reward.models import ReviewCycle
from kpiloop.loop.reward.references import find_cycle, require_one_of
from kpiloop.loop.reward.row_building import cycle_row
from kpiloop.loop.reward.rows import CycleRow
from kpiloop.loop.reward.scoring.terms import TermChange, is_restated, keeps_terms, months_of, term_changes

__all__ = ["Rescoring", "TermChange", "rescoring", "rescoring_of"]


@dataclass(frozen=True)
class Rescoring:
    """A quarter that was scored, and what scoring it again would mean."""

    cycle: CycleRow  #: quarter and scheme
    may: bool  #: whether its stage takes another scoring
    restates: bool  #: a month of it was closed again, or stands open again, since
    keeps_terms: bool  #: it would go by the terms of its sheets, unless those of now are asked for
    changes: tuple[TermChange, ...]  #: what its sheets were made by and says something else by now


def rescoring(viewer: Actor, *, cycle_id: int) -> Rescoring:
    """Say what scoring a quarter again would go by; a quarter nobody scored has no terms of its own.

    Errors:   permission_denied (scores.run, or reviews.view_all), reward_unknown_reference.
    """
    require_one_of(viewer, "scores.run", "reviews.view_all")
    return rescoring_of(find_cycle(cycle_id))


def rescoring_of(cycle: ReviewCycle) -> Rescoring:
    """The same of a cycle at hand; the caller answers for who may know."""
    restates = is_restated(cycle, months_of(cycle, SYSTEM))
    may = cycle.state in (OPEN, SCORED) or (cycle.state == PUBLISHED and restates)
    return Rescoring(cycle_row(cycle), may, restates, keeps_terms(cycle), term_changes(SYSTEM, cycle))
