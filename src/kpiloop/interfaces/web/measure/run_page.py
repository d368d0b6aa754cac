"""Computations: what was computed from which facts, what came out anew, and what could not be computed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.warehouse import selectors as facts
from kpiloop.interfaces.web.forms.asking import today
from kpiloop.interfaces.web.forms.filling import PageForm
from kpiloop.interfaces.web.worded.signatures import names_of
from kpiloop.interfaces.wording.messages import sentence
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.measure.rows import Freshness, RunRow
from kpiloop.loop.plan import selectors as plan


class RecomputeForm(PageForm):
    """Which months to compute again."""

    first = forms.ChoiceField(label=gettext_lazy("First month"))
    last = forms.ChoiceField(label=gettext_lazy("Last month"))

    def __init__(self, viewer: Actor, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        begun = [row for row in calendar.periods(viewer) if row.starts_on <= today() and not row.is_closed]
        months = [(row.code, period_name(row.code)) for row in reversed(begun)]
        self.offer("first", months)
        self.offer("last", months)


@dataclass(frozen=True)
class Failure:
    """One KPI that a run could not compute."""

    name: str  #: KPI
    address: str  #: its definition
    sentence: str  #: why, and what to do


@dataclass(frozen=True)
class Statement:
    """One question put to the facts."""

    subject: str  #: what it reads and along which lines
    sql: str  #: the question


@dataclass(frozen=True)
class RunList:
    """All computations."""

    title: str  #: the finding
    runs: tuple[tuple[RunRow, str], ...]  #: newest first, each with the name of whoever started it
    freshness: Freshness  #: how new the figures are
    may_run: bool  #: True when the reader may compute again


@dataclass(frozen=True)
class RunPage:
    """One computation."""

    title: str  #: the finding
    run: RunRow  #: the run
    failures: tuple[Failure, ...]  #: KPIs that could not be computed
    statements: tuple[Statement, ...]  #: SQL; only for who may see sources
    by: str  #: name of whoever started it


def run_list(viewer: Actor) -> RunList:
    """Build the list for one reader."""
    rows = tuple(measure.runs(viewer))
    names = names_of(viewer, {row.started_by for row in rows})
    listed = tuple((row, names.get(row.started_by, "")) for row in rows)
    return RunList(_list_title(rows), listed, measure.freshness(viewer), viewer.may("measures.run"))


def _list_title(rows: tuple[RunRow, ...]) -> str:
    if not rows:
        return gettext("Nothing has been computed yet")
    newest = rows[0]
    failed = len({str(row.get("kpi", "")) for row in newest.failures})
    if failed:
        return ngettext(
            "Run %(number)d could not compute %(failed)d KPI",
            "Run %(number)d could not compute %(failed)d KPIs",
            failed,
        ) % {"number": newest.number, "failed": failed}
    return gettext("Run %(number)d computed every KPI: %(written)s figures new or changed") % {
        "number": newest.number, "written": f"{newest.values_written:,}",
    }  # fmt: skip


def run_page(viewer: Actor, number: int) -> RunPage:
    """Build the page of one run."""
    row = measure.run(viewer, number)
    language = get_language() or "zh-hans"
    names = {kpi.code: kpi.name(language) for kpi in plan.kpis(viewer)}
    failures = tuple(_failure(given, names) for given in row.failures)
    sql = measure.statements(viewer, number) if viewer.may("sources.view") else {}
    said = ngettext("%(count)d failure", "%(count)d failures", len(failures)) % {"count": len(failures)}
    title = gettext("Run %(number)d, %(first)s to %(last)s: %(said)s") % {
        "number": number,
        "first": period_name(row.first_period),
        "last": period_name(row.last_period),
        "said": said,
    }
    datasets = (
        {
            each.code: each.name_en if language == "en" and each.name_en else each.name_zh
            for each in facts.datasets(viewer)
        }
        if sql
        else {}
    )
    statements = tuple(_statement(scan, text, datasets) for scan, text in sorted(sql.items()))
    return RunPage(title, row, failures, statements, names_of(viewer, {row.started_by}).get(row.started_by, ""))


def _statement(scan: str, text: str, datasets: Mapping[str, str]) -> Statement:
    read = next((datasets[name] for name in re.findall(r'FROM\s+"([^"]+)"', text) if name in datasets), scan)
    along = gettext("by unit") if scan.startswith("u") else gettext("by person and position")
    return Statement(f"{read} · {along}", text)


def _failure(given: Mapping[str, object], names: Mapping[str, str]) -> Failure:
    code = str(given.get("kpi", ""))
    fields = given.get("fields")
    worded = sentence(str(given.get("code", "")), fields if isinstance(fields, dict) else {})
    return Failure(names.get(code, code), reverse("plan:kpi", args=[code]) if code in names else "", worded)
