"""Rules beside the lines and terms of cards, out of their rows."""

from __future__ import annotations

from kpiloop.engine.scoring.adjusting import CardLimits
from kpiloop.engine.scoring.distribution import GradeShare
from kpiloop.governance.bundle.applying import cells
from kpiloop.governance.bundle.rows import Row
from kpiloop.loop.reward.scoring.adjustment_rows import NewAdjustment, TermsRow
from kpiloop.loop.reward.scoring.grade_shares import read_shares


def adjustment_of(row: Row) -> NewAdjustment:
    """A rule beside the lines."""
    return NewAdjustment(
        code=cells.text(row, "code"),
        kind=cells.text(row, "kind"),
        name_zh=cells.text(row, "name_zh"),
        name_en=cells.text(row, "name_en"),
        reads=cells.text(row, "reads"),
        kpi=cells.text(row, "kpi"),
        subject=cells.text(row, "subject"),
        cards=cells.text(row, "cards"),
        comparison=cells.text(row, "comparison"),
        limit=cells.optional_figure(row, "limit"),
        light=cells.text(row, "light"),
        per=cells.optional_figure(row, "per"),
        counting=cells.text(row, "counting"),
        points=cells.optional_figure(row, "points"),
        most=cells.optional_figure(row, "most"),
        scope=cells.text(row, "scope"),
        grade=cells.text(row, "grade"),
        lifted_by=cells.text(row, "lifted_by"),
    )


def terms_of(row: Row) -> TermsRow:
    """Limits, rounding, ties and distribution."""
    return TermsRow(
        limits=CardLimits(
            cells.optional_figure(row, "extra_most"),
            cells.optional_figure(row, "deduction_most"),
            cells.optional_figure(row, "floor"),
            cells.optional_figure(row, "cap"),
            cells.optional_whole(row, "places"),
        ),
        ties=cells.text(row, "ties"),
        distribution=cells.text(row, "distribution"),
        shares=_shares(row),
        wording=cells.text(row, "wording"),
        bottom_least=cells.optional_whole(row, "bottom_least"),
        exempt_up_to=cells.optional_whole(row, "exempt_up_to") or 0,
        smallest_group=cells.optional_whole(row, "smallest_group") or 0,
        counted_from=cells.text(row, "counted_from"),
        calibration=cells.text(row, "calibration"),
        most_steps=cells.optional_whole(row, "most_steps"),
        over_quota=cells.text(row, "over_quota"),
        talks_first=cells.text(row, "talks_first"),
    )


def _shares(row: Row) -> tuple[GradeShare, ...]:
    return read_shares(" ".join(cells.names(row, "shares")))
