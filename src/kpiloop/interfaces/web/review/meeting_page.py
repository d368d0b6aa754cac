"""A business review meeting: last decisions with their effect first, then the exceptions, then what is decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.charts.marks.sparkline import Sparkline, sparkline
from kpiloop.interfaces.charts.marks.variance_bar import VarianceBar, scale_of, variance_bar
from kpiloop.interfaces.web.components.figures import Difference
from kpiloop.interfaces.web.review.action_lines import ActionLine, action_line
from kpiloop.interfaces.web.track.exception_page import streak_words
from kpiloop.interfaces.web.worded import figures
from kpiloop.interfaces.web.worded.addresses import kpi_page, page
from kpiloop.interfaces.wording import formats, periods
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.analyse import selectors as analyse
from kpiloop.loop.review import selectors as review
from kpiloop.loop.review.choices import CARRIED_MINUTES, CLOSING_MINUTES, MEETING_STATES
from kpiloop.loop.review.rows import AgendaRow, CarriedRow, MeetingRow


@dataclass(frozen=True)
class CarriedLine:
    """An earlier action and whether it worked."""

    action: ActionLine  #: the action
    wanted: str  #: figure it shall reach by its effect month
    after: str  #: figure it had, or when it will show
    spark: Sparkline  #: six months with the wanted figure dotted
    light: str  #: verdict as a shape
    verdict: str  #: verdict in words


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
    cause_address: str  #: where to write the cause; empty without the right
    action_address: str  #: where to add an action; empty without the right


@dataclass(frozen=True)
class MeetingPage:
    """The page."""

    title: str  #: name of the meeting
    finding: str  #: what stands between here and a good meeting
    row: MeetingRow  #: the meeting
    when: str  #: day, hour, place, chair
    steps: tuple[tuple[str, bool, bool], ...]  #: states, is reached, is here
    carried: tuple[CarriedLine, ...]  #: earlier actions
    carried_note: str  #: how many worked
    agenda: tuple[AgendaLine, ...]  #: exceptions
    time_note: str  #: how the minutes add up
    impact_unit: str  #: unit of the impact column
    blocks: tuple[bool, ...]  #: one per item, True when it is ready
    owing: str  #: how many people still owe something
    decided: tuple[tuple[str, str, tuple[ActionLine, ...]], ...]  #: number, text, actions
    may_lead: bool  #: True when the reader chairs it or manages meetings
    is_published: bool  #: True once the figures are frozen


def meeting_page(viewer: Actor, period_code: str, today: date) -> MeetingPage:
    """Build the page for one reader."""
    row = review.meeting(viewer, period_code=period_code)
    is_published = row.state == "published"
    agenda = _agenda(viewer, row, today)
    carried = tuple(_carried(viewer, each, today) for each in row.carried)
    return MeetingPage(
        title=gettext("%(month)s business review") % {"month": period_name(period_code, short=True)},
        finding=_finding(row),
        row=row,
        when=when_words(row.starts_at, row.place, row.chair.name(figures.tongue())),
        steps=_steps(row.state),
        carried=carried,
        carried_note=_carried_note(row.carried),
        agenda=agenda,
        time_note=_time_note(row),
        impact_unit=formats.unit_word("score"),
        blocks=tuple(each.is_ready for each in row.items),
        owing=_owing(row),
        decided=_decided(viewer, row, today),
        may_lead=leads(viewer, row) and not is_published,
        is_published=is_published,
    )


def leads(viewer: Actor, row: MeetingRow) -> bool:
    """Whether the reader chairs the meeting or manages meetings."""
    me = org.person_of(viewer)
    return viewer.may("meetings.manage") or (me is not None and me.id == row.chair.id)


def when_words(starts_at: datetime, place: str, chair: str) -> str:
    """Day, hour, place and chair in one line."""
    local = timezone.localtime(starts_at)
    said = {"day": periods.day_with_weekday(local.date()), "hour": local.strftime("%H:%M"), "chair": chair}
    if place:
        return gettext("%(day)s %(hour)s, %(place)s, chaired by %(chair)s") % {**said, "place": place}
    return gettext("%(day)s %(hour)s, chaired by %(chair)s") % said


def _steps(state: str) -> tuple[tuple[str, bool, bool], ...]:
    here = MEETING_STATES.index(state)
    return tuple((each, place <= here, place == here) for place, each in enumerate(MEETING_STATES))


def _carried(viewer: Actor, row: CarriedRow, today: date) -> CarriedLine:
    kpi = row.action.assignment.kpi
    line = action_line(viewer, row.action, me=None, today=today)
    if row.is_due:
        after = figures.figure(kpi, row.after)
    else:
        after = gettext("shows in %(month)s") % {"month": line.shows_in}
    light, verdict = (line.effect_light, line.effect) if row.is_due else ("na", gettext("Not due yet"))
    return CarriedLine(
        action=line,
        wanted=figures.aim(kpi, row.wanted),
        after=after,
        spark=sparkline(list(row.series), target=row.wanted),
        light=light,
        verdict=verdict,
    )


def _carried_note(rows: Sequence[CarriedRow]) -> str:
    due = [row for row in rows if row.is_due]
    said = {
        "all": len(rows),
        "moved": sum(row.action.effect == "moved" for row in due),
        "idle": sum(row.action.effect == "not_moved" for row in due),
        "later": len(rows) - len(due),
    }
    return gettext("%(all)d carried over: %(moved)d moved their KPI, %(idle)d did not, %(later)d not due yet") % said


def _agenda(viewer: Actor, row: MeetingRow, today: date) -> tuple[AgendaLine, ...]:
    scale = scale_of([-item.status.shortfall for item in row.items], width=56)
    lines = []
    for item in row.items:
        status, assignment = item.status, item.status.assignment
        impact = -status.shortfall if assignment.weight else None
        may_write = row.state != "published" and analyse.may_write_cause(
            viewer, assignment_id=assignment.id, period_code=row.period_code
        )
        lines.append(
            AgendaLine(
                row=item,
                kpi=assignment.kpi.name(figures.tongue()),
                who=f"{assignment.subject.name(figures.tongue())} {assignment.owner.name(figures.tongue())}",
                address=page("analyse:variance", assignment.id, period=row.period_code)
                or kpi_page(assignment.id, period=row.period_code),
                impact=variance_bar(impact, scale, judgement="worse"),
                impact_text=formats.number(impact, 1) if impact is not None else gettext("watched only"),
                actual=figures.figure(assignment.kpi, status.actual),
                target=figures.aim(assignment.kpi, status.target),
                difference=figures.gap(assignment.kpi, status.gap),
                streak=streak_words(status.streak),
                drift=figures.gap(assignment.kpi, item.drift).text if item.drift else "",
                actions=tuple(action_line(viewer, each, me=None, today=today) for each in item.actions),
                cause_address=page("analyse:cause_new", assignment.id, period=row.period_code) if may_write else "",
                action_address=page(
                    "review:action_new",
                    assignment=assignment.id,
                    period=row.period_code,
                    cause=item.causes[0].id if item.causes else None,
                )
                if viewer.may("actions.write") and row.state != "published"
                else "",
            )
        )
    return tuple(lines)


def _time_note(row: MeetingRow) -> str:
    said = {
        "carried": CARRIED_MINUTES if row.carried else 0,
        "items": sum(item.minutes_planned for item in row.items),
        "closing": CLOSING_MINUTES,
        "all": row.minutes_planned,
    }
    return (
        gettext("decisions of last month %(carried)d + exceptions %(items)d + closing %(closing)d = %(all)d min") % said
    )


def _decided(viewer: Actor, row: MeetingRow, today: date) -> tuple[tuple[str, str, tuple[ActionLine, ...]], ...]:
    followed = review.actions(viewer, period_code=row.period_code) if row.decisions else []
    return tuple(
        (
            each.code,
            each.text,
            tuple(action_line(viewer, one, me=None, today=today) for one in followed if one.decision_id == each.id),
        )
        for each in row.decisions
    )


def _owing(row: MeetingRow) -> str:
    people = {waiting.person.id for waiting in row.readiness.waiting}
    return ngettext("%(count)d person", "%(count)d people", len(people)) % {"count": len(people)} if people else ""


def _finding(row: MeetingRow) -> str:
    silent = sum("cause" in item.lacks for item in row.items)
    idle = sum(item.lacks == ("action",) for item in row.items)
    failed = sum(each.is_due and each.action.effect == "not_moved" for each in row.carried)
    if row.state == "published":
        said = {"decisions": len(row.decisions), "items": len(row.items), "by": row.published_by}
        return (
            gettext("Minutes published by %(by)s: %(items)d items, %(decisions)d decisions; figures are frozen.") % said
        )
    parts = []
    if silent:
        parts.append(
            ngettext("%(count)d exception has no cause", "%(count)d exceptions have no cause", silent)
            % {"count": silent}
        )
    if idle:
        parts.append(
            ngettext("%(count)d cause has no action", "%(count)d causes have no action", idle) % {"count": idle}
        )
    if failed:
        parts.append(
            ngettext(
                "%(count)d earlier action did not move its KPI",
                "%(count)d earlier actions did not move their KPI",
                failed,
            )
            % {"count": failed}
        )
    if not parts:
        return gettext("Everything is ready: every exception has a cause and an action.")
    return gettext("Before the meeting: %(what)s.") % {"what": gettext("; ").join(parts)}


def state_word(state: str) -> str:
    """A state of a meeting in words."""
    return label(f"meeting_state.{state}")
