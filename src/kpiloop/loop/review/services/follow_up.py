"""Every day: misses nobody answered raise an alert, overdue actions go up the line (S31)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.jobs.services import ensure_schedule
from kpiloop.foundation.notify.services import send
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.analyse import engine_io as analyse_io
from kpiloop.loop.review import engine_io
from kpiloop.loop.review.choices import ANSWER_DAYS
from kpiloop.loop.review.escalation import step_for
from kpiloop.loop.review.models import Action
from kpiloop.loop.review.rows import ActionRow, FollowUp
from kpiloop.loop.track import engine_io as track_io
from kpiloop.loop.track.services import set_no_action_alerts

RUN_KIND = "review.follow_up"
#: Months looked back for one that has lights.
_LOOK_BACK = 3


@transaction.atomic
def follow_up(actor: Actor, *, today: date, now: datetime) -> FollowUp:
    """Open alerts for unanswered misses and pass overdue actions on.

    Law:      running it twice on a day changes nothing the second time; a miss is unanswered when it
              is red and has neither cause nor action five days after its month.
    Errors:   permission_denied (measures.run).
    """
    require(actor, "measures.run")
    opened, resolved = 0, 0
    month = _month_to_answer(actor, today)
    if month is not None:
        unanswered = engine_io.unanswered(month.id)
        opened, resolved = set_no_action_alerts(actor, period_code=month.code, assignment_ids=unanswered, now=now)
    notices = _escalate(actor, today)
    return FollowUp(opened, resolved, notices)


def schedule_follow_up(actor: Actor, *, zone: str = "Asia/Shanghai", cron: str = "30 7 * * *") -> None:
    """Let the daily look happen by itself, in the morning of the company.

    Shape:    cron words and a time zone.
    """
    ensure_schedule(actor, code=RUN_KIND, kind=RUN_KIND, cron=cron, zone=zone, arguments={})


def _month_to_answer(actor: Actor, today: date) -> PeriodRow | None:
    over = [row for row in calendar.periods(actor) if row.ends_before + timedelta(days=ANSWER_DAYS) <= today]
    recent = over[-_LOOK_BACK:]
    return next((row for row in reversed(recent) if track_io.statuses_for([row.id])), None)


def _escalate(actor: Actor, today: date) -> int:
    sent, passed = 0, []
    for action in engine_io.running_actions():
        step = step_for(action.days_late(today))
        if step <= action.escalated:
            continue
        Action.objects.filter(pk=action.id).update(escalated=step)
        sent += _tell(actor, action, _line_of(action, today)[action.escalated : step], today)
        passed.append(action.id)
    if passed:
        after = {"actions": passed, "notices": sent}
        record(actor, verb="escalate", object_kind="review.action", object_key=today.isoformat(), after=after)
    return sent


def _line_of(action: ActionRow, today: date) -> list[int]:
    """Owner, line manager, then the heads of the units above, each once."""
    manager = org_io.line_manager(action.owner.id, today)
    line = [action.owner.id, *([manager] if manager is not None else [])]
    line += analyse_io.leaders_of(action.owner.id, "person", on=today)
    return list(dict.fromkeys(line))


def _tell(actor: Actor, action: ActionRow, people: list[int], today: date) -> int:
    known = org_io.people_by_id()
    accounts = [known[key].user_id for key in people if key in known]
    fields = {
        "action": action.id,
        "title": action.title,
        "kpi": action.assignment.kpi.code,
        "subject": action.assignment.subject.code,
        "owner": action.owner.code,
        "days_late": action.days_late(today),
    }
    receivers = [key for key in accounts if key is not None]
    return send(actor, user_ids=receivers, code="action_overdue", fields=fields)
