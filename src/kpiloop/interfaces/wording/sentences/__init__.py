"""English sentences by refusal code, one table per room; the Chinese stands in the catalogue."""

from __future__ import annotations

from kpiloop.interfaces.wording.sentences import (
    access,
    analyse,
    audit,
    bounded,
    calendar,
    cli,
    engine,
    engine_formula,
    jobs,
    measure,
    org,
    plan,
    review,
    shell,
    track,
    warehouse,
)

SENTENCES: dict[str, str] = {
    **access.SENTENCES,
    **analyse.SENTENCES,
    **audit.SENTENCES,
    **bounded.SENTENCES,
    **calendar.SENTENCES,
    **cli.SENTENCES,
    **engine.SENTENCES,
    **engine_formula.SENTENCES,
    **jobs.SENTENCES,
    **measure.SENTENCES,
    **org.SENTENCES,
    **plan.SENTENCES,
    **review.SENTENCES,
    **shell.SENTENCES,
    **track.SENTENCES,
    **warehouse.SENTENCES,
}
