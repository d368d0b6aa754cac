"""Rows of the improve pages in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.worded.signatures import name_of
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.periods import day, period_name
from kpiloop.loop.improve.rows import EffectRow, LessonRow, PlanRow, ProposalRow, RectificationRow
from kpiloop.loop.plan.rows import AssignmentRow


@dataclass(frozen=True)
class Line:
    """One row of a list."""

    title: str  #: what it is about
    note: str  #: whose, who answers
    figures: str  #: figures in words
    when: str  #: month or day
    state: str  #: code of the state
    word: str  #: the state in words
    text: str = ""  #: what was written
    form_address: str = ""  #: where to answer; empty without the right
    second_address: str = ""  #: where to accept; empty without the right


def effect_line(row: EffectRow) -> Line:
    """Whether an action moved its KPI."""
    display = formats.display_of(row.assignment.kpi)
    change = formats.difference(row.change, display)
    expected = formats.difference(row.expected, display)
    return Line(
        title=row.action_title,
        note=_about(row.assignment),
        figures=f"{change} / {expected}",
        when=day(row.checked_at.date()),
        state=row.outcome,
        word=label(f"effect.{row.outcome}"),
    )


def rectification_line(row: RectificationRow, viewer: Actor) -> Line:
    """A unit's duty to mend a KPI."""
    return Line(
        title=_about(row.assignment),
        note=row.responsible.name(formats.language()),
        figures=f"{period_name(row.first_period)} – {period_name(row.last_period)}",
        when=day(row.due_on),
        state=row.state,
        word=label(f"rectification_state.{row.state}"),
        text=row.measures,
        form_address=_if(viewer, "actions.write", row.state == "open", "improve:rectification_submit", row.id),
        second_address=_if(viewer, "actions.write", row.state == "submitted", "improve:rectification_accept", row.id),
    )


def plan_line(row: PlanRow, viewer: Actor) -> Line:
    """An improvement plan of a person."""
    return Line(
        title=row.person.name(formats.language()),
        note=row.assignment.kpi.name(formats.language()) if row.assignment else _grades(row),
        figures=f"{period_name(row.first_period)} – {period_name(row.last_period)}",
        when=day(row.proposed_at.date()),
        state=row.state,
        word=label(f"improvement_plan_state.{row.state}"),
        text=row.goals,
        form_address=_if(viewer, "improvement.confirm", row.state == "proposed", "improve:plan_decide", row.id),
    )


def _grades(row: PlanRow) -> str:
    """Low grades, cycle by cycle."""
    return formats.clauses([f"{period_name(cycle['period'])} {cycle['grade']}" for cycle in row.evidence])


def lesson_line(row: LessonRow, viewer: Actor) -> Line:
    """What a month taught."""
    about = _about(row.assignment) if row.assignment else ""
    return Line(row.text, about, name_of(viewer, row.written_by), period_name(row.period_code), "", "")


def proposal_line(row: ProposalRow, viewer: Actor) -> Line:
    """A change for a coming period."""
    display = formats.display_of(row.assignment.kpi)
    return Line(
        title=_about(row.assignment),
        note=name_of(viewer, row.proposed_by),
        figures=f"{formats.value(row.old_target, display)} → {formats.value_with_unit(row.new_target, display)}",
        when=period_name(row.period_code),
        state=row.state,
        word=label(f"proposal_state.{row.state}"),
        text=row.reason,
        form_address=_if(viewer, "proposals.approve", row.state == "proposed", "improve:proposal_decide", row.id),
    )


def _about(assignment: AssignmentRow) -> str:
    language = formats.language()
    return f"{assignment.kpi.name(language)} · {assignment.subject.name(language)}"


def _if(viewer: Actor, permission: str, is_due: bool, page: str, key: int) -> str:
    return reverse(page, args=[key]) if is_due and viewer.may(permission) else ""
