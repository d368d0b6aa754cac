"""Spreading the target of a year over its months: the shape is chosen, the months add up exactly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext, gettext_lazy

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.interfaces.web.forms.filling import PageForm, text_area
from kpiloop.interfaces.web.plan.target_forms import FigureField
from kpiloop.interfaces.web.plan.year.calendar_page import is_cut_otherwise
from kpiloop.interfaces.web.plan.year.cascade_page import parts_of
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.formats import Display
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.messages import refusal_sentence
from kpiloop.interfaces.wording.typed import typed, typed_places
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.choices import SHAPES
from kpiloop.loop.plan.rows import AssignmentRow, KpiRow
from kpiloop.loop.plan.targeting.phasing import YearShape, shape_weights
from kpiloop.loop.track.selectors import prior_months

#: Shapes that read the line of figures.
TYPED = ("own", "curve")


@dataclass(frozen=True)
class AnnualHelp:
    """What stands beside the form."""

    assignment: AssignmentRow  #: whose target
    kpi: KpiRow  #: what is measured
    title: str  #: what is being done
    display: Display  #: how its figures are written
    months: tuple[PeriodRow, ...]  #: months of the year
    now: tuple[Decimal | None, ...]  #: targets of the months as they are
    prior: tuple[Decimal, ...]  #: last year's actuals, empty unless every month has one
    adds_up: bool  #: True when the months of this KPI add up to the year
    has_parts: bool  #: True when the year can be broken down to parts
    work_days: tuple[int, ...]  #: days the company works in each month
    is_cut_otherwise: bool  #: True when its periods are not calendar months


def annual_help(viewer: Actor, assignment_id: int) -> AnnualHelp:
    """Months and present targets of the year the assignment belongs to."""
    row = plan.assignment(viewer, assignment_id)
    year = next(scheme.fiscal_year for scheme in plan.schemes(viewer) if scheme.id == row.scheme_id)
    months = calendar.periods(viewer, kind="month", fiscal_year=year)
    held = plan.targets_through(viewer, lines=[row], periods=months)
    now = [held.get((row.id, month.id)) for month in months]
    language = get_language() or "zh-hans"
    title = gettext("%(kpi)s of %(subject)s: spread %(year)d over its months") % {
        "kpi": row.kpi.name(language), "subject": row.subject.name(language), "year": year,
    }  # fmt: skip
    return AnnualHelp(
        row,
        row.kpi,
        title,
        formats.display_of(row.kpi),
        months,
        tuple(target.target if target else None for target in now),
        prior_months(viewer, year, [row]).get((row.kpi.id, row.subject.id), ()),
        row.kpi.time_kind == "flow",
        bool(parts_of(viewer, row, months[-1].ends_before - timedelta(days=1))),
        calendar.working_days_of(viewer, months),
        is_cut_otherwise(viewer),
    )


class AnnualForm(PageForm):
    """An annual target and the shape of its months."""

    shape = forms.ChoiceField(label=gettext_lazy("Shape of the year"), required=False)
    weights = forms.CharField(
        required=False,
        label=gettext_lazy("Own weights or curve"),
        help_text=gettext_lazy("One figure per month, separated by spaces; only their proportions count."),
    )
    reason = forms.CharField(required=False, label=gettext_lazy("Reason"), widget=text_area(2))
    field_order = ("annual", "shape", "weights", "reason")

    def __init__(self, page: AnnualHelp, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.page = page
        self.fields["annual"] = FigureField(page.display, label=gettext("Annual target"))
        self.order_fields(self.field_order)
        known = [figure for figure in page.now if figure is not None]
        absent = {"as_now": not any(known), "last_year": not page.prior}
        self.offer("shape", [(shape, label(f"target_shape.{shape}")) for shape in SHAPES if not absent.get(shape)])
        if page.adds_up and len(known) == len(page.months):
            self.fields["annual"].initial = typed(sum(known, Decimal(0)), page.display)
        if not page.adds_up:
            del self.fields["shape"], self.fields["weights"]

    def clean_weights(self) -> tuple[Decimal, ...] | None:
        """One weight per month, as the chosen shape wants them."""
        shape, page = self.cleaned_data.get("shape", ""), self.page
        typed_ones = self._figures() if shape in TYPED else ()
        year = YearShape(len(page.months), page.work_days, page.prior, page.now, typed_ones)
        try:
            return shape_weights(shape, year)
        except Refusal as refusal:
            raise forms.ValidationError(refusal_sentence(refusal)) from None

    def _figures(self) -> tuple[Decimal, ...]:
        texts = self.cleaned_data["weights"].replace(",", " ").replace("%", " ").split()
        if len(texts) != len(self.page.months):
            raise forms.ValidationError(
                gettext("%(given)d figures for %(months)d months.")
                % {"given": len(texts), "months": len(self.page.months)}
            )
        return tuple(forms.DecimalField(min_value=Decimal(0)).clean(text) for text in texts)

    def spread(self) -> dict[str, Any]:
        """What the service takes."""
        given = self.cleaned_data
        places = typed_places(self.page.display)
        shape = {"weights": given.get("weights"), "shape": given.get("shape", "")}
        return {"annual": given["annual"], **shape, "places": places, "reason": given["reason"]}
