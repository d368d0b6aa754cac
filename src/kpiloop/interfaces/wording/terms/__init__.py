"""English words by label id (`<group>.<value>`), one table per room; the Chinese stands in the catalogue."""

from __future__ import annotations

from kpiloop.interfaces.wording.terms import (
    access,
    analyse,
    archive,
    audit,
    bundle,
    calendar,
    collect,
    health,
    importing,
    improve,
    jobs,
    measure,
    org,
    plan,
    proof,
    review,
    reward,
    shell,
    sources,
    track,
)

TERMS: dict[str, str] = {
    **access.TERMS,
    **analyse.TERMS,
    **archive.TERMS,
    **audit.TERMS,
    **bundle.TERMS,
    **calendar.TERMS,
    **collect.TERMS,
    **health.TERMS,
    **importing.TERMS,
    **improve.TERMS,
    **jobs.TERMS,
    **measure.TERMS,
    **org.TERMS,
    **plan.TERMS,
    **proof.TERMS,
    **review.TERMS,
    **reward.TERMS,
    **shell.TERMS,
    **sources.TERMS,
    **track.TERMS,
}
