"""By what a closed month is computed and judged again: the terms its closes pinned, told to who computes and judges."""

from __future__ import annotations

from dataclasses import replace

from kpiloop.engine.targets.band import band_between
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.governance.archive.errors import NotReplayable, RevisionUnknown
from kpiloop.governance.archive.models import Close, FrozenFigure, Reopening
from kpiloop.loop.measure.restating.terms import CloseTerms, KeptLine, keeps_terms

APPROVED = "approved"


def closes_of(period: PeriodRow, revision: int | None = None) -> list[Close]:
    """Closes of a month up to one of them, oldest first; up to the newest without a number.

    Errors:   revision_unknown.
    """
    found = Close.objects.filter(period_id=period.id).select_related("organisation_lines").order_by("revision")
    closes = list(found if revision is None else found.filter(revision__lte=revision))
    if not closes or (revision is not None and closes[-1].revision != revision):
        raise RevisionUnknown(period=period.code, revision=revision or 1)
    return closes


def terms_of(period: PeriodRow, closes: list[Close]) -> tuple[CloseTerms, ...]:
    """What closes pinned, oldest first.

    Errors:   close_not_replayable for a close that kept no organisation.
    """
    found = FrozenFigure.objects.filter(close__in=closes).select_related("assignment")
    lines: dict[int, dict[int, KeptLine]] = {close.pk: {} for close in closes}
    for row in found:
        lines[row.close_id][row.assignment_id] = _line(row)
    return tuple(_terms(period, close, lines[close.pk]) for close in closes)


def reopening_of(period: PeriodRow) -> Reopening | None:
    """Why a month is open again; None while it is closed or was never closed."""
    if period.is_closed:
        return None
    return Reopening.objects.filter(period_id=period.id, state=APPROVED).order_by("-pk").first()


@keeps_terms("archive")
def kept_by(period: PeriodRow) -> tuple[CloseTerms, ...]:
    """The terms a reopened month keeps; none where it was opened to go by those of now."""
    reopening = reopening_of(period)
    if reopening is None or reopening.new_terms:
        return ()
    closes = closes_of(period)
    if any(close.organisation_lines is None for close in closes):
        return ()  # closed before the organisation was pinned: there is nothing to go by
    *earlier, last = terms_of(period, closes)
    return (*earlier, replace(last, decided_after=reopening.newest_target))


def _terms(period: PeriodRow, close: Close, lines: dict[int, KeptLine]) -> CloseTerms:
    if close.organisation_lines is None:
        raise NotReplayable(period=period.code, revision=close.revision)
    return CloseTerms(
        close.revision, close.terms_revision or close.revision, close.warehouse_version, close.closed_at,
        close.organisation_lines.lines, lines, close.newest,
    )  # fmt: skip


def _line(row: FrozenFigure) -> KeptLine:
    return KeptLine(
        row.assignment_id, row.assignment.kpi_id, row.assignment.subject_id, row.definition_id, row.weight,
        row.target_id, row.target_figure, band_between(row.lower, row.upper),
    )  # fmt: skip
