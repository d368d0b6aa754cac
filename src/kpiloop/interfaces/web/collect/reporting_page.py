"""How figures come in: share of automatic ones, lateness and corrections by unit, and what is expected when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import get_language, gettext, ngettext

from kpiloop.engine.trust import Mark
from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.health.reporting import ReportingRow, reporting
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.periods import day_short, period_name
from kpiloop.loop.collect import selectors as collect
from kpiloop.loop.collect.entering.duty_rows import ExpectedRow
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track.selectors.trust import TrustCounts

LIGHTS = {"waiting": "na", "due": "amber", "missing": "red", "on_time": "green", "late": "amber"}
SHOWN = 3


@dataclass(frozen=True)
class UnitLine:
    """One unit, or all of them."""

    name: str  #: unit, or the word for all
    is_total: bool  #: True for the line over all
    row: ReportingRow  #: its counts
    share: str  #: percent of automatic figures, a dash without figures


@dataclass(frozen=True)
class ExpectedLine:
    """One period of a source or of a KPI of a subject."""

    what: str  #: source or KPI
    whose: str  #: subject of a KPI, empty for a source
    rhythm: str  #: how often
    span: str  #: the period
    due: str  #: last day in time
    arrived: str  #: day it came, empty while it has not
    light: str  #: colour of the state
    state: str  #: its word, with the days late


@dataclass(frozen=True)
class TrustLine:
    """Where figures come from, or a mark some of them carry."""

    word: str  #: origin or mark
    count: int  #: figures
    light: str  #: amber for what deserves a second look, green for what speaks for a figure, empty for an origin


@dataclass(frozen=True)
class ReportingPage:
    """The page."""

    title: str  #: the finding
    units: tuple[UnitLine, ...]  #: all first, then by unit
    lines: tuple[ExpectedLine, ...]  #: newest period first
    sees_rhythms: bool  #: whether this reader may see what is expected
    may_set: bool  #: whether this reader may set a rhythm
    trust: tuple[TrustLine, ...] = ()  #: origins, then marks, most first


def reporting_page(viewer: Actor, period_code: str, today: date) -> ReportingPage:
    """Build the page for one reader and month."""
    rows = reporting(viewer, period_code=period_code, today=today)
    language = get_language() or "zh-hans"
    units = tuple(_unit(row, language) for row in rows)
    sees = viewer.may("sources.view")
    expected = collect.expected(viewer, today=today, last=SHOWN) if sees else ()
    names = {row.code: row.name(language) for row in plan.kpis(viewer)} if viewer.may("plan.view") else {}
    names |= {row.code: row.name(language) for row in collect.sources(viewer)} if sees else {}
    lines = tuple(_line(row, names, language) for row in sorted(expected, key=_order))
    trust = _trust(track.trust_counts(viewer, period_code=period_code, today=today))
    return ReportingPage(_title(rows[0], period_code), units, lines, sees, viewer.may("sources.edit"), trust)


def _trust(found: TrustCounts) -> tuple[TrustLine, ...]:
    origins = [TrustLine(label(f"trust_origin.{origin}"), count, "") for origin, count in found.origins]
    marks = [
        TrustLine(label(f"trust.{code}"), count, "green" if Mark(code).is_good else "amber")
        for code, count in found.marks
    ]
    return (*origins, *marks)


def _title(total: ReportingRow, period_code: str) -> str:
    period = period_name(period_code)
    if total.automatic_share is None:
        return gettext("No figures in %(period)s yet") % {"period": period}
    share = formats.number(total.automatic_share)
    if not total.late and not total.missing:
        return gettext("%(share)s%% of the figures of %(period)s came by themselves, none late") % {
            "share": share,
            "period": period,
        }
    open_count = total.late + total.missing
    late = ngettext("%(count)d late or missing", "%(count)d late or missing", open_count) % {"count": open_count}
    return gettext("%(share)s%% of the figures of %(period)s came by themselves, %(late)s") % {
        "share": share,
        "period": period,
        "late": late,
    }


def _unit(row: ReportingRow, language: str) -> UnitLine:
    share = formats.MISSING if row.automatic_share is None else f"{formats.number(row.automatic_share)}%"
    name = row.unit.name(language) if row.unit else gettext("All in sight")
    return UnitLine(name, row.unit is None, row, share)


def _order(row: ExpectedRow) -> tuple[int, str, str]:
    return -row.end.toordinal(), row.duty.code, row.subject.code if row.subject else ""


def _line(row: ExpectedRow, names: dict[str, str], language: str) -> ExpectedLine:
    last = row.end - timedelta(days=1)
    span = day_short(row.start) if last == row.start else f"{day_short(row.start)} – {day_short(last)}"
    state = label(f"expected_state.{row.state}")
    if row.days_late:
        state = ngettext("%(state)s, %(count)d day", "%(state)s, %(count)d days", row.days_late) % {
            "state": state,
            "count": row.days_late,
        }
    return ExpectedLine(
        what=names.get(row.duty.code, row.duty.code),
        whose=row.subject.name(language) if row.subject else "",
        rhythm=label(f"frequency.{row.duty.rhythm.frequency}"),
        span=span,
        due=day_short(row.due_on),
        arrived=day_short(row.arrived_on) if row.arrived_on else "",
        light=LIGHTS[row.state],
        state=state,
    )
