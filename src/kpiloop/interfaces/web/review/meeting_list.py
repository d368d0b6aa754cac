"""All meetings, and the month whose meeting nobody has called yet."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.interfaces.web.review.meeting_page import when_words
from kpiloop.interfaces.web.worded.figures import tongue
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.review import selectors as review
from kpiloop.loop.review.choices import AGENDA_LIMIT
from kpiloop.loop.review.rows import MeetingSummary
from kpiloop.loop.track import selectors as track


@dataclass(frozen=True)
class MeetingLine:
    """One meeting."""

    row: MeetingSummary  #: the meeting
    name: str  #: its month
    when: str  #: day, hour and chair


@dataclass(frozen=True)
class MeetingList:
    """The page."""

    title: str  #: the finding
    lines: tuple[MeetingLine, ...]  #: newest month first
    month: str  #: code of the month at hand, when it has no meeting; else empty
    month_name: str  #: its name
    waiting: int  #: exceptions that would be pulled
    may_call: bool  #: True when the reader may call meetings


def meeting_list(viewer: Actor, period: PeriodRow | None) -> MeetingList:
    """Build the page for one reader."""
    found = review.meetings(viewer)
    is_open = period is not None and period.kind == "month" and all(row.period_code != period.code for row in found)
    month = period.code if period is not None and is_open else ""
    name = period_name(month, short=True) if month else ""
    waiting = min(len(track.exceptions(viewer, period_code=month)), AGENDA_LIMIT) if month else 0
    return MeetingList(
        title=_title(found, name, waiting),
        lines=tuple(_line(row) for row in found),
        month=month,
        month_name=name,
        waiting=waiting,
        may_call=viewer.may("meetings.manage"),
    )


def _line(row: MeetingSummary) -> MeetingLine:
    return MeetingLine(row, period_name(row.period_code), when_words(row.starts_at, "", row.chair.name(tongue())))


def _title(found: list[MeetingSummary], month: str, waiting: int) -> str:
    if month:
        said = {"month": month, "count": waiting}
        return gettext("No meeting is called for %(month)s; %(count)d exceptions wait for one") % said
    due = [row for row in found if row.state != "published"]
    if due:
        said = {"month": period_name(due[0].period_code, short=True), "count": due[0].items}
        return gettext("The %(month)s review has %(count)d items and is not published yet") % said
    if found:
        return gettext("All %(count)d meetings are published") % {"count": len(found)}
    return gettext("No meeting yet")
