"""Runs of misses in words: how long, with which figures, and what was opened from them."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.worded.addresses import kpi_page, page
from kpiloop.interfaces.web.worded.figures import bare, figure, tongue
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.improve import selectors
from kpiloop.loop.improve.ladders.rungs import Rung
from kpiloop.loop.improve.rows import MissRunRow, Opening

STATES = ("open", "closed", "all")
#: Lengths the page offers beside the ladder of each scheme.
LENGTHS = (2, 3, 4)


@dataclass(frozen=True)
class MonthFigure:
    """One month of a run."""

    name: str  #: the month
    light: str  #: shape and colour
    figures: str  #: actual of target


@dataclass(frozen=True)
class OpenedLine:
    """Something opened from a run."""

    kind: str  #: what it is
    state: str  #: where it stands
    address: str  #: where it is read


@dataclass(frozen=True)
class RunLine:
    """One run."""

    row: MissRunRow  #: the run
    kpi: str  #: name of the KPI
    subject: str  #: whose
    address: str  #: page of the KPI in its newest missed month
    span: str  #: first to last month
    length: str  #: how many misses, and by which measure
    months: tuple[MonthFigure, ...]  #: oldest first
    opened: tuple[OpenedLine, ...]  #: earliest first


@dataclass(frozen=True)
class RunsPage:
    """The page."""

    title: str  #: the finding
    state: str  #: open, closed or all
    misses: int | None  #: length asked for; None = the ladder of each scheme
    tabs: tuple[tuple[str, int], ...]  #: states and how many
    lines: tuple[RunLine, ...]  #: open and longest first


def runs_page(viewer: Actor, *, up_to: str | None, state: str, misses: int | None) -> RunsPage:
    """Build the page for one reader."""
    found = selectors.miss_runs(viewer, up_to=up_to, misses=misses)
    shown = [row for row in found if state == "all" or row.is_open == (state == "open")]
    waiting = sum(row.is_open for row in found)
    said = ngettext("%(count)d run of misses is open", "%(count)d runs of misses are open", waiting)
    counts = (waiting, len(found) - waiting, len(found))
    return RunsPage(
        title=said % {"count": waiting} if waiting else gettext("No run of misses is open"),
        state=state,
        misses=misses,
        tabs=tuple(zip(STATES, counts, strict=True)),
        lines=tuple(_line(row) for row in shown),
    )


def _line(row: MissRunRow) -> RunLine:
    names = list(dict.fromkeys(period_name(code) for code in (row.first_period, row.last_period)))
    return RunLine(
        row=row,
        kpi=row.kpi.name(tongue()),
        subject=row.subject.name(tongue()),
        address=kpi_page(row.assignment.id, period=row.last_period),
        span=" – ".join(names),
        length=_length_words(row.length, row.misses, row.within),
        months=tuple(
            MonthFigure(
                name=period_name(month.period_code),
                light=month.light or "na",
                figures=f"{bare(row.kpi, month.actual)} / {figure(row.kpi, month.target)}",
            )
            for month in row.months
        ),
        opened=tuple(_opened(one) for one in row.opened),
    )


def _length_words(length: int, misses: int, within: int | None) -> str:
    """How long a run is, and by which measure its misses belong together."""
    if within is None or within == misses:
        return _in_a_row(length)
    count = ngettext("%(count)d miss", "%(count)d misses", length) % {"count": length}
    return formats.clauses([count, gettext("%(misses)d of %(within)d periods") % {"misses": misses, "within": within}])


def _in_a_row(count: int) -> str:
    return ngettext("%(count)d miss in a row", "%(count)d misses in a row", count) % {"count": count}


def _opened(one: Opening) -> OpenedLine:
    group = {"talk": "interview_state", "rectification": "rectification_state", "plan": "improvement_plan_state"}
    address = {
        "talk": page("reward:talk", one.key),
        "rectification": reverse("improve:rectifications"),
        "plan": reverse("improve:plans"),
    }
    return OpenedLine(label(f"rung_opens.{one.kind}"), label(f"{group[one.kind]}.{one.state}"), address[one.kind])


def rung_words(rung: Rung) -> str:
    """When a rung is reached, in one clause."""
    fields = {"count": rung.misses}
    if rung.about == "grades":
        low = formats.join(list(rung.grades)) if rung.grades else gettext("the lowest grade")
        said = ngettext(
            "%(count)d final result with %(grades)s in a row",
            "%(count)d final results with %(grades)s in a row",
            rung.misses,
        )
        return said % {**fields, "grades": low}
    if rung.within is None or rung.within == rung.misses:
        return _in_a_row(rung.misses)
    said = ngettext(
        "%(count)d miss within %(within)d periods", "%(count)d misses within %(within)d periods", rung.misses
    )
    return said % {**fields, "within": rung.within}
