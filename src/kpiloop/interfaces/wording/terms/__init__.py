"""English words by label id (`<group>.<value>`), one table per room; the Chinese stands in the catalogue."""

from __future__ import annotations

from kpiloop.interfaces.wording.terms import access, calendar, jobs, measure, org, shell, track

TERMS: dict[str, str] = {
    **access.TERMS,
    **calendar.TERMS,
    **jobs.TERMS,
    **measure.TERMS,
    **org.TERMS,
    **shell.TERMS,
    **track.TERMS,
}
