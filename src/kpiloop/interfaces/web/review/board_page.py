"""The action board: what is open, what is late, and whether finished actions moved their KPI."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.web.review.action_lines import ActionLine, action_line
from kpiloop.interfaces.web.worded.paging import Sheaf, cut
from kpiloop.loop.review import selectors as review
from kpiloop.loop.review.choices import ACTION_STATES, CANCELLED, RUNNING_STATES
from kpiloop.loop.review.rows import ActionRow

#: Cards a column shows; longer ones are read as a table.
COLUMN = 20


@dataclass(frozen=True)
class Wanted:
    """What the reader asked for."""

    view: str = "board"  #: board or table
    is_mine: bool = False  #: only own actions
    is_late: bool = False  #: only late ones
    state: str = ""  #: one state; empty for all but cancelled ones
    page: int = 1  #: page of the table


@dataclass(frozen=True)
class BoardColumn:
    """Actions in one state."""

    state: str  #: code of the state
    lines: tuple[ActionLine, ...]  #: earliest due first, as many as a column can show
    count: int  #: all of them
    rest: int  #: how many stand in the table only


@dataclass(frozen=True)
class BoardPage:
    """The page."""

    title: str  #: the finding
    wanted: Wanted  #: what was asked for
    columns: tuple[BoardColumn, ...]  #: in the order of the board
    sheaf: Sheaf[ActionLine]  #: the same as a list, late ones first, in pages
    counts: tuple[tuple[str, int], ...]  #: states and how many
    total: int  #: actions in sight
    may_add: bool  #: True when the reader may add one
    may_meet: bool  #: True when the reader may open meetings


def board_page(viewer: Actor, wanted: Wanted, today: date) -> BoardPage:
    """Build the page for one reader."""
    found = review.actions(viewer, on=today)
    me = org.person_of(viewer)
    chosen = [row for row in found if _fits(row, wanted, me.id if me else None, today)]
    lines = tuple(action_line(viewer, row, me=me, today=today) for row in chosen)
    states = [state for state in ACTION_STATES if state != CANCELLED or wanted.state == CANCELLED]
    columns = tuple(
        _column(state, [line for line in lines if line.row.state == state])
        for state in states
        if not wanted.state or wanted.state == state
    )
    return BoardPage(
        title=_title(chosen if found and (wanted.is_mine or wanted.is_late) else found, today),
        wanted=wanted,
        columns=columns,
        sheaf=cut(sorted(lines, key=lambda line: (not line.late, line.row.due_on, line.row.id)), wanted.page),
        counts=tuple((state, sum(row.state == state for row in found)) for state in ACTION_STATES),
        total=len(found),
        may_add=viewer.may("actions.write"),
        may_meet=viewer.may("meetings.view"),
    )


def _column(state: str, lines: Sequence[ActionLine]) -> BoardColumn:
    return BoardColumn(state, tuple(lines[:COLUMN]), len(lines), max(len(lines) - COLUMN, 0))


def _fits(row: ActionRow, wanted: Wanted, me: int | None, today: date) -> bool:
    return (
        (row.state == wanted.state if wanted.state else row.state != CANCELLED)
        and (not wanted.is_mine or row.owner.id == me)
        and (not wanted.is_late or row.days_late(today) > 0)
    )


def _title(found: Sequence[ActionRow], today: date) -> str:
    running = [row for row in found if row.state in RUNNING_STATES]
    late = sum(row.days_late(today) > 0 for row in running)
    idle = sum(row.effect == "not_moved" for row in found)
    if not found:
        return gettext("No action yet")
    said = ngettext("%(count)d action running", "%(count)d actions running", len(running)) % {"count": len(running)}
    parts = [gettext("%(count)d late") % {"count": late} if late else gettext("none late")]
    if idle:
        parts.append(
            ngettext("%(count)d did not move its KPI", "%(count)d did not move their KPI", idle) % {"count": idle}
        )
    return gettext("%(said)s, %(rest)s") % {"said": said, "rest": gettext(", ").join(parts)}
