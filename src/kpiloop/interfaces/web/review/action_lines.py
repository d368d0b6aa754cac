"""One action as lists, boards and meetings show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org.rows import PersonRow
from kpiloop.interfaces.web.components.figures import Difference
from kpiloop.interfaces.web.track.exception_page import late_words
from kpiloop.interfaces.web.worded import figures
from kpiloop.interfaces.web.worded.addresses import kpi_page
from kpiloop.interfaces.wording import periods
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.review.choices import ACTION_MOVES, BLOCKED, CANCELLED
from kpiloop.loop.review.rows import ActionRow

#: How the verdict on an effect looks.
EFFECT_LIGHTS = {"moved": "green", "not_moved": "red", "unclear": "na", "unchecked": "na"}
SOON = 7  # days before the due date from which it is shown


@dataclass(frozen=True)
class ActionLine:
    """One action."""

    row: ActionRow  #: the action
    kpi: str  #: KPI it shall move, and whose
    kpi_address: str  #: its page
    owner: str  #: who does it
    due: str  #: last day, or when it was done
    late: str  #: how late; empty when it is not
    is_soon: bool  #: due within a week
    expected: Difference  #: change it shall bring
    effect_light: str  #: shape of the verdict
    effect: str  #: verdict in words
    found: Difference | None  #: change that was found
    shows_in: str  #: month the effect shall show in
    moves: tuple[str, ...]  #: states it can go to at once
    is_mine: bool  #: True when the reader owns it


def action_line(viewer: Actor, row: ActionRow, *, me: PersonRow | None, today: date) -> ActionLine:
    """Word one action for one reader."""
    kpi = row.assignment.kpi
    days_left = (row.due_on - today).days
    is_mine = me is not None and row.owner.id == me.id
    may_move = viewer.may("actions.write") and (
        is_mine or row.created_by == viewer.username or viewer.may("meetings.view")
    )
    return ActionLine(
        row=row,
        kpi=figures.kpi_of(row.assignment),
        kpi_address=kpi_page(row.assignment.id, period=row.period_code),
        owner=row.owner.name(figures.tongue()),
        due=due_words(row),
        late=late_words(row.days_late(today)),
        is_soon=row.state in ("open", "doing", "blocked") and 0 <= days_left <= SOON,
        expected=figures.gap(kpi, row.expected_effect),
        effect_light=EFFECT_LIGHTS[row.effect],
        effect=label(f"effect.{row.effect}"),
        found=figures.gap(kpi, row.effect_figure) if row.effect_figure is not None else None,
        shows_in=periods.period_name(row.effect_period, short=True),
        moves=quick_moves(row.state) if may_move else (),
        is_mine=is_mine,
    )


def verdict(row: ActionRow, *, before: Decimal | None, after: Decimal | None) -> tuple[str, str]:
    """Shape and words: the verdict where there is one, until then what the figures say so far."""
    so_far = row.reached(before, after) if row.effect == "unchecked" else None
    if so_far is None:
        return EFFECT_LIGHTS[row.effect], label(f"effect.{row.effect}")
    return ("green", gettext("Moved so far")) if so_far else ("red", gettext("Not moved so far"))


def quick_moves(state: str) -> tuple[str, ...]:
    """Moves that need no words: blocking and cancelling say why and are made on the action's page."""
    return tuple(each for each in ACTION_MOVES[state] if each not in (BLOCKED, CANCELLED))


def due_words(row: ActionRow) -> str:
    """Until when, or when it was done."""
    if row.done_on is not None:
        return gettext("%(day)s done") % {"day": periods.day_short(row.done_on)}
    return periods.day_short(row.due_on)
