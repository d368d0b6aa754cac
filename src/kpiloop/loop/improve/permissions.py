"""Improvement plans are private: the person, the line manager, and the right over improvement."""

from __future__ import annotations

from datetime import timedelta

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.improve.choices import PROPOSED
from kpiloop.loop.improve.models import ImprovementPlan


def may_see_plan(viewer: Actor, plan: ImprovementPlan) -> bool:
    """Whether a viewer may read a plan; the person sees it once a human has decided."""
    on = plan.last_period.ends_before - timedelta(days=1)
    me = org.person_of(viewer)
    if me is not None and me.id == plan.person_id:
        return plan.state != PROPOSED
    if me is not None and org_io.line_manager(plan.person_id, on) == me.id:
        return True
    return viewer.may("improvement.view") and org.visible_subjects(viewer, on=on).sees(plan.person_id)
