"""Small pages about one target: its history, and proposing another figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext, gettext_lazy

from kpiloop.engine.targets.band import Band
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.interfaces.web.forms.filling import PageForm, text_area
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.formats import Display
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.interfaces.wording.typed import NotAFigure, read_aim, read_figure
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import AssignmentRow, KpiRow, TargetRow
from kpiloop.loop.reward import selectors as reward


class FigureField(forms.CharField):
    """A figure in the scale of the screen; 1.2亿, 3,600万, 96.4% and (123) are understood."""

    def __init__(self, display: Display, **named: Any) -> None:
        self.display = display
        unit = formats.unit_of(display)
        super().__init__(help_text=gettext("in %(unit)s") % {"unit": unit} if unit else "", **named)

    def clean(self, value: Any) -> Decimal | Band | None:
        """The figure in the unit of the KPI."""
        text = super().clean(value)
        try:
            return self.read(text)
        except NotAFigure:
            raise forms.ValidationError(gettext("“%(text)s” is no figure.") % {"text": text}) from None

    def read(self, text: str) -> Decimal | Band | None:
        """What was typed."""
        return read_figure(text, self.display)


class AimField(FigureField):
    """A target: a figure, or both bounds of a range (95–105)."""

    def __init__(self, display: Display, *, is_range: bool = False, **named: Any) -> None:
        super().__init__(display, **named)
        if is_range:
            self.help_text = formats.clauses([str(self.help_text), gettext("a range as 95–105")])

    def read(self, text: str) -> Decimal | Band | None:
        """A figure or a range."""
        return read_aim(text, self.display)


class ProposalForm(PageForm):
    """Another target for one month, with the reason."""

    not_applicable = forms.BooleanField(
        required=False,
        label=gettext_lazy("Does not apply in this month"),
        help_text=gettext_lazy("Instead of a target: no light, no score, and its weight goes to the other KPIs."),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=text_area())
    is_retroactive = forms.BooleanField(
        required=False,
        label=gettext_lazy("Backwards"),
        help_text=gettext_lazy("Only where the month has ended already; the request then says so."),
    )

    def __init__(self, kpi: KpiRow, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        is_range = kpi.achievement_method == "range"
        self.fields["new_target"] = AimField(
            formats.display_of(kpi), is_range=is_range, required=False, label=gettext("New target")
        )
        self.order_fields(("new_target", "not_applicable", "reason", "is_retroactive"))

    def clean(self) -> dict[str, Any]:
        """Either a target, or that the KPI does not apply."""
        given = super().clean() or {}
        is_given = given.get("new_target") is not None
        if "new_target" in given and is_given == bool(given.get("not_applicable")):
            both, neither = gettext("Leave it empty where the KPI does not apply."), gettext("A target is needed.")
            self.add_error("new_target", both if is_given else neither)
        return given

    def asked(self) -> dict[str, Any]:
        """What the service is asked for: a figure, a range with its middle, or that the KPI does not apply."""
        given, aim = dict(self.cleaned_data), self.cleaned_data["new_target"]
        given["is_applicable"] = not given.pop("not_applicable")
        return given | {"new_target": aim.middle, "band": aim} if isinstance(aim, Band) else given


@dataclass(frozen=True)
class HistoryPage:
    """Every version of one target."""

    title: str  #: KPI, subject and period
    assignment: AssignmentRow  #: whose target
    period: PeriodRow  #: of which period
    display: Display  #: how its figures are written
    versions: tuple[tuple[TargetRow, str, str, str], ...]  #: version, figure, status and achievement against it
    actual: str  #: value of the month; empty while there is none
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
        "figure": formats.target(found[0].stated if found else None, display, row.kpi.direction),
    }
    results, actual = _results(viewer, row.id, period, found)
    versions = tuple(
        (
            target,
            formats.target(target.stated, display, ""),
            *results.get(target.id, ("na", formats.MISSING)),
        )
        for target in found
    )
    may_propose = viewer.may("proposals.write") and not period.is_closed
    shown = formats.value_with_unit(actual, display) if actual is not None else ""
    return HistoryPage(title, row, period, display, versions, shown, may_propose)


def _results(
    viewer: Actor, assignment_id: int, period: PeriodRow, versions: Sequence[TargetRow]
) -> tuple[dict[int, tuple[str, str]], Decimal | None]:
    """How the month stands against every version (TG-03); none where the reader may not see values."""
    if not versions or not viewer.may("values.view"):
        return {}, None
    asked = {target.id: (assignment_id, period.code, target.stated) for target in versions}
    found = reward.target_effects(viewer, asked=list(set(asked.values())))
    after = {key: found[each].after for key, each in asked.items() if each in found}
    results = {key: (each.light, formats.percent(each.achievement)) for key, each in after.items()}
    return results, next((effect.actual for effect in found.values()), None)
