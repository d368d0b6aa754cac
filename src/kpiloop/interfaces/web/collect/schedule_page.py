"""When sources are loaded by themselves: next due time, the last thirty, and what cannot be loaded now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.jobs.rows import DueRow
from kpiloop.interfaces.web.forms.filling import PageForm
from kpiloop.interfaces.web.worded.figures import tongue
from kpiloop.interfaces.wording.labels import choices, label
from kpiloop.interfaces.wording.messages import sentence
from kpiloop.interfaces.wording.periods import moment, moment_short
from kpiloop.loop.collect import selectors as collect
from kpiloop.loop.collect.selectors.schedules import SourceSchedule
from kpiloop.loop.collect.timetable.times import CRON, EVERY, MONTH, WEEK, Timetable

_LIGHTS = {"done": "green", "failed": "red", "cancelled": "na", "queued": "na", "running": "na"}


class ScheduleForm(PageForm):
    """When a source is loaded by itself."""

    every = forms.ChoiceField(label=gettext_lazy("Every"))
    at = forms.TimeField(
        label=gettext_lazy("At"), widget=forms.TimeInput({"type": "time"}, "%H:%M"), initial="07:00", required=False
    )
    weekday = forms.ChoiceField(label=gettext_lazy("Weekday, where weekly"), required=False)
    monthday = forms.ChoiceField(label=gettext_lazy("Day of the month, where monthly"), required=False)
    cron = forms.CharField(label=gettext_lazy("Cron line, where by cron"), required=False, max_length=60)
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"))
    catch_up = forms.ChoiceField(label=gettext_lazy("Missed times"))

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.offer("every", [(every, label(f"timetable.{every}")) for every in EVERY])
        self.offer("weekday", choices("weekday_name"))
        self.offer("monthday", [*((str(day), str(day)) for day in range(1, 29)), ("-1", gettext("the last day"))])
        here = timezone.get_default_timezone_name()
        self.offer("zone", [(zone, zone) for zone in [here, *sorted(available_timezones() - {here})]])
        self.offer("catch_up", choices("catch_up"))

    @staticmethod
    def times(given: dict[str, Any]) -> Timetable:
        """What the form says."""
        on = {WEEK: given["weekday"] or "1", MONTH: given["monthday"] or "1"}.get(given["every"], "1")
        at = given["at"] or Timetable(CRON).at
        return Timetable(given["every"], at, int(on), given["cron"].strip())


@dataclass(frozen=True)
class DueMark:
    """One due time as a small mark."""

    light: str  #: colour of what became of it
    title: str  #: when and what, in words
    run_id: int | None  #: the run


@dataclass(frozen=True)
class ScheduleLine:
    """One source that is loaded by itself."""

    source: str  #: code
    name: str  #: name
    times: str  #: when, in words
    missed: str  #: what becomes of missed times
    next_due: str  #: next due time
    is_active: bool  #: False while paused
    marks: tuple[DueMark, ...]  #: the last thirty, oldest first
    outage: str  #: why it cannot be loaded now, empty while it can


@dataclass(frozen=True)
class SchedulePage:
    """The page."""

    title: str  #: how many are loaded by themselves
    lines: tuple[ScheduleLine, ...]  #: by code
    others: tuple[tuple[str, str], ...]  #: sources without a schedule: code and name
    may_edit: bool  #: whether the reader may set times


def schedule_page(viewer: Actor, now: datetime) -> SchedulePage:
    """Build the page for its reader."""
    names = {row.code: row.name(tongue()) for row in collect.sources(viewer)}
    rows = collect.schedules(viewer, now=now)
    lines = tuple(_line(row, names.get(row.source, row.source)) for row in rows)
    known = {row.source for row in rows}
    return SchedulePage(
        title=_title(lines),
        lines=lines,
        others=tuple((code, name) for code, name in names.items() if code not in known),
        may_edit=viewer.may("sources.edit"),
    )


def initial_of(viewer: Actor, source: str, now: datetime) -> dict[str, object]:
    """What the form of a source begins with."""
    held = next((row for row in collect.schedules(viewer, now=now, runs=0) if row.source == source), None)
    if held is None:
        return {}
    times = held.times
    return {
        "every": times.every,
        "at": times.at,
        "weekday": str(times.on),
        "monthday": str(times.on),
        "cron": times.cron,
        "zone": held.row.zone,
        "catch_up": held.row.catch_up,
    }


def times_in_words(times: Timetable, zone: str) -> str:
    """When a source is loaded."""
    named = {"at": f"{times.at:%H:%M}", "zone": zone, "cron": times.cron}
    if times.every == CRON:
        return gettext("by cron %(cron)s (%(zone)s)") % named
    if times.every == WEEK:
        return gettext("every %(day)s at %(at)s (%(zone)s)") % {**named, "day": label(f"weekday_name.{times.on}")}
    if times.every == MONTH:
        day = gettext("the last day") if times.on == -1 else str(times.on)
        return gettext("every month on %(day)s at %(at)s (%(zone)s)") % {**named, "day": day}
    return gettext("every day at %(at)s (%(zone)s)") % named


def _title(lines: tuple[ScheduleLine, ...]) -> str:
    if not lines:
        return gettext("No source is loaded by itself yet")
    failing = sum(bool(line.outage) for line in lines)
    if failing:
        return ngettext(
            "%(count)d source cannot be loaded", "%(count)d sources cannot be loaded", failing
        ) % {"count": failing}  # fmt: skip
    count = len(lines)
    return ngettext(
        "%(count)d source is loaded by itself", "%(count)d sources are loaded by themselves", count
    ) % {"count": count}  # fmt: skip


def _line(row: SourceSchedule, name: str) -> ScheduleLine:
    outage = ""
    if row.outage is not None:
        outage = gettext("not loaded since %(since)s, %(count)d tries: %(why)s") % {
            "since": moment(row.outage.began_at),
            "count": row.outage.attempts,
            "why": sentence(row.outage.error_code, row.outage.error_fields),
        }
    return ScheduleLine(
        source=row.source,
        name=name,
        times=times_in_words(row.times, row.row.zone),
        missed=label(f"catch_up.{row.row.catch_up}"),
        next_due=moment(row.row.next_due_at) if row.row.next_due_at else gettext("paused"),
        is_active=row.row.is_active,
        marks=tuple(_mark(due) for due in row.row.due),
        outage=outage,
    )


def _mark(due: DueRow) -> DueMark:
    state = label(f"run.{due.state}")
    when = moment_short(due.due_at)
    title = f"{when} · {state}"
    if due.attempt > 1:
        tries = ngettext("%(count)d try", "%(count)d tries", due.attempt) % {"count": due.attempt}
        title = f"{title} · {tries}"
    light = "amber" if due.state == "done" and due.attempt > 1 else _LIGHTS[due.state]
    return DueMark(light, title, due.run_id)
