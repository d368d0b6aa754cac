"""The targets of a whole from its parts: the sum, or the weighted mean where parts do not add up (R22, R23)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext, gettext_lazy, pgettext

from kpiloop.engine.targets.cascade import conserve
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.interfaces.web.components.figures import Difference
from kpiloop.interfaces.web.forms.filling import PageForm, text_area
from kpiloop.interfaces.web.worded.figures import gap
from kpiloop.interfaces.wording import formats
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.choices import ADDITIVE
from kpiloop.loop.plan.rows import AssignmentRow


@dataclass(frozen=True)
class MonthLine:
    """One month."""

    period: str  #: its code
    whole: str  #: target of the whole
    parts: str  #: sum of the parts; a dash where one has no target
    gap: Difference | None  #: parts less the whole; None where they are even or unknown
    note: str  #: why it stays as it is; empty where it may change


@dataclass(frozen=True)
class SumUpPage:
    """What stands beside the form."""

    title: str  #: what is being done
    assignment: AssignmentRow  #: the whole
    unit: str  #: unit of its figures
    adds_up: bool  #: True when the parts are summed, False when they need weights
    parts: tuple[str, ...]  #: names of the parts
    lines: tuple[MonthLine, ...]  #: months of the year
    weighing: tuple[tuple[str, str], ...]  #: KPIs the parts may be weighed by: code and name


def sum_up_page(viewer: Actor, assignment_id: int) -> SumUpPage:
    """The whole beside the sum of its parts, month by month."""
    row = plan.assignment(viewer, assignment_id)
    year = next(scheme.fiscal_year for scheme in plan.schemes(viewer) if scheme.id == row.scheme_id)
    months = calendar.periods(viewer, kind="month", fiscal_year=year)
    on = months[-1].ends_before - timedelta(days=1)
    parts = [part for part in plan.assignments(viewer, on=on, kpi=row.kpi.code) if part.parent_id == row.id]
    keys = [row.id, *(part.id for part in parts)]
    held = plan.targets(viewer, assignment_ids=keys, period_codes=[month.code for month in months])
    display, language = formats.display_of(row.kpi), get_language() or "zh-hans"
    adds_up = row.kpi.time_kind in ADDITIVE

    def figure(key: int, month_id: int) -> Decimal | None:
        target = held.get((key, month_id))
        return target.target if target else None

    lines = []
    for month in months:
        whole = figure(row.id, month.id)
        found = conserve(whole, {str(part.id): figure(part.id, month.id) for part in parts}) if adds_up else None
        target = held.get((row.id, month.id))
        locked = gettext("locked") if target is not None and target.is_locked else ""
        lines.append(
            MonthLine(
                period=month.code,
                whole=formats.value(whole, display),
                parts=formats.value(found.parts, display) if found else "",
                gap=gap(row.kpi, found.gap, with_unit=False) if found and found.gap else None,
                note=pgettext("month", "closed") if month.is_closed else locked,
            )
        )
    weighing = {each.kpi.code: each.kpi for each in _beside(viewer, parts, on) if each.kpi.time_kind in ADDITIVE}
    said = {"kpi": row.kpi.name(language), "subject": row.subject.name(language), "year": year}
    return SumUpPage(
        title=gettext("Set %(kpi)s of %(subject)s %(year)d from its parts") % said,
        assignment=row,
        unit=formats.unit_of(display),
        adds_up=adds_up,
        parts=tuple(part.subject.name(language) for part in parts),
        lines=tuple(lines),
        weighing=() if adds_up else tuple((code, kpi.name(language)) for code, kpi in sorted(weighing.items())),
    )


def _beside(viewer: Actor, parts: list[AssignmentRow], on: date) -> list[AssignmentRow]:
    """Every KPI of the same subjects: what they may be weighed by."""
    subjects = {part.subject.id for part in parts}
    return [] if not subjects else list(plan.assignments(viewer, on=on, subject_ids=subjects))


class SumUpForm(PageForm):
    """What the parts are weighed by, and why."""

    weighted_by = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Weighed by the targets of"),
        help_text=gettext_lazy("A ratio is never summed: a margin is weighed by revenue, a rate by its cases."),
    )
    reason = forms.CharField(required=False, label=gettext_lazy("Reason"), widget=text_area(2))

    def __init__(self, page: SumUpPage, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if page.adds_up:
            del self.fields["weighted_by"]
        else:
            self.offer("weighted_by", list(page.weighing))
