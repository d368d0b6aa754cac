"""The alert inbox: what needs an answer, one group per KPI, because one KPI is one problem."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django import forms
from django.utils.translation import gettext, gettext_lazy, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.forms.filling import PageForm, text_area
from kpiloop.interfaces.web.track.exception_page import LONG, streak_words
from kpiloop.interfaces.web.worded.addresses import kpi_page, page
from kpiloop.interfaces.web.worded.figures import figure, tongue
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.periods import day_short, period_name
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track.rows import AlertRow

STATES = ("open", "acknowledged", "resolved")
LIGHTS = {"red": "red", "amber": "amber", "missing": "na", "unusual": "na", "no_action": "red"}
LIGHTS |= {"day_off": "red", "repeated": "red", "changed": "na", "pace": "amber", "week_missing": "na"}
ORDER = ("repeated", "no_action", "red", "day_off", "missing", "week_missing", "pace", "amber", "changed", "unusual")
SEVERITIES = ("high", "normal", "low")


class AcknowledgeForm(PageForm):
    """What will be done about one alert or several of one KPI."""

    alert = forms.TypedMultipleChoiceField(coerce=int, widget=forms.MultipleHiddenInput)
    note = forms.CharField(
        max_length=1000,
        label=gettext_lazy("What will be done"),
        widget=text_area(2),
        error_messages={"required": gettext_lazy("Say what will be done, by whom and until when.")},
    )

    def __init__(self, alerts: Iterable[int], *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        chosen = self.fields["alert"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [(str(key), str(key)) for key in alerts]


@dataclass(frozen=True)
class AlertLine:
    """One alert."""

    row: AlertRow  #: the alert
    light: str  #: shape and colour
    kind: str  #: its kind in words
    subject: str  #: whose figure
    rule: str  #: which rule fired
    since: str  #: first month and how long
    recipient: str  #: who has to answer
    address: str  #: page of the KPI in that month
    action_address: str  #: a new action with everything filled in; empty without the right
    also: str  #: who hears of it as well; empty for nobody
    history_address: str  #: everything that was told about it
    severity: str = ""  #: how grave its rule calls it; empty for the usual


@dataclass(frozen=True)
class AlertGroup:
    """Alerts of one KPI."""

    kpi: str  #: name of the KPI
    code: str  #: its code
    light: str  #: the worst one
    note: str  #: how many subjects
    lines: tuple[AlertLine, ...]  #: worst and longest first
    form: AcknowledgeForm | None  #: answers all open ones; None when none is open to this reader
    is_open: bool = False  #: True when the form comes back for correction


@dataclass(frozen=True)
class AlertPage:
    """The page."""

    title: str  #: the finding
    state: str  #: which alerts are shown
    is_mine: bool  #: only those sent to the reader
    tabs: tuple[tuple[str, int], ...]  #: states and how many
    groups: tuple[AlertGroup, ...]  #: the worst first
    may_answer: bool  #: True when the reader may acknowledge


def alert_page(viewer: Actor, *, state: str, mine: bool, form: AcknowledgeForm | None = None) -> AlertPage:
    """Build the page for one reader; a form that came back stands in its group."""
    found = track.alerts(viewer, mine=mine)
    shown = [row for row in found if row.state == state]
    may_answer = viewer.may("alerts.acknowledge")
    may_act = viewer.may("actions.write")
    groups = [_group(rows, may_answer, may_act) for rows in _by_kpi(shown)]
    if form is not None:
        groups = [_with_form(group, form) for group in groups]
    counts = tuple((each, sum(row.state == each for row in found)) for each in STATES)
    return AlertPage(_title(found, mine), state, mine, counts, tuple(groups), may_answer)


def _by_kpi(rows: Sequence[AlertRow]) -> list[list[AlertRow]]:
    grouped: dict[str, list[AlertRow]] = {}
    for row in sorted(rows, key=_urgency):
        grouped.setdefault(row.assignment.kpi.code, []).append(row)
    return sorted(grouped.values(), key=lambda held: (_urgency(held[0]), -len(held)))


def _urgency(row: AlertRow) -> tuple[int, int, int, int]:
    return (SEVERITIES.index(row.severity), ORDER.index(row.kind), -row.streak, row.id)


def _group(rows: Sequence[AlertRow], may_answer: bool, may_act: bool) -> AlertGroup:
    kpi = rows[0].assignment.kpi
    waiting = [row.id for row in rows if row.state == "open"]
    subjects = {row.assignment.subject.id for row in rows}
    note = ngettext("%(count)d card", "%(count)d cards", len(subjects)) % {"count": len(subjects)}
    return AlertGroup(
        kpi=kpi.name(tongue()),
        code=kpi.code,
        light=LIGHTS[rows[0].kind],
        note=note,
        lines=tuple(alert_line(row, may_act=may_act) for row in rows),
        form=AcknowledgeForm(waiting, initial={"alert": waiting}, auto_id=f"id_{kpi.code}_%s")
        if waiting and may_answer
        else None,
    )


def _with_form(group: AlertGroup, form: AcknowledgeForm) -> AlertGroup:
    chosen = set(form.data.getlist("alert")) if hasattr(form.data, "getlist") else set()
    if not chosen & {str(line.row.id) for line in group.lines}:
        return group
    form.auto_id = f"id_{group.code}_%s"
    return replace(group, form=form, is_open=True)


def alert_line(row: AlertRow, *, may_act: bool) -> AlertLine:
    """One alert in words; a new action is offered to those who may add one."""
    period = row.month
    return AlertLine(
        row=row,
        light=LIGHTS[row.kind],
        kind=label(f"alert_kind.{row.kind}"),
        subject=row.assignment.subject.name(tongue()),
        rule=rule_words(row),
        since=_since(row),
        recipient=row.recipient.name(tongue()),
        also=formats.join([one.name(tongue()) for one in row.also]),
        history_address=page("track:alert", row.id),
        address=kpi_page(row.assignment.id, period=period),
        action_address=page("review:action_new", alert=row.id, period=period) if may_act else "",
        severity="" if row.severity == "normal" else label(f"alert_severity.{row.severity}"),
    )


def _since(row: AlertRow) -> str:
    if row.first_day is not None and row.last_day is not None:
        days = [day_short(row.first_day), day_short(row.last_day)]
        return " – ".join(dict.fromkeys(days))
    first = period_name(row.first_period)
    if row.first_period == row.last_period:
        return first
    if row.kind == "week_missing":
        return f"{first} – {period_name(row.last_period)}"
    if row.streak < LONG:  # the column is headed "since": a first miss says nothing more about its length
        return first
    return gettext("%(month)s, %(streak)s") % {"month": first, "streak": streak_words(row.streak)}


def rule_words(row: AlertRow) -> str:
    """The rule that fired with its limits."""
    code = row.rule.get("code", "")
    text = label(f"alert_rule.{code}") if code else label(f"alert_kind.{row.kind}")
    limit = row.rule.get("limit", "")
    try:
        shown = formats.percent(Decimal(limit), 0) if limit else formats.MISSING
    except ArithmeticError:
        shown = limit
    for bound in ("lower", "upper", "was", "figure", "expected"):
        if bound in row.rule:
            text = text.replace(f"{{{bound}}}", figure(row.assignment.kpi, Decimal(row.rule[bound])))
    return text.replace("{months}", row.rule.get("months", "")).replace("{limit}", shown)


def _title(found: Sequence[AlertRow], mine: bool) -> str:
    waiting = [row for row in found if row.state == "open"]
    kpis = len({row.assignment.kpi.code for row in waiting})
    said = {"count": len(waiting), "kpis": kpis}
    if not waiting:
        return gettext("Nothing waits for your answer") if mine else gettext("No alert waits for an answer")
    if mine:
        return (
            ngettext(
                "%(count)d alert waits for your answer, on %(kpis)d KPI",
                "%(count)d alerts wait for your answer, on %(kpis)d KPIs",
                len(waiting),
            )
            % said
        )
    return (
        ngettext(
            "%(count)d alert waits for an answer, on %(kpis)d KPI",
            "%(count)d alerts wait for an answer, on %(kpis)d KPIs",
            len(waiting),
        )
        % said
    )
