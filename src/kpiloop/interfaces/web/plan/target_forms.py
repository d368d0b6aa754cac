"""Small pages about one target: spreading a year, its history, proposing and deciding a change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext, gettext_lazy

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.interfaces.web.forms.filling import PageForm, text_area
from kpiloop.interfaces.web.plan.figures_typed import NotAFigure, read_figure, typed
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.formats import Display
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import AssignmentRow, KpiRow, TargetRow

SHAPES = ("equal", "as_now", "own")


class FigureField(forms.CharField):
    """A figure in the scale of the screen; 1.2亿, 3,600万, 96.4% and (123) are understood."""

    def __init__(self, display: Display, **named: Any) -> None:
        self.display = display
        unit = formats.unit_of(display)
        super().__init__(help_text=gettext("in %(unit)s") % {"unit": unit} if unit else "", **named)

    def clean(self, value: Any) -> Decimal | None:
        """The figure in the unit of the KPI."""
        text = super().clean(value)
        try:
            return read_figure(text, self.display)
        except NotAFigure:
            raise forms.ValidationError(gettext("“%(text)s” is no figure.") % {"text": text}) from None


@dataclass(frozen=True)
class AnnualHelp:
    """What stands beside the form."""

    assignment: AssignmentRow  #: whose target
    kpi: KpiRow  #: what is measured
    title: str  #: what is being done
    display: Display  #: how its figures are written
    months: tuple[PeriodRow, ...]  #: months of the year
    now: tuple[Decimal | None, ...]  #: targets of the months as they are
    adds_up: bool  #: True when the months of this KPI add up to the year


def annual_help(viewer: Actor, assignment_id: int) -> AnnualHelp:
    """Months and present targets of the year the assignment belongs to."""
    row = plan.assignment(viewer, assignment_id)
    year = next(scheme.fiscal_year for scheme in plan.schemes(viewer) if scheme.id == row.scheme_id)
    months = calendar.periods(viewer, kind="month", fiscal_year=year)
    held = plan.targets(viewer, assignment_ids=[row.id], period_codes=[month.code for month in months])
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
        row.kpi.time_kind == "flow",
    )


class AnnualForm(PageForm):
    """An annual target and the shape of its months."""

    shape = forms.ChoiceField(label=gettext_lazy("Shape of the year"), required=False)
    weights = forms.CharField(
        required=False,
        label=gettext_lazy("Own weights"),
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
        self.offer("shape", [(shape, _shape_word(shape)) for shape in SHAPES if shape != "as_now" or any(known)])
        if page.adds_up and len(known) == len(page.months):
            self.fields["annual"].initial = typed(sum(known, Decimal(0)), page.display)
        if not page.adds_up:
            del self.fields["shape"], self.fields["weights"]

    def clean_weights(self) -> list[Decimal] | None:
        """Own weights, when that shape is chosen."""
        shape = self.cleaned_data.get("shape", "")
        if shape == "as_now":
            return [figure or Decimal(0) for figure in self.page.now]
        if shape != "own":
            return None
        texts = self.cleaned_data["weights"].replace(",", " ").split()
        if len(texts) != len(self.page.months):
            raise forms.ValidationError(
                gettext("%(given)d figures for %(months)d months.")
                % {"given": len(texts), "months": len(self.page.months)}
            )
        return [forms.DecimalField(min_value=Decimal(0)).clean(text) for text in texts]

    def spread(self) -> dict[str, Any]:
        """What the service takes."""
        given = self.cleaned_data
        return {"annual": given["annual"], "weights": given.get("weights"), "reason": given["reason"]}


def _shape_word(shape: str) -> str:
    return {
        "equal": gettext("Equal months"),
        "as_now": gettext("Shape of the present targets"),
        "own": gettext("Own weights"),
    }[shape]


class ProposalForm(PageForm):
    """Another target for one month, with the reason."""

    reason = forms.CharField(label=gettext_lazy("Reason"), widget=text_area())

    def __init__(self, display: Display, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["new_target"] = FigureField(display, label=gettext("New target"))
        self.order_fields(("new_target", "reason"))


@dataclass(frozen=True)
class HistoryPage:
    """Every version of one target."""

    title: str  #: KPI, subject and period
    assignment: AssignmentRow  #: whose target
    period: PeriodRow  #: of which period
    display: Display  #: how its figures are written
    versions: tuple[tuple[TargetRow, str], ...]  #: version and its figure in words, newest first
    may_propose: bool  #: True when the reader may ask for another target


def history_page(viewer: Actor, assignment_id: int, period_code: str) -> HistoryPage:
    """Build the page for one reader."""
    period = calendar.period(viewer, period_code)
    row = plan.assignment(viewer, assignment_id, on=period.ends_before - timedelta(days=1))
    display = formats.display_of(row.kpi)
    found: Sequence[TargetRow] = plan.target_history(viewer, assignment_id, period_code)
    language = get_language() or "zh-hans"
    title = gettext("%(kpi)s of %(subject)s, %(period)s: target %(figure)s") % {
        "kpi": row.kpi.name(language),
        "subject": row.subject.name(language),
        "period": period_name(period.code),
        "figure": formats.target(found[0].target if found else None, display, row.kpi.direction),
    }
    versions = tuple((target, formats.value_with_unit(target.target, display)) for target in found)
    may_propose = viewer.may("proposals.write") and not period.is_closed
    return HistoryPage(title, row, period, display, versions, may_propose)
