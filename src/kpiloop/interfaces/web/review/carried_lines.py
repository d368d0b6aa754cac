"""Earlier actions a meeting opens with, and whether they moved their KPI."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.charts.marks.sparkline import Sparkline, sparkline
from kpiloop.interfaces.web.review.action_lines import ActionLine, action_line, verdict
from kpiloop.interfaces.web.worded import figures
from kpiloop.loop.review.rows import CarriedRow

#: Earlier actions a meeting goes through one by one; more belong on the board.
CARRIED = 20


@dataclass(frozen=True)
class CarriedLine:
    """An earlier action and whether it worked."""

    action: ActionLine  #: the action
    wanted: str  #: figure it shall reach by its effect month
    after: str  #: figure it had, or when it will show
    spark: Sparkline  #: six months with the wanted figure dotted
    light: str  #: verdict as a shape
    verdict: str  #: verdict in words
    is_due: bool  #: True once its effect month is here


def carried_line(viewer: Actor, row: CarriedRow, today: date) -> CarriedLine:
    """Word one earlier action."""
    kpi = row.action.assignment.kpi
    line = action_line(viewer, row.action, me=None, today=today)
    if row.is_due:
        after = figures.figure(kpi, row.after)
    else:
        after = gettext("shows in %(month)s") % {"month": line.shows_in}
    light, said = verdict(row.action, before=row.before, after=row.after)
    return CarriedLine(
        action=line,
        wanted=figures.aim(kpi, row.wanted),
        after=after,
        spark=sparkline(list(row.series), target=row.wanted),
        light=light if row.is_due else "na",
        verdict=said if row.is_due else gettext("Not due yet"),
        is_due=row.is_due,
    )


def worked(row: CarriedRow) -> bool | None:
    """Whether an action worked: the verdict where there is one, until then what the figures say so far."""
    if not row.is_due or row.action.effect == "unclear":
        return None
    return row.reached if row.action.effect == "unchecked" else row.action.effect == "moved"


def carried_note(rows: Sequence[CarriedRow]) -> str:
    """How many of them worked; the parts add up to all."""
    due = [worked(row) for row in rows if row.is_due]
    said = {
        "all": len(rows),
        "moved": sum(each is True for each in due),
        "idle": sum(each is False for each in due),
        "later": len(rows) - len(due),
    }
    parts = gettext("%(all)d carried over: %(moved)d moved their KPI, %(idle)d did not, %(later)d not due yet") % said
    unknown = sum(each is None for each in due)
    return gettext("%(parts)s, %(count)d without a figure") % {"parts": parts, "count": unknown} if unknown else parts
