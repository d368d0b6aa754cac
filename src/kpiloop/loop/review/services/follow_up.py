"""Every day: misses nobody answered raise an alert, overdue actions go up the line (S31)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.notify.services import hold
from kpiloop.foundation.notify.stages import late_step
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.review import engine_io
from kpiloop.loop.review.choices import ANSWER_DAYS
from kpiloop.loop.review.duties import action_fields
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


def _month_to_answer(actor: Actor, today: date) -> PeriodRow | None:
    over = [row for row in calendar.periods(actor) if row.ends_before + timedelta(days=ANSWER_DAYS) <= today]
    recent = over[-_LOOK_BACK:]
    return next((row for row in reversed(recent) if track_io.statuses_for([row.id])), None)


def _escalate(actor: Actor, today: date) -> int:
    sent, passed = 0, []
    for action in engine_io.running_actions():
        step = late_step(action.days_late(today))
        if step <= action.escalated:
            continue
        Action.objects.filter(pk=action.id).update(escalated=step)
        sent += _tell(actor, action, range(action.escalated, step), today)
        passed.append(action.id)
    if passed:
        after = {"actions": passed, "notices": sent}
        record(actor, verb="escalate", object_kind="review.action", object_key=today.isoformat(), after=after)
    return sent


def _tell(actor: Actor, action: ActionRow, steps: range, today: date) -> int:
    """Owner, line manager, then the heads of the units above: who is new on the line hears of it."""
    owner, line = org_io.accounts_up(action.owner.id, today)
    mark = f"action:{action.id}:{action.due_on.isoformat()}:late"
    fields = {**action_fields(action), "days_late": action.days_late(today)}
    receivers = [user for user in (owner, *line)[steps.start : steps.stop] if user is not None]
    return sum(hold(actor, user_id=user, code="action_overdue", mark=mark, fields=fields) for user in receivers)
