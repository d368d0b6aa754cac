"""Objectives of a fiscal year by perspective, each with the KPIs that measure it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import get_language, gettext, ngettext

from kpiloop.engine.status import roll_up
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.interfaces.web.forms.asking import today
from kpiloop.interfaces.web.plan.kpi_list import kpi_address, top_of
from kpiloop.interfaces.wording import formats
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.choices import PERSPECTIVES
from kpiloop.loop.plan.rows import KpiRow, ObjectiveRow
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track.rows import StatusRow


@dataclass(frozen=True)
class Measured:
    """One KPI of an objective in the chosen period."""

    name: str  #: its name
    address: str  #: its page
    light: str  #: light of its widest subject
    subject: str  #: whose figure is shown
    actual: str  #: actual with unit
    target: str  #: target with unit


@dataclass(frozen=True)
class ObjectiveLine:
    """One objective."""

    code: str  #: its code
    name: str  #: its name
    text: str  #: what it means
    sponsor: str  #: leader in charge
    light: str  #: the worst light of its KPIs
    kpis: tuple[Measured, ...]  #: KPIs that measure it
    ended_on: date | None = None  #: first day it is no longer pursued
    end_reason: str = ""  #: why it ended
    mark: str = ""  #: another one as soon as it says something else


@dataclass(frozen=True)
class ObjectivePage:
    """The page."""

    title: str  #: the finding
    year: int  #: fiscal year shown
    perspectives: tuple[tuple[str, tuple[ObjectiveLine, ...]], ...]  #: perspective and its objectives
    total: int  #: objectives of the year
    may_edit: bool  #: True when the reader may state, change and end one
    ended: tuple[ObjectiveLine, ...] = ()  #: those of the year that are over by the day shown


def objective_page(viewer: Actor, year: int, period: PeriodRow | None) -> ObjectivePage:
    """Build the page for one reader, fiscal year and period: what is pursued at its end, and what is over by then."""
    found = plan.objectives(viewer, fiscal_year=year)
    measured = _measured(viewer, period)
    on = min(today(), period.ends_before - timedelta(days=1)) if period else today()
    held: dict[str, list[ObjectiveLine]] = {perspective: [] for perspective in PERSPECTIVES}
    ended: list[ObjectiveLine] = []
    for row in found:
        is_over = row.ended_on is not None and row.ended_on <= on
        (ended if is_over else held[row.perspective]).append(_line(row, measured))
    everything = [line for lines in held.values() for line in lines]
    return ObjectivePage(
        title=_title(everything, year),
        year=year,
        perspectives=tuple((perspective, tuple(lines)) for perspective, lines in held.items()),
        total=len(everything),
        may_edit=viewer.may("plan.edit"),
        ended=tuple(ended),
    )


def _line(row: ObjectiveRow, measured: Mapping[str, Measured]) -> ObjectiveLine:
    language = get_language() or "zh-hans"
    kpis = tuple(measured[code] for code in row.kpi_codes if code in measured)
    sponsor = row.sponsor.name(language) if row.sponsor else ""
    light = roll_up([kpi.light for kpi in kpis])
    end = (row.ended_on, row.end_reason, row.mark)
    return ObjectiveLine(row.code, row.name(language), row.text, sponsor, light, kpis, *end)


def _measured(viewer: Actor, period: PeriodRow | None) -> dict[str, Measured]:
    statuses: dict[str, list[StatusRow]] = defaultdict(list)
    if period is not None and viewer.may("values.view"):
        for status in track.statuses(viewer, period_codes=[period.code]):
            statuses[status.assignment.kpi.code].append(status)
    return {kpi.code: _part(kpi, top_of(statuses[kpi.code])) for kpi in plan.kpis(viewer)}


def _part(kpi: KpiRow, top: StatusRow | None) -> Measured:
    language, display = get_language() or "zh-hans", formats.display_of(kpi)
    return Measured(
        name=kpi.name(language),
        address=kpi_address(kpi.code, top),
        light=top.light if top else "na",
        subject=top.assignment.subject.name(language) if top else "",
        actual=formats.value_with_unit(top.actual if top else None, display),
        target=formats.target(top.band or top.target if top else None, display, kpi.direction),
    )


def _title(lines: Sequence[ObjectiveLine], year: int) -> str:
    if not lines:
        return gettext("No objective is stated for %(year)d") % {"year": year}
    bare = sum(1 for line in lines if not line.kpis)
    if bare:
        return ngettext(
            "%(year)d: %(total)d objectives, %(bare)d without a KPI",
            "%(year)d: %(total)d objectives, %(bare)d without a KPI",
            bare,
        ) % {"year": year, "total": len(lines), "bare": bare}
    counts = Counter(line.light for line in lines)
    if counts["red"] or counts["amber"]:
        return gettext("%(year)d: %(total)d objectives, %(red)d missed and %(amber)d at risk") % {
            "year": year, "total": len(lines), "red": counts["red"], "amber": counts["amber"],
        }  # fmt: skip
    return gettext("%(year)d: %(total)d objectives, every one measured") % {"year": year, "total": len(lines)}
