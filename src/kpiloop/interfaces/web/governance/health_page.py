"""The four guards of the method: what each of them found in a month, and where to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.health import selectors
from kpiloop.governance.health.rows import FindingRow, GuardRow, LoadRow, PitfallRow
from kpiloop.interfaces.web.plan.grid.target_panels import named_kpis
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.messages import sentence
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.plan import selectors as plan

SHOWN = 6


@dataclass(frozen=True)
class FoundLine:
    """One thing that is off."""

    name: str  #: what or whose it is
    sentence: str  #: what is off about it
    who: str  #: who answers for it
    address: str  #: where it is mended


@dataclass(frozen=True)
class PitfallPart:
    """One pitfall of a guard."""

    name: str  #: what was looked for
    count: int  #: how many are off
    checked: int  #: how many were looked at
    lines: tuple[FoundLine, ...]  #: the first of them
    rest: int  #: how many more there are


@dataclass(frozen=True)
class GuardPart:
    """One guard of the method."""

    code: str  #: which guard
    name: str  #: its name
    rule: str  #: what it watches, in a sentence
    count: int  #: findings
    checked: int  #: things looked at; 0 proves nothing
    pitfalls: tuple[PitfallPart, ...]  #: what was looked at


@dataclass(frozen=True)
class HealthPage:
    """The page."""

    title: str  #: the finding
    guards: tuple[GuardPart, ...]  #: all four
    loads: tuple[LoadRow, ...]  #: KPIs per card


def health_page(viewer: Actor, period_code: str, today: date) -> HealthPage:
    """Build the page for one reader and month."""
    report = selectors.report(viewer, period_code=period_code, today=today)
    language = get_language() or "zh-hans"
    names = {row.code: row.name(language) for row in plan.kpis(viewer)}
    guards = tuple(_guard(row, names) for row in report.guards)
    return HealthPage(_title(guards, period_code), guards, report.loads)


def _title(guards: tuple[GuardPart, ...], period_code: str) -> str:
    open_guards = sum(1 for guard in guards if guard.count)
    month, count = period_name(period_code), sum(guard.count for guard in guards)
    if not any(guard.checked for guard in guards):
        return gettext("%(month)s: there is nothing to check yet") % {"month": month}
    if not open_guards:
        return gettext("%(month)s: the loop is closed, nothing is open in any of the four guards") % {"month": month}
    return ngettext(
        "%(month)s: %(count)d thing is open in %(guards)d of 4 guards",
        "%(month)s: %(count)d things are open in %(guards)d of 4 guards",
        count,
    ) % {"month": month, "count": count, "guards": open_guards}


def _guard(row: GuardRow, names: Mapping[str, str]) -> GuardPart:
    return GuardPart(
        code=row.code,
        name=label(f"guard.{row.code}"),
        rule=sentence(f"guard.{row.code}"),
        count=row.count,
        checked=sum(each.checked for each in row.pitfalls),
        pitfalls=tuple(_pitfall(pitfall, names) for pitfall in row.pitfalls),
    )


def _pitfall(row: PitfallRow, names: Mapping[str, str]) -> PitfallPart:
    lines = tuple(_line(row.code, finding, names) for finding in row.findings[:SHOWN])
    return PitfallPart(label(f"pitfall.{row.code}"), row.count, row.checked, lines, max(row.count - SHOWN, 0))


def _line(code: str, row: FindingRow, names: Mapping[str, str]) -> FoundLine:
    language = get_language() or "zh-hans"
    written = row.fields.get("name_en") if language == "en" else ""
    subject = row.subject.name(language) if row.subject else written or row.fields.get("name", "")
    fields = {**row.fields, **named_kpis(row.fields, names)}
    return FoundLine(
        name=f"{row.kpi.name(language)} {subject}" if row.kpi else subject,
        sentence=sentence(f"pitfall.{code}", fields),
        who=row.person.name(language) if row.person else "",
        address=_address(row),
    )


def _address(row: FindingRow) -> str:
    if row.action_id is not None:
        return reverse("review:action", args=[row.action_id])
    if row.assignment_id is not None:
        return reverse("track:kpi", args=[row.assignment_id])
    if "check" in row.fields:
        return reverse("design:check", args=[row.fields["check"]])
    if "scheme" in row.fields:
        return reverse("plan:scheme", args=[row.fields["scheme"]])
    if "days_late" in row.fields:
        return reverse("reward:reviews")
    return reverse("plan:targets")
