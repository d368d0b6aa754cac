"""One period: every close of it, what differs between two of them, and opening it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.choices import REOPENED
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import selectors as org
from kpiloop.governance.archive import selectors as archive
from kpiloop.governance.archive.revisions import RestatedFigure, Shown
from kpiloop.governance.archive.rows import CloseRow, ReopeningRow
from kpiloop.interfaces.web.components.figures import Difference
from kpiloop.interfaces.web.worded import figures
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.plan import selectors as plan

Choice = tuple[str, str]
NOW = "now"
SHOWN = 200  # lines on the page; the command and the file hold all of them


@dataclass(frozen=True)
class SideShown:
    """A figure of one revision."""

    figure: str  #: with its unit
    light: str  #: light as it was
    value_id: int | None  #: opens the proof


@dataclass(frozen=True)
class RestatedLine:
    """A KPI of a subject in both revisions."""

    name: str  #: KPI and whose
    reported: SideShown | None  #: older revision
    restated: SideShown | None  #: newer revision or live
    change: Difference  #: difference of the figures
    notes: tuple[str, ...]  #: other target, other weight


@dataclass(frozen=True)
class ReopeningLine:
    """A request to open the period again."""

    row: ReopeningRow  #: the request
    scope: str  #: what it is for, in words
    may_decide: bool  #: the reader may approve or refuse it


@dataclass(frozen=True)
class PeriodPage:
    """The page."""

    title: str  #: the finding
    row: PeriodRow  #: the period
    closes: tuple[CloseRow, ...]  #: newest first
    older: int  #: revision that stands first; 0 before the first close
    newer: str  #: the other one, or `now`
    sides: tuple[Choice, ...]  #: revisions to choose from, and now
    lines: tuple[RestatedLine, ...]  #: what differs
    terms: str  #: whether both sides go by the same terms; empty where they do
    rest: int  #: how many more differ
    total: int  #: figures compared
    reopenings: tuple[ReopeningLine, ...]  #: newest first
    is_late: bool  #: data came after the close and the reader may look at what it would change
    may_request: bool  #: it is closed and the reader may ask to open it
    may_close: bool  #: it is not closed, is over, and the reader may close it
    kpis: tuple[Choice, ...]  #: KPIs a reopening may be for
    subjects: tuple[Choice, ...]  #: units a reopening may be for


def period_page(viewer: Actor, code: str, today: date, older: int, newer: str) -> PeriodPage:
    """Build the page for one reader."""
    period = calendar.period(viewer, code)
    closes = tuple(archive.closes(viewer, period_code=code))
    numbers = [row.revision for row in closes]
    first = older if older in numbers else (numbers[-1] if numbers else 0)
    second = int(newer) if newer.isdigit() and int(newer) in numbers else None
    rows = archive.revisions(viewer, period_code=code, older=first, newer=second) if first else []
    changed = [row for row in rows if row.is_changed]
    may_request = period.is_closed and period.kind == "month" and viewer.may("periods.reopen")
    is_due = period.ends_before <= today and not period.is_closed
    return PeriodPage(
        title=_title(period, closes, len(changed), first),
        row=period,
        closes=closes,
        older=first,
        newer=str(second or NOW),
        sides=(*((str(number), _revision(number)) for number in numbers), (NOW, gettext("Now"))),
        lines=tuple(map(_line, changed[:SHOWN])),
        terms=_terms(period, closes, first, second, archive.reopenings(viewer, period_code=code)),
        rest=max(len(changed) - SHOWN, 0),
        total=len(rows),
        reopenings=_reopenings(viewer, period),
        is_late=viewer.may("periods.close") and _is_late(viewer, period),
        may_request=may_request,
        may_close=is_due and period.kind == "month" and viewer.may("periods.close"),
        kpis=tuple(sorted(_kpis(viewer, period).items(), key=lambda pair: pair[1])) if may_request else (),
        subjects=tuple(_subjects(viewer, period).items()) if may_request else (),
    )


def _title(period: PeriodRow, closes: tuple[CloseRow, ...], changed: int, first: int) -> str:
    names: dict[str, object] = {"period": period_name(period.code), "count": changed, "revision": first}
    if not closes:
        return gettext("%(period)s was never closed") % names
    if changed:
        return (
            ngettext(
                "%(period)s: %(count)d figure differs from revision %(revision)d",
                "%(period)s: %(count)d figures differ from revision %(revision)d",
                changed,
            )
            % names
        )
    if period.state == REOPENED:
        return gettext("%(period)s is open again and so far stands as in revision %(revision)d") % names
    return gettext("%(period)s stands as it was reported in revision %(revision)d") % names


def _is_late(viewer: Actor, period: PeriodRow) -> bool:
    """Late data waits or was decided about."""
    return period.is_closed and (
        any(row.id == period.id for row in archive.late_months(viewer))
        or bool(archive.decisions(viewer, period_code=period.code))
    )


def _terms(
    period: PeriodRow, closes: tuple[CloseRow, ...], first: int, second: int | None, asked: list[ReopeningRow]
) -> str:
    """Said where not only facts differ: the newer side goes by other formulas, definitions, targets, weights, units."""
    by = {row.revision: row.terms_revision for row in closes}
    open_now = next((row for row in asked if row.state == "approved"), None)
    if second is not None:
        is_other = by[first] != by[second]
    elif period.is_closed or open_now is None:
        is_other = first in by and by[first] != by[max(by)]
    else:
        is_other = open_now.new_terms or by[first] != by[max(by)]
    if not is_other:
        return ""
    return gettext(
        "The two sides go by different terms: formulas, definitions, targets, weights or units that were changed in "
        "between make a difference, too, not only facts."
    )


def _revision(number: int) -> str:
    return gettext("Revision %(number)d") % {"number": number}


def _line(row: RestatedFigure) -> RestatedLine:
    kpi = row.assignment.kpi
    return RestatedLine(
        name=figures.kpi_of(row.assignment),
        reported=_side(row, row.reported),
        restated=_side(row, row.restated),
        change=figures.gap(kpi, row.difference),
        notes=tuple(_notes(row)),
    )


def _side(row: RestatedFigure, shown: Shown | None) -> SideShown | None:
    if shown is None:
        return None
    return SideShown(figures.figure(row.assignment.kpi, shown.actual), shown.light, shown.value_id)


def _notes(row: RestatedFigure) -> list[str]:
    before, after = row.reported, row.restated
    if before is None or after is None:
        return [gettext("only in one of them")]
    notes = []
    if before.target != after.target:
        pair = [figures.figure(row.assignment.kpi, shown.target) for shown in (before, after)]
        notes.append(gettext("target %(before)s → %(after)s") % {"before": pair[0], "after": pair[1]})
    if before.weight is not None and before.weight != after.weight:
        weights = [formats.number(shown.weight) for shown in (before, after)]
        notes.append(gettext("weight %(before)s → %(after)s") % {"before": weights[0], "after": weights[1]})
    return notes


def _reopenings(viewer: Actor, period: PeriodRow) -> tuple[ReopeningLine, ...]:
    found = archive.reopenings(viewer, period_code=period.code)
    names = {**_kpis(viewer, period), **_everybody(viewer, period)} if found else {}
    return tuple(_reopening(viewer, row, names) for row in found)


def _reopening(viewer: Actor, row: ReopeningRow, names: Mapping[str, str]) -> ReopeningLine:
    scope = [names.get(code, code) for code in (*row.kpis, *row.subjects)]
    words = gettext(", ").join(scope) if scope else gettext("the whole period")
    is_waiting = row.state == "requested"
    may_decide = is_waiting and viewer.may("periods.close") and row.requested_by != viewer.username
    return ReopeningLine(row, words, may_decide)


def _kpis(viewer: Actor, period: PeriodRow) -> dict[str, str]:
    return {row.code: row.name(figures.tongue()) for row in plan.kpis(viewer, on=period.last_day)}


def _everybody(viewer: Actor, period: PeriodRow) -> dict[str, str]:
    return {row.code: row.name(figures.tongue()) for row in org.subjects(viewer, on=[period.last_day]).values()}


def _subjects(viewer: Actor, period: PeriodRow) -> dict[str, str]:
    return {row.code: row.name(figures.tongue()) for row in org.units(viewer, on=period.last_day)}
