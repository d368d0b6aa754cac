"""Figures on their way as lines of a page: in the scale of the screen, with what lies beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from kpiloop.interfaces.web.worded import figures
from kpiloop.interfaces.web.worded.figures import tongue
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.periods import day_short, period_name
from kpiloop.interfaces.wording.typed import typed
from kpiloop.loop.collect.entering.rows import EntryRow

LIGHTS = {
    "expected": "na",
    "draft": "na",
    "submitted": "amber",
    "checked": "amber",
    "approved": "green",
    "restated": "green",
    "returned": "red",
    "locked": "green",
}
JOIN = "~"


@dataclass(frozen=True)
class EntryLine:
    """One figure."""

    row: EntryRow  #: as stored
    key: str  #: KPI, subject and month, as the form names it
    kpi: str  #: name of the KPI
    subject: str  #: whose
    unit: str  #: unit of the figure as typed
    period: str  #: month
    typed: str  #: figure as it stands in the field
    value: str  #: figure as written
    target: str  #: target as written
    prior: str  #: figure of the month before
    usual: str  #: between which figures it would be usual, empty where nobody knows
    due: str  #: by when, in words
    is_late: bool  #: True past grace
    light: str  #: colour of the state
    state: str  #: its word
    turn_of: str  #: whose turn it is
    address: str  #: the figure with its history
    error: str = ""  #: why it was not taken

    @property
    def is_week(self) -> bool:
        """Whether it is the figure of a week."""
        return self.row.is_week

    @property
    def is_open(self) -> bool:
        """Whether the reader may type here."""
        return self.row.may_act and self.row.state in ("expected", "draft", "returned", "approved", "restated")


def key_of(row: EntryRow) -> str:
    """KPI, subject and month as one text."""
    return JOIN.join((row.line.kpi.code, row.subject.code, row.period_code))


def entry_line(row: EntryRow, today: date, *, written: str | None = None, error: str = "") -> EntryLine:
    """One figure in the reader's words; what was typed stays where it was not taken."""
    kpi = row.line.kpi
    display = formats.display_of(kpi)
    usual = ""
    if row.low is not None and row.high is not None:
        ends = {"low": figures.bare(kpi, row.low), "high": figures.bare(kpi, row.high)}
        usual = gettext("usual: %(low)s to %(high)s") % ends
    stands = gettext("no figure") if row.is_absent else figures.bare(kpi, row.value)
    return EntryLine(
        row=row,
        key=key_of(row),
        kpi=kpi.name(tongue()),
        subject=row.subject.name(tongue()),
        unit=figures.unit_of(kpi),
        period=period_name(row.period_code),
        typed=typed(row.value, display) if written is None else written,
        value=stands,
        target=figures.aim(kpi, row.band or row.target),
        prior=figures.bare(kpi, row.prior),
        usual=usual,
        due=_due(row, today),
        is_late=row.days_late > 0,
        light=LIGHTS[row.state],
        state=label(f"entry_state.{row.state}"),
        turn_of=", ".join(person.name(tongue()) for person in row.holders),
        address=reverse("entering:entry", args=[kpi.code, row.subject.code, row.period_code]),
        error=error,
    )


def _due(row: EntryRow, today: date) -> str:
    if row.days_late:
        return ngettext("%(count)d day late", "%(count)d days late", row.days_late) % {"count": row.days_late}
    left = (row.due_on - today).days
    if left == 0:
        return gettext("due today")
    return gettext("due %(day)s") % {"day": day_short(row.due_on)}
