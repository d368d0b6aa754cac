"""Targets typed by calendar months where the company counts in weeks: read into its periods by overlapping days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext, gettext_lazy

from kpiloop.engine.values import Missing
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.interfaces.web.forms.filling import PageForm, text_area
from kpiloop.interfaces.web.plan.target_forms import FigureField
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.interfaces.wording.typed import typed, typed_places
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.plan.targeting.calendar_months import calendar_months, converted, span_of


@dataclass(frozen=True)
class CalendarPage:
    """What stands around the form."""

    title: str  #: what is being done
    assignment: AssignmentRow  #: whose targets
    note: str  #: unit of the figures, and what stays as it is
    months: tuple[tuple[date, str, str], ...]  #: first day, name, present figure as it is typed


def is_cut_otherwise(viewer: Actor) -> bool:
    """Whether the company's periods are not calendar months."""
    held = calendar.company_calendar(viewer)
    return held is not None and held.cut.pattern != "months"


def calendar_page(viewer: Actor, assignment_id: int) -> CalendarPage:
    """The calendar months of the year with the present targets read into them."""
    row = plan.assignment(viewer, assignment_id)
    year = next(scheme.fiscal_year for scheme in plan.schemes(viewer) if scheme.id == row.scheme_id)
    periods = calendar.periods(viewer, kind="month", fiscal_year=year)
    held = plan.targets(viewer, assignment_ids=[row.id], period_codes=[period.code for period in periods])
    now = [target.target if (target := held.get((row.id, period.id))) else None for period in periods]
    display, spans = formats.display_of(row.kpi), calendar_months(periods)
    given = [Missing("no_target") if figure is None else figure for figure in now]
    found = converted(row.kpi, [span_of(period) for period in periods], given, spans, places=typed_places(display))
    language = get_language() or "zh-hans"
    said = {"kpi": row.kpi.name(language), "subject": row.subject.name(language), "year": year}
    return CalendarPage(
        title=gettext("%(kpi)s of %(subject)s %(year)d by calendar months") % said,
        assignment=row,
        note=_note(formats.unit_of(display)),
        months=tuple(
            (
                span.starts_on,
                period_name(span.starts_on.strftime("%Y-%m")),
                "" if isinstance(figure, Missing) else typed(figure, display),
            )
            for span, figure in zip(spans, found, strict=True)
        ),
    )


def _note(unit: str) -> str:
    said = gettext("closed periods keep their target; an empty month says nothing about its days")
    return formats.clauses([gettext("in %(unit)s") % {"unit": unit} if unit else "", said])


class CalendarForm(PageForm):
    """One figure per calendar month; an empty one says nothing about its days."""

    reason = forms.CharField(required=False, label=gettext_lazy("Reason"), widget=text_area(2))

    def __init__(self, page: CalendarPage, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        display = formats.display_of(page.assignment.kpi)
        self.days = {f"m{day:%Y%m}": day for day, _name, _now in page.months}
        self.places = typed_places(display)
        for day, name, now in page.months:
            self.fields[f"m{day:%Y%m}"] = FigureField(display, label=name, required=False, initial=now)
            self.fields[f"m{day:%Y%m}"].help_text = ""  # the unit stands once above all months
        self.order_fields([*self.days, "reason"])

    def stated(self) -> dict[str, Any]:
        """What the service takes."""
        given = self.cleaned_data
        figures = {day: given[name] for name, day in self.days.items() if given[name] is not None}
        return {"figures": figures, "places": self.places, "reason": given["reason"]}
