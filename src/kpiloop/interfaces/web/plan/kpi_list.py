"""The dictionary of KPIs: what each is, how it stands in the chosen period, who answers for it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.choices import PERSPECTIVES
from kpiloop.loop.plan.rows import KpiRow, ObjectiveRow
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track.rows import StatusRow

LIGHTS = ("green", "amber", "red", "na")
#: Worst first: what a row shows when the KPI has no single top subject.
_ORDER = {"red": 0, "amber": 1, "na": 2, "green": 3}


@dataclass(frozen=True)
class Wanted:
    """Which KPIs the reader asked for."""

    text: str = ""  #: part of a name or code
    light: str = ""  #: only KPIs with this light
    perspective: str = ""  #: only KPIs of objectives of this perspective


@dataclass(frozen=True)
class Line:
    """One KPI."""

    code: str  #: its code
    name: str  #: its name
    address: str  #: its page in this period; its definition where it has no figures
    light: str  #: light of its top subject
    subject: str  #: whose figure is shown
    actual: str  #: actual with unit
    target: str  #: target with unit
    counts: tuple[tuple[str, int], ...]  #: light and how many subjects have it
    owner: str  #: who answers for the top subject
    unit: str  #: unit of its figures
    version: int  #: version of its definition
    state: str  #: state of its definition


@dataclass(frozen=True)
class Group:
    """KPIs of one objective."""

    name: str  #: objective
    perspective: str  #: perspective of the scorecard; empty without objective
    lines: tuple[Line, ...]  #: KPIs by name


@dataclass(frozen=True)
class KpiList:
    """The page."""

    title: str  #: the finding
    groups: tuple[Group, ...]  #: by perspective and objective
    counts: tuple[tuple[str, int], ...]  #: light and how many KPIs have it
    shown: int  #: KPIs on the page
    total: int  #: KPIs there are
    may_edit: bool  #: True when the reader may draft KPIs
    wanted: Wanted  #: what was asked for


def kpi_list(viewer: Actor, period: PeriodRow | None, wanted: Wanted) -> KpiList:
    """Build the page for one reader and period."""
    kpis = plan.kpis(viewer)
    statuses: dict[str, list[StatusRow]] = defaultdict(list)
    if period is not None:
        for status in track.statuses(viewer, period_codes=[period.code]):
            statuses[status.assignment.kpi.code].append(status)
    lines = {kpi.code: _line(kpi, statuses[kpi.code], period) for kpi in kpis}
    counts = Counter(line.light for line in lines.values())
    objectives = {row.id: row for row in plan.objectives(viewer)}
    groups = _groups(kpis, objectives, lines, wanted)
    return KpiList(
        title=_title(len(kpis), counts["red"], counts["amber"], period),
        groups=groups,
        counts=tuple((light, counts[light]) for light in LIGHTS if counts[light]),
        shown=sum(len(group.lines) for group in groups),
        total=len(kpis),
        may_edit=viewer.may("plan.edit"),
        wanted=wanted,
    )


def _title(total: int, red: int, amber: int, period: PeriodRow | None) -> str:
    if not total:
        return gettext("No KPI is defined yet")
    count = ngettext("%(total)d KPI", "%(total)d KPIs", total) % {"total": total}
    month = period_name(period.code) if period else ""
    if red or amber:
        return gettext("%(count)s: %(red)d missed and %(amber)d at risk in %(month)s") % {
            "count": count, "red": red, "amber": amber, "month": month,
        }  # fmt: skip
    return gettext("%(count)s, none missed in %(month)s") % {"count": count, "month": month} if month else count


def top_of(statuses: Iterable[StatusRow]) -> StatusRow | None:
    """The status of the widest subject: the one not cascaded from another, else the worst."""
    found = sorted(statuses, key=lambda row: (_ORDER.get(row.light, 2), row.assignment.subject.code))
    roots = [row for row in found if row.assignment.parent_id is None and row.assignment.subject.kind == "unit"]
    return next(iter(roots or found), None)


def _line(kpi: KpiRow, statuses: list[StatusRow], period: PeriodRow | None) -> Line:
    display = formats.display_of(kpi)
    language = get_language() or "zh-hans"
    top = top_of(statuses)
    held = Counter(status.light for status in statuses)
    return Line(
        code=kpi.code,
        name=kpi.name(language),
        address=kpi_address(kpi.code, top),
        light=top.light if top else "na",
        subject=top.assignment.subject.name(language) if top else "",
        actual=formats.value_with_unit(top.actual if top else None, display),
        target=formats.target(top.band or top.target if top else None, display, kpi.direction),
        counts=tuple((light, held[light]) for light in LIGHTS if held[light]),
        owner=top.assignment.owner.name(language) if top else "",
        unit=formats.unit_of(display),
        version=kpi.definition_version,
        state=kpi.state,
    )


def kpi_address(code: str, status: StatusRow | None) -> str:
    """Where the figures of a KPI stand; its definition while it has none."""
    if status is not None:
        try:
            return reverse("track:kpi", args=[status.assignment.id])
        except NoReverseMatch:
            pass
    return reverse("plan:kpi", args=[code])


def _groups(
    kpis: Iterable[KpiRow], objectives: dict[int, ObjectiveRow], lines: dict[str, Line], wanted: Wanted
) -> tuple[Group, ...]:
    language = get_language() or "zh-hans"
    held: dict[int, list[Line]] = defaultdict(list)
    for kpi in kpis:
        objective = objectives.get(kpi.objective_id or 0)
        if _fits(kpi, objective, lines[kpi.code], wanted):
            held[objective.id if objective else 0].append(lines[kpi.code])
    ordered = sorted(objectives.values(), key=lambda row: (PERSPECTIVES.index(row.perspective), row.code))
    groups = [Group(row.name(language), row.perspective, tuple(held[row.id])) for row in ordered if held[row.id]]
    if held[0]:
        groups.append(Group(gettext("Without an objective"), "", tuple(held[0])))
    return tuple(groups)


def _fits(kpi: KpiRow, objective: ObjectiveRow | None, line: Line, wanted: Wanted) -> bool:
    if wanted.light and line.light != wanted.light:
        return False
    if wanted.perspective and (objective is None or objective.perspective != wanted.perspective):
        return False
    text = wanted.text.strip().lower()
    return not text or any(text in part.lower() for part in (kpi.code, kpi.name_zh, kpi.name_en))
