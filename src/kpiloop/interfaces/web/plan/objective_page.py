"""Objectives of a fiscal year by perspective, each with the KPIs that measure it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.web.components.figures import Link
from kpiloop.interfaces.web.forms.asking import today
from kpiloop.interfaces.web.forms.filling import PageForm, text_area
from kpiloop.interfaces.web.plan.kpi_list import kpi_address
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.choices import PERSPECTIVES


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
class ObjectiveLine:
    """One objective."""

    code: str  #: its code
    name: str  #: its name
    text: str  #: what it means
    sponsor: str  #: leader in charge
    kpis: tuple[Link, ...]  #: KPIs that measure it


@dataclass(frozen=True)
class ObjectivePage:
    """The page."""

    title: str  #: the finding
    year: int  #: fiscal year shown
    perspectives: tuple[tuple[str, tuple[ObjectiveLine, ...]], ...]  #: perspective and its objectives
    total: int  #: objectives of the year
    may_edit: bool  #: True when the reader may state one


def objective_page(viewer: Actor, year: int) -> ObjectivePage:
    """Build the page for one reader and fiscal year."""
    language = get_language() or "zh-hans"
    names = {row.code: row.name(language) for row in plan.kpis(viewer)}
    found = plan.objectives(viewer, fiscal_year=year)
    held: dict[str, list[ObjectiveLine]] = {perspective: [] for perspective in PERSPECTIVES}
    for row in found:
        kpis = tuple(Link(names[code], kpi_address(code, None)) for code in row.kpi_codes if code in names)
        sponsor = row.sponsor.name(language) if row.sponsor else ""
        held[row.perspective].append(ObjectiveLine(row.code, row.name(language), row.text, sponsor, kpis))
    bare = sum(1 for lines in held.values() for line in lines if not line.kpis)
    return ObjectivePage(
        title=_title(len(found), bare, year),
        year=year,
        perspectives=tuple((perspective, tuple(lines)) for perspective, lines in held.items()),
        total=len(found),
        may_edit=viewer.may("plan.edit"),
    )


def _title(total: int, bare: int, year: int) -> str:
    if not total:
        return gettext("No objective is stated for %(year)d") % {"year": year}
    if bare:
        return ngettext(
            "%(year)d: %(total)d objectives, %(bare)d without a KPI",
            "%(year)d: %(total)d objectives, %(bare)d without a KPI",
            bare,
        ) % {"year": year, "total": total, "bare": bare}
    return gettext("%(year)d: %(total)d objectives, every one measured") % {"year": year, "total": total}
