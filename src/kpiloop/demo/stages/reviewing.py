"""Analyse, review and improve: owners write causes, meetings decide, actions follow and are checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from kpiloop.demo.design import Design
from kpiloop.demo.people import Cast, actor_of
from kpiloop.demo.story import ACTIONS, CAUSES, DECISIONS, MINUTES, ToldAction, ToldCause
from kpiloop.engine.periods import Period
from kpiloop.engine.workdays import WorkDays
from kpiloop.foundation.calendar.holidays import public_days
from kpiloop.loop.analyse import selectors as analyse_reads
from kpiloop.loop.analyse import services as analyse
from kpiloop.loop.analyse.rows import NewCause
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.review import services as review
from kpiloop.loop.review.rows import NewAction

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Assignments:
    """Keys of the running scheme's assignments by (KPI, subject)."""

    keys: dict[tuple[str, str], int]  #: (KPI code, subject code) -> assignment

    def key(self, kpi: str, subject: str) -> int:
        """Key of one assignment."""
        return self.keys[kpi, subject]


def read_assignments(design: Design, cast: Cast) -> Assignments:
    """Assignments in force on the last generated day."""
    rows = plan.assignments(cast.admin, on=design.months[-1].end - timedelta(days=1))
    return Assignments({(row.kpi.code, row.subject.code): row.id for row in rows})


def write_causes(design: Design, cast: Cast, assignments: Assignments, month: Period, now: datetime) -> int:
    """Owners write what they found; the general manager confirms what is older than this month."""
    behind = _behind(design, month)
    written = 0
    for username in sorted({cause.username for cause in CAUSES if cause.behind == behind}):
        told = [cause for cause in CAUSES if cause.behind == behind and cause.username == username]
        writer = actor_of(username, now=now)
        keys = analyse.write_causes(writer, causes=[_cause(design, cause, assignments, month) for cause in told])
        written += len(keys)
        for key in keys if behind else ():
            analyse.confirm_cause(cast.executive, cause_id=key, now=now)
    return written


def hold_meeting(design: Design, cast: Cast, assignments: Assignments, month: Period, now: datetime) -> dict[str, int]:
    """Prepare the meeting of a month; older ones decide, give out actions and publish minutes."""
    behind = _behind(design, month)
    starts_at = datetime.combine(meeting_day(month), time(9, 30), ZONE)
    meeting = review.prepare_meeting(
        cast.admin, period_code=month.code, starts_at=starts_at, chair="E0001", place=design.said("三楼会议室")
    )
    told = [action for action in ACTIONS if action.behind == behind]
    if behind == 0:
        return {"meetings": 1, "actions": 0}
    review.start_meeting(cast.executive, meeting_id=meeting)
    decisions = [
        review.record_decision(cast.executive, meeting_id=meeting, text=design.said(text))
        for text in DECISIONS.get(behind, ())
    ]
    actions = [_action(design, cast, action, assignments, month, decisions) for action in told]
    keys = review.add_actions(cast.admin, actions=actions)
    _report_progress(design, cast, told, keys, month)
    review.publish_minutes(
        cast.executive,
        meeting_id=meeting,
        minutes=design.said(MINUTES[behind]),
        now=now,
        waiver=design.said("个别指标由上级指标的原因覆盖"),
    )
    return {"meetings": 1, "actions": len(keys)}


def meeting_day(month: Period) -> date:
    """The sixth of the month after, or the first day from it that is worked in China.

    >>> from kpiloop.engine.periods import Calendar
    >>> [meeting_day(Calendar().month(date(2026, month, 1))).isoformat() for month in (8, 9, 10)]
    ['2026-09-07', '2026-10-08', '2026-11-06']
    """
    days: dict[str, set[date]] = {"holiday": set(), "make_up": set()}
    for row in (*public_days(month.end.year), *public_days(month.end.year + 1)):
        length = (row.ends_before - row.first_day).days
        days[row.kind] |= {row.first_day + timedelta(days=step) for step in range(length)}
    worked = WorkDays(holidays=frozenset(days["holiday"]), make_up=frozenset(days["make_up"]))
    return worked.after(month.end + timedelta(days=5), 0)


def _report_progress(
    design: Design, cast: Cast, told: Sequence[ToldAction], keys: Sequence[int], month: Period
) -> None:
    for action, key in zip(told, keys, strict=True):
        if action.state == "open":
            continue
        today = month.end + timedelta(days=action.done_after)
        review.update_action(cast.admin, action_id=key, state="doing", progress=design.said("已启动"), today=today)
        if action.state == "done":
            review.update_action(
                cast.admin, action_id=key, state="done", progress=design.said(action.progress), today=today
            )


def _behind(design: Design, month: Period) -> int:
    """How many months before the last one: the story is told relative to today."""
    return len(design.months) - 1 - design.months.index(month)


def _cause(design: Design, cause: ToldCause, assignments: Assignments, month: Period) -> NewCause:
    impact = None if cause.impact is None else Decimal(cause.impact)
    return NewCause(
        assignments.key(cause.kpi, cause.subject),
        month.code,
        cause.kind,
        design.said(cause.text),
        design.said(cause.evidence),
        impact,
    )


def _action(
    design: Design,
    cast: Cast,
    action: ToldAction,
    assignments: Assignments,
    month: Period,
    decisions: Sequence[int],
) -> NewAction:
    place = design.months.index(month) + action.effect_after
    effect = (
        design.months[place]
        if place < len(design.months)
        else design.calendar.month(_months_on(month, action.effect_after))
    )
    key = assignments.key(action.kpi, action.subject)
    causes = analyse_reads.causes(cast.admin, assignment_id=key, period_code=month.code)
    return NewAction(
        title=design.said(action.title),
        assignment_id=key,
        period_code=month.code,
        owner=action.owner,
        due_on=month.end + timedelta(days=action.due_after),
        expected_effect=Decimal(action.expected),
        effect_period=effect.code,
        decision_id=decisions[action.decision] if action.decision is not None else None,
        cause_id=causes[0].id if causes else None,
    )


def _months_on(month: Period, count: int) -> date:
    day = month.start
    for _ in range(count):
        day = (day + timedelta(days=32)).replace(day=1)
    return day
