"""The cells of a workbook of targets as they stand: months of another line are shown, and changed there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kpiloop.engine.errors import Refusal
from kpiloop.engine.values import Missing
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar.choices import WEEK
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.typed import typed_aim
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import AssignmentRow, TargetRow


class TargetOfOtherLine(Refusal):
    """A cell of a month that belongs to the line before or after: kpi, subject, period, owner, since, count."""

    code = "target_of_other_line"


class TargetOfNoLine(Refusal):
    """A cell of a month no line holds in: kpi, subject, period, count."""

    code = "target_of_no_line"


@dataclass(frozen=True)
class Standing:
    """One cell as it stands."""

    own: str  #: the target as it would be typed; empty where there is none
    shown: str  #: the same, of a week without one what its months give
    is_range: bool  #: both bounds are shown
    is_fixed: bool  #: True when the period is closed, the target locked, or the period that of another line
    also: str = ""  #: of the period of another line, what this one holds for it all the same
    is_own: bool = True  #: the line holds on the last day of the period

    @property
    def texts(self) -> tuple[str, ...]:
        """What says that nothing changed: a share sent back is still a share, and so is an empty cell."""
        if not self.is_own:
            return self.own, self.also, ""
        return self.own, self.own or self.shown

    @property
    def written(self) -> Decimal | str | None:
        """What the workbook holds: a figure, a range as text, nothing."""
        return self.shown if self.is_range else Decimal(self.shown) if self.shown else None


def standing_of(
    viewer: Actor, rows: Sequence[AssignmentRow], periods: Sequence[PeriodRow]
) -> dict[tuple[int, int], Standing]:
    """Every cell as it stands, by (assignment, period); a week without a target of its own holds its share."""
    through = plan.targets_through(viewer, lines=rows, periods=periods)
    codes = [period.code for period in periods]
    own = plan.targets(viewer, assignment_ids=[row.id for row in rows], period_codes=codes)
    weeks = [period for period in periods if period.kind == WEEK]
    shares = plan.week_targets(viewer, lines=rows, weeks=weeks)
    found: dict[tuple[int, int], Standing] = {}
    for row in rows:
        display = formats.display_of(row.kpi)
        for period in periods:
            target, week = through.get((row.id, period.id)), shares.get((row.id, period.id))
            held, band = (target.target, target.band) if target else (None, None)
            text, is_own = typed_aim(held, band, display), row.holds_on(period.last_day)
            if held is None and week is not None and not isinstance(week.share, Missing):
                held, band = week.share, week.share_band
            is_fixed = period.is_closed or not is_own or (target is not None and target.is_locked)
            also = _typed(own.get((row.id, period.id)), row)
            found[row.id, period.id] = Standing(
                text, typed_aim(held, band, display), band is not None, is_fixed, also, is_own
            )
    return found


def refuse_other_lines(
    viewer: Actor,
    written: Iterable[tuple[AssignmentRow, PeriodRow, str]],
    held: Mapping[tuple[int, int], Standing],
) -> None:
    """A month is changed in the line that holds on its last day, and nowhere else: the law of the grid.

    Errors:   target_of_other_line, target_of_no_line.
    """
    strange = [
        (row, period)
        for row, period, text in written
        if not held[row.id, period.id].is_own and text not in held[row.id, period.id].texts
    ]
    if not strange:
        return
    row, period = strange[0]
    other = plan.lines_elsewhere(viewer, lines=[row], periods=[period]).get((row.id, period.id))
    language = formats.language()
    fields: dict[str, Any] = {
        "kpi": row.kpi.name(language),
        "subject": row.subject.name(language),
        "period": period.code,
        "count": len(strange),
    }
    if other is None:
        raise TargetOfNoLine(**fields)
    line = plan.assignment(viewer, other)
    raise TargetOfOtherLine(**fields, owner=line.owner.name(language), since=line.valid_from.isoformat())


def _typed(target: TargetRow | None, row: AssignmentRow) -> str:
    held, band = (target.target, target.band) if target else (None, None)
    return typed_aim(held, band, formats.display_of(row.kpi))
