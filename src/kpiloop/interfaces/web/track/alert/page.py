"""One alert: what is off, who has to answer, and everything that was told about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.track.alert_page import AcknowledgeForm, AlertLine, alert_line
from kpiloop.interfaces.web.worded.figures import figure, tongue
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.periods import day_short
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track.rows import AlertRow, DayRow, StepRow


@dataclass(frozen=True)
class HistoryLine:
    """Something that happened to an alert."""

    what: str  #: in words
    on: date  #: the day it belongs to
    at: datetime  #: when it was done
    who: str  #: who was told, or who did it
    note: str = ""  #: what was said, or that it was made up for later


@dataclass(frozen=True)
class DayLine:
    """A day of an alert about days."""

    on: date  #: the day
    light: str  #: shape and colour
    state: str  #: in words
    actual: str  #: its figure with unit
    target: str  #: what it owes
    achievement: str  #: in percent


@dataclass(frozen=True)
class AlertDetail:
    """The page."""

    title: str  #: KPI and subject
    line: AlertLine  #: the alert in words
    also: str  #: who hears of it beside the one who has to answer
    days: tuple[DayLine, ...]  #: of an alert about days, oldest first
    history: tuple[HistoryLine, ...]  #: oldest first
    form: AcknowledgeForm | None  #: None when there is nothing to answer for this reader


def alert_detail(viewer: Actor, alert_id: int) -> AlertDetail:
    """Build the page for one reader."""
    row = track.alert(viewer, alert_id=alert_id)
    may_answer = row.state == "open" and viewer.may("alerts.acknowledge")
    kpi, subject = row.assignment.kpi.name(tongue()), row.assignment.subject.name(tongue())
    return AlertDetail(
        title=gettext("%(kpi)s of %(subject)s") % {"kpi": kpi, "subject": subject},
        line=alert_line(row, may_act=viewer.may("actions.write")),
        also=formats.join([one.name(tongue()) for one in row.also]),
        days=tuple(_day(row, day) for day in _told(track.alert_days(viewer, alert_id=row.id))),
        history=tuple(sorted(_history(viewer, row), key=lambda line: line.at)),
        form=AcknowledgeForm([row.id], initial={"alert": [row.id]}) if may_answer else None,
    )


def _told(days: Sequence[DayRow]) -> Sequence[DayRow]:
    """The days up to the newest one something is known of."""
    known = [place for place, day in enumerate(days) if day.actual is not None]
    return days[: known[-1] + 1] if known else days


def _state(day: DayRow) -> str:
    if day.state != "unknown":
        return day.state
    return "no_figure" if day.actual is None else "owes_nothing"


def _day(row: AlertRow, day: DayRow) -> DayLine:
    return DayLine(
        on=day.on,
        light={"off": "red", "good": "green"}.get(day.state, "na"),
        state=label(f"alert_day.{_state(day)}"),
        actual=figure(row.assignment.kpi, day.actual),
        target=figure(row.assignment.kpi, day.target),
        achievement=formats.percent(day.achievement),
    )


def _history(viewer: Actor, row: AlertRow) -> list[HistoryLine]:
    steps = [_step(step) for step in track.alert_steps(viewer, alert_id=row.id)]
    found = [HistoryLine(label("alert_step.opened"), localtime(row.opened_at).date(), row.opened_at, ""), *steps]
    if row.acknowledged_at is not None:
        at = row.acknowledged_at
        found.append(HistoryLine(label("alert_step.answered"), localtime(at).date(), at, row.acknowledged_by, row.note))
    if row.resolved_at is not None:
        found.append(HistoryLine(label("alert_step.ended"), localtime(row.resolved_at).date(), row.resolved_at, ""))
    return found


def _step(step: StepRow) -> HistoryLine:
    done_on = localtime(step.told_at).date()
    late = gettext("told on %(day)s") % {"day": day_short(done_on)} if done_on > step.due_on else ""
    who = formats.join([one.name(tongue()) for one in step.people])
    return HistoryLine(label(f"alert_step.{step.kind}"), step.due_on, step.told_at, who, late)
