"""Causes of one gap as their owners wrote them, what they explain, and the box to write one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.components.figures import Difference
from kpiloop.interfaces.web.forms.filling import PageForm, text_area
from kpiloop.interfaces.web.worded import figures
from kpiloop.interfaces.web.worded.entries import FigureField
from kpiloop.interfaces.web.worded.signatures import names_of
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.analyse import selectors as analyse
from kpiloop.loop.analyse.choices import CAUSE_KINDS
from kpiloop.loop.analyse.rows import CauseRow
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import KpiRow


class CauseForm(PageForm):
    """Why the KPI is off."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    text = forms.CharField(
        max_length=2000,
        label=gettext_lazy("What happened and why"),
        widget=text_area(4),
        error_messages={"required": gettext_lazy("Say what happened and why.")},
    )
    evidence = forms.CharField(max_length=1000, required=False, label=gettext_lazy("What shows it"))

    def __init__(self, kpi: KpiRow, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.offer("kind", [(kind, label(f"cause_kind.{kind}")) for kind in CAUSE_KINDS])
        unit = figures.change_unit_of(kpi)
        self.fields["impact"] = FigureField(
            formats.display_of(kpi),
            required=False,
            label=gettext("Impact, %(unit)s") % {"unit": unit} if unit else gettext("Impact"),
            help_text=gettext("With the sign of the gap it explains; empty when it cannot be stated."),
        )


class WithdrawForm(PageForm):
    """Why a cause turned out not to be one."""

    reason = forms.CharField(max_length=500, required=False, label=gettext_lazy("Reason"))


@dataclass(frozen=True)
class CauseLine:
    """One cause."""

    row: CauseRow  #: the cause
    writer: str  #: who wrote it
    confirmer: str  #: who confirmed it; empty while it waits
    kind: str  #: its kind in words
    impact: Difference | None  #: signed impact
    systemic: str  #: said when the same kind keeps coming back
    may_confirm: bool  #: True when this reader may try to confirm it
    may_withdraw: bool  #: True when this reader wrote it and it is not confirmed


@dataclass(frozen=True)
class CausePanel:
    """All causes of a gap."""

    assignment_id: int  #: whose gap
    name: str  #: KPI and whose it is
    lines: tuple[CauseLine, ...]  #: largest impact first
    note: str  #: how much of the gap is explained
    rest: Difference | None  #: what nobody has explained
    form: CauseForm | None  #: None without the right, or once the month is closed
    is_closed: bool  #: True when the month takes no more causes from anybody


def cause_panel(
    viewer: Actor,
    assignment_id: int,
    period_code: str,
    *,
    form: CauseForm | None = None,
    is_closed: bool = False,
    suggested: Mapping[str, str] | None = None,
) -> CausePanel:
    """Build the panel for one reader; a form that came back keeps what was typed, a new one what is suggested."""
    assignment = plan.assignment(viewer, assignment_id)
    told = analyse.explained(viewer, assignment_id=assignment_id, period_code=period_code)
    may_write = analyse.may_write_cause(viewer, assignment_id=assignment_id, period_code=period_code)
    kpi = assignment.kpi
    names = names_of(viewer, [name for row in told.causes for name in (row.written_by, row.confirmed_by)])
    return CausePanel(
        assignment_id=assignment_id,
        name=figures.kpi_of(assignment),
        lines=tuple(_line(viewer, row, kpi, names, is_closed) for row in told.causes),
        note=_note(kpi, told.explained, told.gap),
        rest=figures.gap(kpi, told.unexplained) if told.unexplained and told.causes else None,
        form=form or (CauseForm(kpi, initial=dict(suggested or {})) if may_write else None),
        is_closed=is_closed,
    )


def _line(viewer: Actor, row: CauseRow, kpi: KpiRow, names: Mapping[str, str], is_closed: bool) -> CauseLine:
    is_waiting = row.state == "written" and viewer.may("causes.write") and not is_closed
    is_own = row.written_by == viewer.username
    return CauseLine(
        row=row,
        writer=names.get(row.written_by, row.written_by),
        confirmer=names.get(row.confirmed_by, row.confirmed_by),
        kind=label(f"cause_kind.{row.kind}"),
        impact=figures.gap(kpi, row.impact) if row.impact is not None else None,
        systemic=label("cause.systemic").replace("{months_named}", str(row.months_named)) if row.is_systemic else "",
        may_confirm=is_waiting and not is_own,
        may_withdraw=is_waiting and is_own,
    )


def _note(kpi: KpiRow, explained: Decimal, gap: Decimal | None) -> str:
    if gap is None:
        return ""
    said = {"explained": figures.gap(kpi, explained, with_unit=False).text, "gap": figures.gap(kpi, gap).text}
    return gettext("%(explained)s of %(gap)s explained") % said
