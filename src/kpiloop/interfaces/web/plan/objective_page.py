"""Objectives of a fiscal year by perspective, each with the KPIs that measure it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext

from kpiloop.engine.status import roll_up
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.web.forms.asking import today
from kpiloop.interfaces.web.forms.filling import PageForm, text_area
from kpiloop.interfaces.web.plan.kpi_list import kpi_address, top_of
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.choices import PERSPECTIVES
from kpiloop.loop.plan.rows import KpiRow
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track.rows import StatusRow


class ObjectiveForm(PageForm):
    """What an objective says."""

    code = forms.SlugField(max_length=40, label=gettext_lazy("Code"))
    name_zh = forms.CharField(max_length=200, label=gettext_lazy("Chinese name"))
    name_en = forms.CharField(max_length=200, required=False, label=gettext_lazy("English name"))
    perspective = forms.ChoiceField(label=gettext_lazy("Perspective"))
    fiscal_year = forms.IntegerField(min_value=2000, max_value=2100, label=gettext_lazy("Fiscal year"))
    sponsor = forms.ChoiceField(required=False, label=gettext_lazy("Leader in charge"))
    text = forms.CharField(required=False, label=gettext_lazy("What it means"), widget=text_area())

    def __init__(self, viewer: Actor, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.offer("perspective", [(value, label(f"perspective.{value}")) for value in PERSPECTIVES])
        language = get_language() or "zh-hans"
        people = org.people(viewer, on=today())
        self.offer("sponsor", [(row.code, f"{row.name(language)} {row.code}") for row in people], empty="—")

    def clean_sponsor(self) -> str | None:
        """Nobody is None, not an empty number."""
        return self.cleaned_data["sponsor"] or None


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


@dataclass(frozen=True)
class ObjectivePage:
    """The page."""

    title: str  #: the finding
    year: int  #: fiscal year shown
    perspectives: tuple[tuple[str, tuple[ObjectiveLine, ...]], ...]  #: perspective and its objectives
    total: int  #: objectives of the year
    may_edit: bool  #: True when the reader may state one


def objective_page(viewer: Actor, year: int, period: PeriodRow | None) -> ObjectivePage:
    """Build the page for one reader, fiscal year and period."""
    language = get_language() or "zh-hans"
    found = plan.objectives(viewer, fiscal_year=year)
    measured = _measured(viewer, period)
    held: dict[str, list[ObjectiveLine]] = {perspective: [] for perspective in PERSPECTIVES}
    for row in found:
        kpis = tuple(measured[code] for code in row.kpi_codes if code in measured)
        sponsor = row.sponsor.name(language) if row.sponsor else ""
        light = roll_up([kpi.light for kpi in kpis])
        held[row.perspective].append(ObjectiveLine(row.code, row.name(language), row.text, sponsor, light, kpis))
    everything = [line for lines in held.values() for line in lines]
    return ObjectivePage(
        title=_title(everything, year),
        year=year,
        perspectives=tuple((perspective, tuple(lines)) for perspective, lines in held.items()),
        total=len(found),
        may_edit=viewer.may("plan.edit"),
    )


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
