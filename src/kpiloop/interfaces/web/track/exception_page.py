"""Everything off in a month: which, since when, why, and who acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.interfaces.charts.marks.sparkline import sparkline
from kpiloop.interfaces.charts.marks.variance_bar import Scale, scale_of, variance_bar
from kpiloop.interfaces.web.track.cockpit.exceptions import action_words, doubts_of
from kpiloop.interfaces.web.track.cockpit.page import ExceptionRow
from kpiloop.interfaces.web.worded.addresses import kpi_page, page
from kpiloop.interfaces.web.worded.figures import aim, figure, gap, tongue
from kpiloop.interfaces.web.worded.paging import Sheaf, cut
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.analyse import selectors as analyse
from kpiloop.loop.analyse.rows import CauseRow
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.review import selectors as review
from kpiloop.loop.review.rows import ActionRow
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track.rows import StatusRow

MONTHS = 12
LONG = 2  # misses in a row from which the title names them
KINDS = {"unit": ("unit",), "person": ("person", "position"), "all": None}


@dataclass(frozen=True)
class Wanted:
    """What the reader asked for."""

    light: str = ""  #: red or amber; empty for both
    subject: str = ""  #: code of a unit or person; empty for all
    kpi: str = ""  #: code of a KPI; empty for all
    kind: str = "unit"  #: cards of units, of people, or all
    number: int = 1  #: page

    @property
    def is_filtered(self) -> bool:
        """Whether rows were left out on purpose."""
        return bool(self.light or self.subject or self.kpi)


@dataclass(frozen=True)
class ExceptionPage:
    """The page."""

    title: str  #: the finding
    wanted: Wanted  #: what was asked for
    counts: tuple[tuple[str, int], ...]  #: lights and how many, before filtering
    subjects: tuple[tuple[str, str], ...]  #: code and name to filter by
    kpis: tuple[tuple[str, str], ...]  #: code and name to filter by
    sheaf: Sheaf[ExceptionRow]  #: rows of this page
    impact_unit: str  #: unit of the column of lost points
    total: int  #: exceptions before filtering
    is_judged: bool  #: False while no card of this month has a light


@dataclass(frozen=True)
class Around:
    """What is known about the rows of one page, read at once."""

    causes: Mapping[int, Sequence[CauseRow]] = field(default_factory=dict)  #: by assignment
    actions: Mapping[int, Sequence[ActionRow]] = field(default_factory=dict)  #: by assignment
    series: Mapping[tuple[int, int], Mapping[str, Decimal | None]] = field(default_factory=dict)  #: by KPI and subject
    months: tuple[str, ...] = ()  #: codes of the line, oldest first
    doubts: Mapping[int, str] = field(default_factory=dict)  #: value -> why it deserves a second look
    may_write: bool = False  #: the reader may write a cause


def own_kind(viewer: Actor, period_code: str) -> str:
    """Whose exceptions a reader sees unless asked otherwise: those of units, or the own ones."""
    return "unit" if "unit" in track.headline_kinds(viewer, period_code=period_code) else "person"


def exception_page(viewer: Actor, period: PeriodRow, wanted: Wanted, today: date) -> ExceptionPage:
    """Build the page for one reader."""
    found = track.exceptions(viewer, period_code=period.code, kinds=KINDS[wanted.kind])
    chosen = [row for row in found if _fits(row, wanted)]
    cutting = cut(chosen, wanted.number)
    around = _around(viewer, period, cutting.rows, today)
    scale = scale_of([-row.shortfall for row in found])
    rows = tuple(_row(row, around, scale, today) for row in cutting.rows)
    counts = track.counts(viewer, period_code=period.code, kinds=KINDS[wanted.kind])
    is_judged = bool(counts.red + counts.amber + counts.green)
    return ExceptionPage(
        title=_title(found, period, is_judged=is_judged),
        wanted=wanted,
        counts=(("red", counts.red), ("amber", counts.amber), ("green", counts.green), ("na", counts.na)),
        subjects=_choices((row.assignment.subject.code, row.assignment.subject.name(tongue())) for row in found),
        kpis=_choices((row.assignment.kpi.code, row.assignment.kpi.name(tongue())) for row in found),
        sheaf=Sheaf(rows, cutting.number, cutting.total, cutting.has_more),
        impact_unit=formats.unit_word("score"),
        total=len(found),
        is_judged=is_judged,
    )


def _choices(pairs: object) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(dict(pairs).items(), key=lambda pair: pair[1]))  # type: ignore[call-overload]


def _fits(row: StatusRow, wanted: Wanted) -> bool:
    return (
        wanted.light in ("", row.light)
        and wanted.subject in ("", row.assignment.subject.code)
        and wanted.kpi in ("", row.assignment.kpi.code)
    )


def _around(viewer: Actor, period: PeriodRow, rows: Sequence[StatusRow], today: date) -> Around:
    if not rows:
        return Around()
    known = [row for row in calendar.periods(viewer, kind="month") if row.starts_on <= period.starts_on]
    months = tuple(row.code for row in known[-MONTHS:])
    subjects = {row.assignment.subject.id for row in rows}
    kpis = {row.assignment.kpi.code for row in rows}
    series: dict[tuple[int, int], dict[str, Decimal | None]] = {}
    figures = measure.actuals(viewer, period_codes=months, subject_ids=subjects, kpi_codes=kpis)
    for (kpi, subject, month), actual in figures.items():
        series.setdefault((kpi, subject), {})[month] = actual
    actions: dict[int, list[ActionRow]] = {}
    if viewer.may("actions.view"):
        shown = [row.assignment.id for row in rows]
        for action in review.actions(viewer, assignment_ids=shown):  # what was decided in an earlier month runs on
            actions.setdefault(action.assignment.id, []).append(action)
    doubts = doubts_of(viewer, [row.value_id for row in rows if row.value_id], period.code, today)
    causes = analyse.causes_for(viewer, period_code=period.code)
    return Around(causes, actions, series, months, doubts, viewer.may("causes.write"))


def _row(row: StatusRow, around: Around, scale: Scale, today: date) -> ExceptionRow:
    assignment = row.assignment
    kpi = assignment.kpi
    line = around.series.get((kpi.id, assignment.subject.id), {})
    causes = around.causes.get(assignment.id, ())
    done, late = action_words(around.actions.get(assignment.id, ()), today)
    asking = page("analyse:cause_new", assignment.id, period=row.period_code) if around.may_write else ""
    return ExceptionRow(
        light=row.light,
        name=kpi.name(tongue()),
        address=kpi_page(assignment.id, period=row.period_code),
        unit=assignment.subject.name(tongue()),
        owner=assignment.owner.name(tongue()),
        impact=variance_bar(-row.shortfall, scale, judgement="worse") if assignment.weight else None,
        impact_text=formats.number(-row.shortfall, 1) if assignment.weight else gettext("watched only"),
        actual=figure(kpi, row.actual),
        target=aim(kpi, row.aim),
        difference=gap(kpi, row.gap, with_unit=False),
        spark=sparkline([line.get(month) for month in around.months], target=row.target),
        streak=streak_words(row.streak),
        is_first=row.streak < LONG,
        cause=causes[0].text if causes else "",
        ask_address="" if causes else asking,
        actions=done,
        late=late,
        doubt=around.doubts.get(row.value_id or 0, ""),
    )


def streak_words(streak: int) -> str:
    """How long it has lasted."""
    if streak < LONG:
        return gettext("First time")
    return ngettext("%(count)d month running", "%(count)d months running", streak) % {"count": streak}


def late_words(days: int) -> str:
    """How late something is; empty when it is not."""
    if days <= 0:
        return ""
    return ngettext("%(days)d day late", "%(days)d days late", days) % {"days": days}


def _title(found: Sequence[StatusRow], period: PeriodRow, *, is_judged: bool) -> str:
    said = {
        "period": period_name(period.code, short=True),
        "red": sum(row.light == "red" for row in found),
        "amber": sum(row.light == "amber" for row in found),
        "long": sum(row.streak >= LONG for row in found),
    }
    if not is_judged:
        return gettext("%(period)s: no card is judged yet") % said
    if not found:
        return gettext("%(period)s: nothing is off target") % said
    if said["long"]:
        return gettext("%(period)s: %(red)d missed, %(amber)d at risk; %(long)d missed for two months or more") % said
    return gettext("%(period)s: %(red)d missed, %(amber)d at risk; none for two months running") % said
