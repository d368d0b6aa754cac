"""The design check of a scheme, by kind of finding: what blocks first, what was accepted last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.health.design import design_check, month_before
from kpiloop.interfaces.web.plan.grid.target_panels import named_kpis
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.design_findings import finding_fix, finding_said, finding_whose
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import FindingRow, KpiRow, OverrideRow, SchemeRow

#: Findings a person mends by writing: where.
_BY_HAND = {
    "name_vague": "plan:kpi_revise",
    "source_missing": "plan:kpi_revise",
    "purpose_missing": "plan:kpi_revise",
    "counter_missing": "plan:kpi_revise",
    "kpi_without_objective": "plan:kpi_revise",
    "duplicate_definition": "plan:kpi",
    "double_count": "plan:kpi",
    "formula_other_unit": "plan:kpi",
}
#: Findings about what stands on a card.
_ON_CARD = ("weight_unusual", "weights_not_100", "too_many_kpis", "too_few_kpis")
_TARGETS = ("target_missing", "targets_with_gaps", "target_outside_band")


#: More of one kind than this open when they are asked for: the page stays one to read.
SHOWN = 8


@dataclass(frozen=True)
class CheckLine:
    """One finding."""

    key: str  #: names it
    subject: str  #: whose card, or the template and how many cards
    sentence: str  #: what is odd and why
    severity: str  #: blocks or notice
    fix: str  #: the one step that mends it, in words
    address: str  #: where it is mended by hand
    override: OverrideRow | None  #: why it is accepted


@dataclass(frozen=True)
class CheckGroup:
    """Findings of one kind."""

    code: str  #: kind
    name: str  #: its name
    lines: tuple[CheckLine, ...]  #: by card

    @property
    def first(self) -> tuple[CheckLine, ...]:
        """Those shown at once."""
        return self.lines[:SHOWN]

    @property
    def further(self) -> tuple[CheckLine, ...]:
        """Those that open when they are asked for."""
        return self.lines[SHOWN:]


@dataclass(frozen=True)
class CheckPage:
    """The page."""

    title: str  #: the finding
    scheme: SchemeRow  #: newest version
    name: str  #: its name
    groups: tuple[CheckGroup, ...]  #: open findings, what blocks first
    accepted: tuple[CheckLine, ...]  #: accepted with a reason
    count: int  #: open findings; cards of a template count once

    @property
    def accepted_first(self) -> tuple[CheckLine, ...]:
        """Accepted ones shown at once."""
        return self.accepted[:SHOWN]

    @property
    def accepted_further(self) -> tuple[CheckLine, ...]:
        """Accepted ones that open when they are asked for."""
        return self.accepted[SHOWN:]


def check_page(viewer: Actor, code: str, on: date) -> CheckPage:
    """Build the page for one reader."""
    language = get_language() or "zh-hans"
    scheme = plan.scheme(viewer, code)
    kpis = {row.code: row for row in plan.kpis(viewer)}
    names = {key: row.name(language) for key, row in kpis.items()}
    rows = design_check(viewer, scheme=code, before=month_before(viewer, on))
    lines = [(row.code, _line(row, names, kpis, code)) for row in rows]
    kinds = list(dict.fromkeys(kind for kind, line in lines if line.override is None))
    groups = tuple(CheckGroup(kind, label(f"finding.{kind}"), _open(lines, kind)) for kind in kinds)
    accepted = tuple(line for _kind, line in lines if line.override is not None)
    count, name = sum(len(group.lines) for group in groups), scheme.name(language)
    return CheckPage(_title(name, count, len(accepted)), scheme, name, groups, accepted, count)


def _open(lines: Sequence[tuple[str, CheckLine]], kind: str) -> tuple[CheckLine, ...]:
    return tuple(line for each, line in lines if each == kind and line.override is None)


def _title(name: str, count: int, accepted: int) -> str:
    if not count:
        done = {"name": name, "accepted": accepted}
        return gettext("%(name)s: nothing odd left, %(accepted)d findings accepted") % done
    return ngettext("%(name)s: %(count)d finding to look at", "%(name)s: %(count)d findings to look at", count) % {
        "name": name,
        "count": count,
    }


def _in_unit(row: FindingRow, kpis: Mapping[str, KpiRow]) -> dict[str, str]:
    """Figures of a finding as the pages write figures of its KPI: 65.8 万元, 22.0%."""
    kpi = kpis.get(row.kpi_code)
    if kpi is None or row.code != "target_outside_band":
        return {}
    display = formats.display_of(kpi)
    return {name: formats.value_with_unit(Decimal(row.fields[name]), display) for name in ("target", "low", "high")}


def _line(row: FindingRow, names: Mapping[str, str], kpis: Mapping[str, KpiRow], scheme: str) -> CheckLine:
    subject = finding_whose(row)
    fields = {
        **row.fields,
        "kpi": names.get(row.kpi_code, row.kpi_code),
        "other": names.get(row.fields.get("other", ""), row.fields.get("other", "")),
        "subject": subject,
        **named_kpis(row.fields, names),
        **_in_unit(row, kpis),
    }
    address = _template_address(row, scheme) if row.template else _address(row, scheme)
    said, fix = finding_said(row, fields), finding_fix(row)
    return CheckLine(row.key, subject, said, row.severity, fix, address, row.override)


def _template_address(row: FindingRow, scheme: str) -> str:
    """Targets of many cards stand below each other in the grid; everything else is written in the template."""
    if row.code in _TARGETS:
        return f"{reverse('plan:targets')}?{urlencode({'kpi': row.kpi_code})}"
    return reverse("plan:template_edit", args=[scheme, row.template.code]) if row.template else ""


def _address(row: FindingRow, scheme: str) -> str:
    if row.code in _ON_CARD and row.subject:
        return f"{reverse('plan:scheme', args=[scheme])}?{urlencode({'q': row.subject.code})}"
    if row.code in _BY_HAND and row.kpi_code:
        return reverse(_BY_HAND[row.code], args=[row.kpi_code])
    if row.code in _TARGETS and row.assignment_id is not None:
        return reverse("plan:target_annual", args=[row.assignment_id])
    return reverse("plan:library") if row.code == "all_lagging" else ""
