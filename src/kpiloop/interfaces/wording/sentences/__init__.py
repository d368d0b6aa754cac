"""English sentences by refusal code, one table per room; the Chinese stands in the catalogue."""

from __future__ import annotations

from kpiloop.interfaces.wording.sentences import (
    access,
    analyse,
    archive,
    audit,
    bounded,
    calendar,
    cli,
    collect,
    engine,
    engine_formula,
    improve,
    jobs,
    measure,
    org,
    plan,
    review,
    reward,
    shell,
    track,
    warehouse,
)

SENTENCES: dict[str, str] = {
    **access.SENTENCES,
    **analyse.SENTENCES,
    **archive.SENTENCES,
    **audit.SENTENCES,
    **bounded.SENTENCES,
    **calendar.SENTENCES,
    **cli.SENTENCES,
    **collect.SENTENCES,
    **engine.SENTENCES,
    **engine_formula.SENTENCES,
    **improve.SENTENCES,
    **jobs.SENTENCES,
    **measure.SENTENCES,
    **org.SENTENCES,
    **plan.SENTENCES,
    **review.SENTENCES,
    **reward.SENTENCES,
    **shell.SENTENCES,
    **track.SENTENCES,
    **warehouse.SENTENCES,
}
