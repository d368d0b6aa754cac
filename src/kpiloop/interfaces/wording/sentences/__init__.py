"""English sentences by refusal code, one table per room; the Chinese stands in the catalogue."""

from __future__ import annotations

from kpiloop.interfaces.wording.sentences import (
    access,
    audit,
    bounded,
    calendar,
    engine_formula,
    jobs,
    measure,
    org,
    shell,
    track,
    warehouse,
)

SENTENCES: dict[str, str] = {
    **access.SENTENCES,
    **audit.SENTENCES,
    **bounded.SENTENCES,
    **calendar.SENTENCES,
    **engine_formula.SENTENCES,
    **jobs.SENTENCES,
    **measure.SENTENCES,
    **org.SENTENCES,
    **shell.SENTENCES,
    **track.SENTENCES,
    **warehouse.SENTENCES,
}
