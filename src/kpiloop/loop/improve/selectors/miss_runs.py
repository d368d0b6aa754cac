"""Misses again and again, open and closed, with what was opened from them; cut to what the viewer may see."""

from __future__ import annotations

from collections.abc import Iterable

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.improve.choices import PERSON, PLAN, RECTIFICATION, TALK, UNIT
from kpiloop.loop.improve.ladders.rungs import Ladders, Rung
from kpiloop.loop.improve.ladders.runs import KpiRun, kpi_runs
from kpiloop.loop.improve.models import ImprovementPlan, Rectification, Talk
from kpiloop.loop.improve.permissions import may_see_plan
from kpiloop.loop.improve.rows import MissRunRow, Opening
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.reward import selectors as reward
from kpiloop.loop.track import engine_io as track_io
from kpiloop.loop.track import selectors as track


def miss_runs(
    viewer: Actor,
    *,
    up_to: str | None = None,
    misses: int | None = None,
    within: int | None = None,
    state: str | None = None,
) -> tuple[MissRunRow, ...]:
    """Runs of misses up to a month that is over, the open and longest ones first.

    Shape:    without numbers each card is held against the lowest rung of its scheme; `misses` and `within` ask for
              others. state = open or closed.
    Law:      as they count for consequences: silence neither counts nor breaks. Plans and talks are named only to
              those who may read them.
    Errors:   permission_denied (values.view), period_unknown.
    """
    require(viewer, "values.view")
    month = _newest(viewer, up_to)
    if month is None:
        return ()
    ladders, schemes = Ladders.read(), plan_io.scheme_codes()
    cut = track.reach(viewer, on=month.last_day).of_assignments()
    histories = track_io.miss_histories(month, at_least=misses or ladders.lowest, cut=cut)
    newest = {key: next(row for row in reversed(rows) if row.mark == "miss") for key, rows in histories.items()}
    lines = plan_io.assignments_by_id({row.assignment_id for row in newest.values() if row.assignment_id})
    openings = _Openings(viewer)
    closed = {row.id for row in calendar.periods(SYSTEM) if row.is_closed}
    found: list[MissRunRow] = []
    for key, history in histories.items():
        line = lines[newest[key].assignment_id or 0]
        rung = _rung(ladders, schemes[line.scheme_id], line, misses, within)
        runs = kpi_runs(history, misses=rung.misses, within=rung.within)
        found += [_row(run, line, rung, openings, closed) for run in runs]
    wanted = [row for row in found if state is None or row.is_open == (state == "open")]
    return tuple(sorted(wanted, key=lambda row: (not row.is_open, -row.length, row.kpi.code, row.subject.code)))


def consequence_rules(viewer: Actor) -> tuple[Rung, ...]:
    """The rungs people set, by code; what holds without any is `ladders.rungs.USUAL`.

    Errors:   permission_denied (plan.view).
    """
    require(viewer, "plan.view")
    return tuple(Ladders.read().rungs)


def _newest(viewer: Actor, up_to: str | None) -> PeriodRow | None:
    if up_to is not None:
        return calendar.period(viewer, up_to)
    judged = track_io.newest_judged()
    return None if judged is None else calendar.period_by_id(viewer, judged)


def _rung(ladders: Ladders, scheme: str, line: AssignmentRow, misses: int | None, within: int | None) -> Rung:
    about = UNIT if line.subject.kind == UNIT else PERSON
    if misses is None:
        return ladders.of(scheme, about)[0]
    return Rung("", about, TALK, misses, within)


def _row(run: KpiRun, line: AssignmentRow, rung: Rung, openings: _Openings, closed: Iterable[int]) -> MissRunRow:
    return MissRunRow(
        assignment=line,
        first_period=run.first.period_code,
        last_period=run.last.period_code,
        length=run.length,
        is_open=run.is_open,
        is_final=run.period_ids <= set(closed),
        misses=rung.misses,
        within=rung.within,
        months=run.months,
        opened=openings.of(line, run),
    )


class _Openings:
    """Everything that was opened from misses of KPIs, as far as the viewer may read it."""

    def __init__(self, viewer: Actor) -> None:
        self._found: dict[tuple[int, int], list[tuple[int, Opening]]] = {}
        for duty in Rectification.objects.select_related("assignment"):
            self._add(duty, Opening(RECTIFICATION, duty.pk, duty.state, duty.opened_at.date()))
        for plan in ImprovementPlan.objects.select_related("assignment", "last_period").exclude(assignment=None):
            if may_see_plan(viewer, plan):
                self._add(plan, Opening(PLAN, plan.pk, plan.state, plan.proposed_at.date()))
        talks = {row.id: row.state for row in reward.interviews(viewer)} if viewer.user_id is not None else {}
        for talk in Talk.objects.select_related("assignment").exclude(assignment=None):
            if talk.interview_id in talks:
                self._add(talk, Opening(TALK, talk.interview_id, talks[talk.interview_id], talk.opened_at.date()))

    def _add(self, row: Rectification | ImprovementPlan | Talk, opening: Opening) -> None:
        assert row.assignment is not None
        place = (row.assignment.kpi_id, row.assignment.subject_id)
        self._found.setdefault(place, []).append((row.first_period_id, opening))

    def of(self, line: AssignmentRow, run: KpiRun) -> tuple[Opening, ...]:
        """What was opened from one run, earliest first."""
        held = self._found.get((line.kpi.id, line.subject.id), [])
        mine = [opening for first, opening in held if first in run.period_ids]
        return tuple(sorted(mine, key=lambda opening: (opening.on, opening.kind)))
