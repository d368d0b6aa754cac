"""What one KPI means: definition, formula, versions, who answers for it, and who changed what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, gettext, pgettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.audit import selectors as audit
from kpiloop.foundation.audit.rows import EntryRow
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.interfaces.web.plan.kpi_list import top_of
from kpiloop.interfaces.web.plan.library_page import ReadyLine, ready_line
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.measure.rows import FormulaRow
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import AssignmentRow, DefinitionRow, KpiRow
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track.rows import StatusRow


@dataclass(frozen=True)
class Owned:
    """One subject that has this KPI."""

    subject: str  #: whose result it is
    kind: str  #: unit, position or person
    owner: str  #: who answers
    provider: str  #: who reports the figure; empty when it is computed
    weight: str  #: percent of the card
    light: str  #: light in the chosen period
    valid_from: date  #: first day
    valid_to: date | None  #: first day it no longer holds


@dataclass(frozen=True)
class DefinitionPage:
    """The page."""

    title: str  #: KPI and what it is
    kpi: KpiRow  #: the newest version the reader may see
    facts: tuple[tuple[str, str], ...]  #: name and content of every fact of the meaning
    purpose: str  #: why it is measured
    pitfalls: str  #: how it misleads
    versions: tuple[DefinitionRow, ...]  #: newest first
    formulas: tuple[FormulaRow, ...]  #: newest first; empty when its values are reported
    owned: tuple[Owned, ...]  #: units first, then people
    top: StatusRow | None  #: status of the widest subject in the period
    history: tuple[EntryRow, ...]  #: newest first
    may_edit: bool  #: True when the reader may revise it
    may_retire: bool  #: True when a version is in force and no card of today uses it
    has_draft: bool  #: True when a draft waits to be published
    ready: ReadyLine | None  #: what the library says about a KPI of this code


def definition_page(viewer: Actor, code: str, period: PeriodRow | None, on: date) -> DefinitionPage:
    """Build the page for one reader."""
    versions = plan.definitions(viewer, code)
    newest = versions[0]
    statuses = [
        row
        for row in (track.statuses(viewer, period_codes=[period.code]) if period else [])
        if row.assignment.kpi.code == code
    ]
    lights = {row.assignment.id: row.light for row in statuses}
    assigned = plan.assignments(viewer, on=on, kpi=code)
    name = newest.kpi.name(get_language() or "zh-hans")
    return DefinitionPage(
        title=_title(name, newest.kpi, len(assigned)),
        kpi=newest.kpi,
        facts=tuple(_facts(newest)),
        purpose=newest.purpose,
        pitfalls=newest.pitfalls,
        versions=versions,
        formulas=tuple(measure.formulas(viewer, kpi=code)),
        owned=tuple(_owned(row, lights.get(row.id, "na")) for row in sorted(assigned, key=_units_first)),
        top=top_of(statuses),
        history=tuple(reversed(audit.entries_of_object(viewer, object_kind="kpi", object_key=code))),
        may_edit=viewer.may("plan.edit"),
        may_retire=viewer.may("plan.edit") and newest.kpi.state == "published" and not assigned,
        has_draft=newest.kpi.state == "draft",
        ready=_ready(viewer, code),
    )


def _ready(viewer: Actor, code: str) -> ReadyLine | None:
    everything = plan.library(viewer)
    found = next((row for row in everything if row.ready.code == code), None)
    return ready_line(found, everything) if found else None


def _title(name: str, kpi: KpiRow, count: int) -> str:
    if kpi.state == "draft":
        return gettext("%(name)s: version %(version)d is a draft and judges nothing yet") % {
            "name": name, "version": kpi.definition_version,
        }  # fmt: skip
    if kpi.state == "retired":
        return gettext("%(name)s: retired, its past stays as it was") % {"name": name}
    if not count:
        return gettext("%(name)s: nobody answers for it yet") % {"name": name}
    return gettext("%(name)s: version %(version)d in force, %(count)d cards use it") % {
        "name": name, "version": kpi.definition_version, "count": count,
    }  # fmt: skip


def _facts(row: DefinitionRow) -> list[tuple[str, str]]:
    kpi = row.kpi
    method = label(f"achievement_method.{kpi.achievement_method}")
    stated = sorted(kpi.achievement_parameters.items())
    parameters = formats.join([f"{label(f'achievement_parameter.{name}')} {figure:f}" for name, figure in stated])
    return [
        (gettext("Code"), kpi.code),
        (gettext("Direction"), label(f"direction.{kpi.direction}")),
        (gettext("A target means"), label(f"target_meaning.{kpi.direction}")),
        (gettext("Over time"), label(f"time_kind.{kpi.time_kind}")),
        (pgettext("of measurement", "Unit"), formats.unit_of(formats.display_of(kpi)) or label("unit.number")),
        (gettext("Decimals shown"), str(kpi.decimals)),
        (gettext("Achievement"), f"{method} ({parameters})" if parameters else method),
        (gettext("On target from"), formats.percent(kpi.green_from)),
        (gettext("At risk from"), formats.percent(kpi.amber_from)),
        (gettext("Judged on"), label(f"judged_on.{kpi.judged_on}")),
        (gettext("No rows mean"), label(f"empty_means.{kpi.empty_means}")),
        (gettext("Leading or lagging"), label(f"timing.{kpi.timing}")),
        (gettext("Counter-KPI"), kpi.counter or formats.MISSING),
        (gettext("Source"), row.source or formats.MISSING),
        (gettext("In force from"), row.valid_from.isoformat()),
        (gettext("Fingerprint"), row.fingerprint[:12] or formats.MISSING),
    ]


def _units_first(row: AssignmentRow) -> tuple[bool, str]:
    return row.subject.kind != "unit", row.subject.code


def _owned(row: AssignmentRow, light: str) -> Owned:
    language = get_language() or "zh-hans"
    return Owned(
        subject=row.subject.name(language),
        kind=row.subject.kind,
        owner=row.owner.name(language),
        provider=row.provider.name(language) if row.provider else "",
        weight=formats.number(row.weight.normalize()),
        light=light,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
