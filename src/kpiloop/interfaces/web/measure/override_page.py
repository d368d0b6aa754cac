"""Figures that persons decided in place of the system's: what waits, what counts, what became of the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext, pgettext_lazy

from kpiloop.engine.values import subtract
from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.components.figures import Difference
from kpiloop.interfaces.web.forms.filling import PageForm, day_field
from kpiloop.interfaces.web.worded.figures import figure
from kpiloop.interfaces.web.worded.signatures import names_of
from kpiloop.interfaces.wording import formats, periods
from kpiloop.interfaces.wording.formats import Display
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.typed import NotAFigure, read_figure
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.measure.choices import APPROVED, PROPOSED
from kpiloop.loop.measure.rows import OverrideRow


class OverrideForm(PageForm):
    """The figure that counts, until when, and why."""

    figure = forms.CharField(label=gettext_lazy("Figure that counts"), max_length=40)
    valid_until = day_field(label=gettext_lazy("The system's figure counts again from"))
    reason = forms.CharField(label=pgettext_lazy("decision", "Reason"), max_length=1000)
    evidence = forms.CharField(label=gettext_lazy("Evidence: number or address"), max_length=300, required=False)

    def __init__(self, display: Display, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        self.display = display
        self.fields["figure"].help_text = formats.unit_of(display)

    def clean_figure(self) -> object:
        """What was typed, in the unit of the KPI."""
        try:
            read = read_figure(self.cleaned_data["figure"], self.display)
        except NotAFigure:
            read = None
        if read is None:
            raise forms.ValidationError(gettext("This is no figure. Write it like 1234.5 or 96.4%."))
        return read


class DecisionForm(PageForm):
    """Approve or refuse, or end; with a reason where one is needed."""

    approve = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    reason = forms.CharField(required=False, max_length=1000)


class EndForm(PageForm):
    """Why an override ends before its day."""

    reason = forms.CharField(required=False, max_length=1000)


@dataclass(frozen=True)
class OverrideLine:
    """One override as it reads."""

    row: OverrideRow  #: what the room says
    kpi: str  #: name of the KPI
    subject: str  #: whose figure
    period: str  #: month
    figure: str  #: what counts
    system: str  #: what the system says now
    difference: Difference  #: override less system
    light: str  #: of the state
    state: str  #: said beside the state: waits for its run, held by its close
    until: str  #: day the system counts again
    signed: str  #: who asked and who agreed
    ended: str  #: who ended it and why
    may_decide: bool  #: this reader may decide it
    may_end: bool  #: this reader may end it


@dataclass(frozen=True)
class OverridePage:
    """The page."""

    title: str  #: the finding
    waiting: tuple[OverrideLine, ...]  #: for a decision
    counting: tuple[OverrideLine, ...]  #: in force
    past: tuple[OverrideLine, ...]  #: rejected, ended, expired


def override_page(viewer: Actor, today: date) -> OverridePage:
    """Every override of subjects in sight."""
    lines = override_lines(viewer, measure.overrides(viewer, on=today))
    waiting = tuple(line for line in lines if line.row.state == PROPOSED)
    counting = tuple(line for line in lines if line.row.state == APPROVED)
    past = tuple(line for line in lines if line.row.state not in (PROPOSED, APPROVED))
    return OverridePage(_title(len(waiting), len(counting)), waiting, counting, past)


def override_lines(viewer: Actor, rows: Iterable[OverrideRow]) -> list[OverrideLine]:
    """Overrides for one reader."""
    held = list(rows)
    names = names_of(viewer, [who for row in held for who in (row.asked_by, row.decided_by, row.ended_by) if who])
    return [_line(viewer, row, names) for row in held]


def _line(viewer: Actor, row: OverrideRow, names: Mapping[str, str]) -> OverrideLine:
    language = get_language() or "zh-hans"
    display = formats.display_of(row.kpi)
    gap = None if row.system_now is None else subtract(row.figure, row.system_now)
    may_override = viewer.may("values.override")
    return OverrideLine(
        row=row,
        kpi=row.kpi.name(language),
        subject=row.subject.name(language),
        period=periods.period_name(row.period_code),
        figure=figure(row.kpi, row.figure),
        system=formats.MISSING if row.system_now is None else figure(row.kpi, row.system_now),
        difference=Difference(formats.difference(gap, display), "neutral"),
        light="amber" if row.state in (PROPOSED, APPROVED) else "na",
        state=_beside(row),
        until=periods.day(row.valid_until),
        signed=_signed(row, names),
        ended=formats.clauses([names.get(row.ended_by, row.ended_by), row.end_reason or row.decision_reason]),
        may_decide=row.state == PROPOSED and viewer.may("proposals.approve") and row.asked_by != viewer.username,
        may_end=row.state in (PROPOSED, APPROVED) and may_override,
    )


def _beside(row: OverrideRow) -> str:
    if row.state == PROPOSED:
        return label(f"override_state.{PROPOSED}")
    if row.is_held:
        return gettext("its month was closed with it")
    if row.state == APPROVED and not row.counts:
        return gettext("counts from the next run on")
    return ""


def _signed(row: OverrideRow, names: Mapping[str, str]) -> str:
    asked = gettext("asked for by %(who)s") % {"who": names.get(row.asked_by, row.asked_by)}
    if not row.decided_by:
        return asked
    return formats.clauses([asked, gettext("decided by %(who)s") % {"who": names.get(row.decided_by, row.decided_by)}])


def _title(waiting: int, counting: int) -> str:
    if not waiting and not counting:
        return gettext("Every figure is the system's own")
    said = ngettext("%(count)d figure is overridden", "%(count)d figures are overridden", counting)
    asked = ngettext("%(count)d waits for a decision", "%(count)d wait for a decision", waiting) % {"count": waiting}
    return formats.clauses([said % {"count": counting}, asked if waiting else ""])
