"""English words by label id (`<group>.<value>`), one table per room; the Chinese stands in the catalogue."""

from __future__ import annotations

from kpiloop.interfaces.wording.terms import (
    access,
    analyse,
    calendar,
    health,
    jobs,
    measure,
    org,
    plan,
    review,
    shell,
    track,
)

TERMS: dict[str, str] = {
    **access.TERMS,
    **analyse.TERMS,
    **calendar.TERMS,
    **health.TERMS,
    **jobs.TERMS,
    **measure.TERMS,
    **org.TERMS,
    **plan.TERMS,
    **review.TERMS,
    **shell.TERMS,
    **track.TERMS,
}
