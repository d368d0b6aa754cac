"""Exceptions on the agenda of a meeting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.charts.marks.variance_bar import Scale, VarianceBar, scale_of, variance_bar
from kpiloop.interfaces.web.components.figures import Difference
from kpiloop.interfaces.web.review.action_lines import ActionLine, action_line
from kpiloop.interfaces.web.track.exception_page import streak_words
from kpiloop.interfaces.web.worded import figures
from kpiloop.interfaces.web.worded.addresses import kpi_page, page
from kpiloop.interfaces.wording import formats
from kpiloop.loop.analyse import selectors as analyse
from kpiloop.loop.review.choices import RUNNING_STATES
from kpiloop.loop.review.rows import ActionRow, AgendaRow, MeetingRow


@dataclass(frozen=True)
class AgendaLine:
    """One exception on the agenda."""

    row: AgendaRow  #: the item
    kpi: str  #: name of the KPI
    who: str  #: whose, and who answers
    address: str  #: variance page
    impact: VarianceBar | None  #: points lost on the card
    impact_text: str  #: the same in figures
    actual: str  #: figure
    target: str  #: target
    difference: Difference  #: gap
    streak: str  #: how long
    drift: str  #: how far the live figure has moved since publication; empty when it has not
    actions: tuple[ActionLine, ...]  #: what will be done
    earlier: tuple[ActionLine, ...]  #: what was decided in earlier months and still runs
    cause_address: str  #: where to write the cause; empty without the right
    action_address: str  #: where to add an action; empty without the right


def agenda_lines(viewer: Actor, row: MeetingRow, today: date) -> tuple[AgendaLine, ...]:
    """Word the exceptions of a meeting; their bars share one scale."""
    scale = scale_of([-item.status.shortfall for item in row.items], width=56)
    return tuple(_line(viewer, row, item, scale, today) for item in row.items)


def _line(viewer: Actor, row: MeetingRow, item: AgendaRow, scale: Scale, today: date) -> AgendaLine:
    status, assignment = item.status, item.status.assignment
    impact = -status.shortfall if assignment.weight else None
    return AgendaLine(
        row=item,
        kpi=assignment.kpi.name(figures.tongue()),
        who=f"{assignment.subject.name(figures.tongue())} {assignment.owner.name(figures.tongue())}",
        address=page("analyse:variance", assignment.id, period=row.period_code)
        or kpi_page(assignment.id, period=row.period_code),
        impact=variance_bar(impact, scale, judgement="worse"),
        impact_text=formats.number(impact, 1) if impact is not None else gettext("watched only"),
        actual=figures.figure(assignment.kpi, status.actual),
        target=figures.aim(assignment.kpi, status.band or status.target),
        difference=figures.gap(assignment.kpi, status.gap),
        streak=streak_words(status.streak),
        drift=figures.gap(assignment.kpi, item.drift).text if item.drift else "",
        actions=tuple(action_line(viewer, each, me=None, today=today) for each in item.actions),
        earlier=tuple(action_line(viewer, each, me=None, today=today) for each in _earlier(row, assignment.id)),
        cause_address=_cause_address(viewer, row, assignment.id),
        action_address=_action_address(viewer, row, item),
    )


def _earlier(row: MeetingRow, assignment_id: int) -> Iterator[ActionRow]:
    for carried in row.carried:
        if carried.action.assignment.id == assignment_id and carried.action.state in RUNNING_STATES:
            yield carried.action


def _cause_address(viewer: Actor, row: MeetingRow, assignment_id: int) -> str:
    if row.state == "published" or not analyse.may_write_cause(
        viewer, assignment_id=assignment_id, period_code=row.period_code
    ):
        return ""
    return page("analyse:cause_new", assignment_id, period=row.period_code)


def _action_address(viewer: Actor, row: MeetingRow, item: AgendaRow) -> str:
    if row.state == "published" or not viewer.may("actions.write"):
        return ""
    cause = item.causes[0].id if item.causes else None
    return page("review:action_new", assignment=item.status.assignment.id, period=row.period_code, cause=cause)
