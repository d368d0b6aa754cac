"""Breaking the targets of a year down to the parts: by what, with how much cushion, around what is locked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext, gettext_lazy

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.web.forms.filling import PageForm, text_area
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.typed import typed_places
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.choices import ADDITIVE
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.track.selectors import base_months

BASES = ("last_year", "equal", "headcount", "as_now", "own", "growth")
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class PartLine:
    """One part of the whole."""

    row: AssignmentRow  #: KPI of the part
    name: str  #: subject
    owner: str  #: who answers
    prior: Decimal | None  #: last year's actual; None unless every month has one
    base: tuple[Decimal | None, ...]  #: last year's months, to grow from; empty when none is known
    heads: int  #: people in it
    now: Decimal | None  #: target of the year as it stands
    locked: int  #: locked months
    shown_prior: str  #: last year's actual as written
    shown_now: str  #: target of the year as written


@dataclass(frozen=True)
class CascadePage:
    """What stands beside the form."""

    title: str  #: what is being done
    assignment: AssignmentRow  #: the whole
    unit: str  #: unit of its figures
    places: int  #: decimals of shared-out figures
    whole: str  #: target of the year of the whole
    parts: tuple[PartLine, ...]  #: assignments cascaded from it


def parts_of(viewer: Actor, row: AssignmentRow, on: date) -> list[AssignmentRow]:
    """Assignments cascaded from one whose targets add up; none for ratios and distinct counts."""
    if row.kpi.time_kind not in ADDITIVE:
        return []
    return [part for part in plan.assignments(viewer, on=on, kpi=row.kpi.code) if part.parent_id == row.id]


def cascade_page(viewer: Actor, assignment_id: int) -> CascadePage:
    """The whole and its parts with what they could be shared by."""
    row = plan.assignment(viewer, assignment_id)
    year = next(scheme.fiscal_year for scheme in plan.schemes(viewer) if scheme.id == row.scheme_id)
    months = calendar.periods(viewer, kind="month", fiscal_year=year)
    on, display = months[-1].ends_before - timedelta(days=1), formats.display_of(row.kpi)
    parts = parts_of(viewer, row, on)
    keys = [row.id, *(part.id for part in parts)]
    held = plan.targets(viewer, assignment_ids=keys, period_codes=[month.code for month in months])
    prior = base_months(viewer, year, parts)
    language = get_language() or "zh-hans"

    def annual(key: int) -> Decimal | None:
        found = [held[key, month.id].target for month in months if (key, month.id) in held]
        known = [figure for figure in found if figure is not None]
        return sum(known, Decimal(0)) if known and row.kpi.time_kind == "flow" else known[-1] if known else None

    def line(part: AssignmentRow) -> PartLine:
        before = prior.get((part.kpi.id, part.subject.id), ())
        known = [figure for figure in before if figure is not None]
        last_year = sum(known, Decimal(0)) if known and len(known) == len(before) else None
        now = annual(part.id)
        is_unit = part.subject.kind == "unit"
        return PartLine(
            row=part,
            name=part.subject.name(language),
            owner=part.owner.name(language),
            prior=last_year,
            base=before,
            heads=len(org.people(viewer, on=on, unit=part.subject.code)) if is_unit else 1,
            now=now,
            locked=sum(held[part.id, month.id].is_locked for month in months if (part.id, month.id) in held),
            shown_prior=formats.value(last_year, display),
            shown_now=formats.value(now, display),
        )

    said = {"kpi": row.kpi.name(language), "subject": row.subject.name(language), "year": year}
    return CascadePage(
        title=gettext("Break %(kpi)s of %(subject)s %(year)d down to its parts") % said,
        assignment=row,
        unit=formats.unit_of(display),
        places=typed_places(display),
        whole=formats.value_with_unit(annual(row.id), display),
        parts=tuple(line(part) for part in parts),
    )


class CascadeForm(PageForm):
    """By what the parts share, how much more they are asked for, and why."""

    basis = forms.ChoiceField(label=gettext_lazy("Share by"))
    cushion = forms.DecimalField(
        min_value=Decimal(-50),
        max_value=Decimal(100),
        decimal_places=4,
        initial=0,
        label=gettext_lazy("Cushion, %"),
        help_text=gettext_lazy("5 asks the parts for 105% of the whole; the difference stays visible in the grid."),
    )
    growth = forms.DecimalField(
        required=False,
        min_value=Decimal(-100),
        max_value=Decimal(1000),
        decimal_places=4,
        label=gettext_lazy("Growth on last year, %"),
        help_text=gettext_lazy("Only for growth: every part gets its own months of last year with this growth."),
    )
    reason = forms.CharField(required=False, label=gettext_lazy("Reason"), widget=text_area(2))

    def __init__(self, page: CascadePage, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.page = page
        usable = {
            "last_year": all(part.prior for part in page.parts),
            "as_now": all(part.now for part in page.parts),
            "growth": any(part.base for part in page.parts),
        }
        self.offer("basis", [(basis, _basis_word(basis)) for basis in BASES if usable.get(basis, True)])
        for part in page.parts:
            self.fields[f"share_{part.row.id}"] = forms.DecimalField(
                required=False,
                min_value=Decimal(0),
                label=gettext("Own share of %(name)s") % {"name": part.name},
            )

        self.order_fields(
            ["basis", *(name for name in self.fields if name.startswith("share_")), "cushion", "growth", "reason"]
        )

    def clean(self) -> dict[str, Any]:
        """Growth wants its percentage."""
        given = super().clean() or {}
        if given.get("basis") == "growth" and given.get("growth") is None:
            self.add_error("growth", gettext("Say by how much."))
        return given

    def growing(self) -> dict[str, Any] | None:
        """What growth takes; None for every other basis."""
        given = self.cleaned_data
        if given["basis"] != "growth":
            return None
        base = {part.row.id: part.base for part in self.page.parts if part.base}
        growth = given["growth"] / HUNDRED
        return {"base": base, "growth": growth, "places": self.page.places, "reason": given["reason"]}

    def stated(self) -> dict[str, Any]:
        """What the service takes."""
        given, parts = self.cleaned_data, self.page.parts
        by: dict[str, Callable[[PartLine], Decimal | None]] = {
            "equal": lambda part: Decimal(1),
            "last_year": lambda part: part.prior,
            "headcount": lambda part: Decimal(part.heads),
            "as_now": lambda part: part.now,
            "own": lambda part: given[f"share_{part.row.id}"],
        }
        shares = {part.row.id: by[given["basis"]](part) or Decimal(0) for part in parts}
        return {
            "shares": shares,
            "cushion": given["cushion"] / HUNDRED,
            "places": self.page.places,
            "reason": given["reason"],
        }


def _basis_word(basis: str) -> str:
    return {
        "last_year": gettext("Last year's actuals"),
        "equal": gettext("Equal parts"),
        "headcount": gettext("Headcount"),
        "as_now": gettext("Present targets"),
        "own": gettext("Own shares"),
        "growth": gettext("Growth on last year, each on its own"),
    }[basis]
