"""A business review meeting: last decisions with their effect first, then the exceptions, then what is decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.web.measure.override_page import OverrideLine, override_lines
from kpiloop.interfaces.web.review.action_lines import ActionLine, action_line
from kpiloop.interfaces.web.review.agenda_lines import AgendaLine, agenda_lines
from kpiloop.interfaces.web.review.carried_lines import CARRIED, CarriedLine, carried_line, carried_note, worked
from kpiloop.interfaces.web.review.readiness_lines import WaitingPerson, due_words, owing_words, waiting_people
from kpiloop.interfaces.web.worded import figures
from kpiloop.interfaces.wording import formats, periods
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.measure.choices import APPROVED, PROPOSED
from kpiloop.loop.review import selectors as review
from kpiloop.loop.review.choices import CARRIED_MINUTES, CLOSING_MINUTES, MEETING_STATES
from kpiloop.loop.review.rows import MeetingRow


@dataclass(frozen=True)
class MeetingPage:
    """The page."""

    title: str  #: name of the meeting
    finding: str  #: what stands between here and a good meeting
    row: MeetingRow  #: the meeting
    when: str  #: day, hour, place, chair
    steps: tuple[tuple[str, bool, bool], ...]  #: states, is reached, is here
    carried: tuple[CarriedLine, ...]  #: earlier actions, as many as a meeting goes through
    carried_rest: int  #: how many more stand on the board
    carried_note: str  #: how many worked
    agenda: tuple[AgendaLine, ...]  #: exceptions
    time_note: str  #: how the minutes add up
    impact_unit: str  #: unit of the impact column
    blocks: tuple[bool, ...]  #: one per item, True when it is ready
    waiting: tuple[WaitingPerson, ...]  #: who still owes what, most first
    until: str  #: when answers are due: the evening before the meeting
    owing: str  #: how many people still owe something
    decided: tuple[tuple[str, str, tuple[ActionLine, ...]], ...]  #: number, text, actions
    may_lead: bool  #: True when the reader chairs it or manages meetings
    is_published: bool  #: True once the figures are frozen
    overridden: tuple[OverrideLine, ...] = ()  #: figures of the month that persons decided, or ask to decide


def meeting_page(viewer: Actor, period_code: str, today: date) -> MeetingPage:
    """Build the page for one reader."""
    row = review.meeting(viewer, period_code=period_code)
    is_published = row.state == "published"
    agenda = agenda_lines(viewer, row, today)
    carried = tuple(carried_line(viewer, each, today) for each in row.carried[:CARRIED])
    return MeetingPage(
        title=gettext("%(month)s business review") % {"month": period_name(period_code, short=True)},
        finding=_finding(row),
        row=row,
        when=when_words(row.starts_at, row.place, row.chair.name(figures.tongue())),
        steps=_steps(row.state),
        carried=carried,
        carried_rest=len(row.carried) - len(carried),
        carried_note=carried_note(row.carried),
        agenda=agenda,
        time_note=_time_note(row),
        impact_unit=formats.unit_word("score"),
        blocks=tuple(each.is_ready for each in row.items),
        waiting=waiting_people(agenda),
        until=due_words(row.starts_at),
        owing=owing_words(row),
        decided=_decided(viewer, row, today),
        may_lead=leads(viewer, row) and not is_published,
        is_published=is_published,
        overridden=_overridden(viewer, row, today),
    )


def _overridden(viewer: Actor, row: MeetingRow, today: date) -> tuple[OverrideLine, ...]:
    """The pack of the month names every figure that is not the system's own; once published, as it was then."""
    rows = row.overridden
    if rows is None:
        found = measure.overrides(viewer, period_codes=[row.period_code], states=[PROPOSED, APPROVED], on=today)
        rows = tuple(found)
    return tuple(override_lines(viewer, rows))


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


def _finding(row: MeetingRow) -> str:
    silent = sum("cause" in item.lacks for item in row.items)
    idle = sum(item.lacks == ("action",) for item in row.items)
    failed = sum(worked(each) is False for each in row.carried)
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
