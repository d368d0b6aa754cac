"""English words by label id (`<group>.<value>`), one table per room; the Chinese stands in the catalogue."""

from __future__ import annotations

from kpiloop.interfaces.wording.terms import (
    access,
    analyse,
    archive,
    audit,
    calendar,
    health,
    improve,
    jobs,
    measure,
    org,
    plan,
    review,
    reward,
    shell,
    track,
)

TERMS: dict[str, str] = {
    **access.TERMS,
    **analyse.TERMS,
    **archive.TERMS,
    **audit.TERMS,
    **calendar.TERMS,
    **health.TERMS,
    **improve.TERMS,
    **jobs.TERMS,
    **measure.TERMS,
    **org.TERMS,
    **plan.TERMS,
    **review.TERMS,
    **reward.TERMS,
    **shell.TERMS,
    **track.TERMS,
}
