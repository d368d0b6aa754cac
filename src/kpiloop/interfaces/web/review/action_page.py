"""One action: what, who, until when, how it goes, and whether it worked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django import forms
from django.utils.translation import gettext, gettext_lazy

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.charts.marks.sparkline import Sparkline, sparkline
from kpiloop.interfaces.web.components.figures import Link
from kpiloop.interfaces.web.forms.filling import PageForm, text_area
from kpiloop.interfaces.web.review.action_lines import ActionLine, action_line, verdict
from kpiloop.interfaces.web.worded import figures
from kpiloop.interfaces.web.worded.addresses import page
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.analyse import selectors as analyse
from kpiloop.loop.improve import selectors as improve
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.review import selectors as review
from kpiloop.loop.review.choices import ACTION_MOVES
from kpiloop.loop.review.rows import ActionRow

MONTHS = 12


class UpdateForm(PageForm):
    """How an action goes."""

    state = forms.ChoiceField(label=gettext_lazy("State"))
    progress = forms.CharField(
        max_length=2000,
        required=False,
        label=gettext_lazy("How it goes"),
        widget=text_area(3),
        help_text=gettext_lazy("Blocking or cancelling needs a reason."),
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, state: str, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        self.offer("state", [(each, label(f"action_state.{each}")) for each in (state, *ACTION_MOVES[state])])


@dataclass(frozen=True)
class Effect:
    """What became of the KPI."""

    before_month: str  #: month the action answers
    before: str  #: figure then
    after_month: str  #: month the effect shall show in
    wanted: str  #: figure it shall have by then
    after: str  #: figure it had; a dash while unknown
    spark: Sparkline  #: twelve months up to the latest
    light: str  #: verdict as a shape
    verdict: str  #: verdict in words


@dataclass(frozen=True)
class ActionPage:
    """The page."""

    title: str  #: what will be done
    crumbs: tuple[Link, ...]  #: way here
    line: ActionLine  #: the action
    cause: str  #: cause it answers; empty without one
    decision: Link | None  #: decision it follows from
    effect: Effect  #: before and after
    form: UpdateForm | None  #: None without the right
    lesson_address: str  #: where to write down what it taught; empty without the right


def action_page(viewer: Actor, action_id: int, today: date, form: UpdateForm | None = None) -> ActionPage:
    """Build the page for one reader."""
    row = review.action(viewer, action_id, on=today)
    line = action_line(viewer, row, me=org.person_of(viewer), today=today)
    may_move = viewer.may("actions.write")
    return ActionPage(
        title=row.title,
        crumbs=(Link(gettext("Actions"), page("review:actions")), Link(row.title, "")),
        line=line,
        cause=_cause(viewer, row),
        decision=_decision(row),
        effect=_effect(viewer, row),
        form=form or (UpdateForm(row.state, initial={"state": row.state}) if may_move else None),
        lesson_address=page("improve:lessons", period=row.effect_period) if may_move else "",
    )


def _cause(viewer: Actor, row: ActionRow) -> str:
    if row.cause_id is None:
        return ""
    held = analyse.causes(viewer, assignment_id=row.assignment.id, period_code=row.period_code)
    return next((cause.text for cause in held if cause.id == row.cause_id), "")


def _decision(row: ActionRow) -> Link | None:
    if not row.decision_code:
        return None
    return Link(row.decision_code, page("review:meeting", row.period_code, period=row.period_code))


def _effect(viewer: Actor, row: ActionRow) -> Effect:
    kpi, subject = row.assignment.kpi, row.assignment.subject
    last = max(row.effect_period, row.period_code)
    held = measure.series(viewer, kpi=kpi.code, subject_id=subject.id, last_period=last, count=MONTHS)
    months = {value.period_code: value.actual for value in held}
    checked = next((each for each in improve.effects(viewer) if each.action_id == row.id), None)
    before = checked.before if checked else months.get(row.period_code)
    after = checked.after if checked else months.get(row.effect_period)
    wanted: Decimal | None = None if before is None else before + row.expected_effect
    light, said = verdict(row, before=before, after=after)
    return Effect(
        before_month=period_name(row.period_code, short=True),
        before=figures.figure(kpi, before),
        after_month=period_name(row.effect_period, short=True),
        wanted=figures.aim(kpi, wanted),
        after=figures.figure(kpi, after),
        spark=sparkline([value.actual for value in held], target=wanted, width=220, height=48),
        light=light,
        verdict=said,
    )
