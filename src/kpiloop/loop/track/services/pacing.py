"""Keep the lights of a running month in step with the day, and judge it as a whole once it is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils.timezone import get_default_timezone

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.choices import WEEK
from kpiloop.loop.track.models import AlertRule, Status
from kpiloop.loop.track.rows import AssessOutcome
from kpiloop.loop.track.services.assess import assess
from kpiloop.loop.track.services.days import judge_days
from kpiloop.loop.track.services.rules import follow_alert_rules


def keep_pace(actor: Actor, *, now: datetime) -> AssessOutcome:
    """Judge again every open month whose lights were given on an earlier day of it.

    Shape:    called every morning; months that were never judged stay so; weeks that are overdue and days
              that are off are told, and what stays off or unanswered is told again or passed on as its rule says.
    Law:      twice on a day changes nothing; closed months keep their lights.
    Errors:   permission_denied (measures.run).
    """
    require(actor, "measures.run")
    today = now.astimezone(get_default_timezone()).date()
    running = Status.objects.filter(running_on__lt=today, period__kind="month")
    stale = set(running.values_list("period_id", flat=True).distinct())
    months = [row.code for row in calendar.periods(actor) if row.id in stale and not row.is_closed]
    if months:
        outcome = assess(actor, first=months[0], last=months[-1], now=now)
        return _with(outcome, judge_days(actor, now=now))
    # On a morning that judges no month a week may have become overdue, and an alert may have to be passed on.
    is_asked = bool(calendar.periods(actor, kind=WEEK)) or AlertRule.objects.filter(is_active=True).exists()
    opened, resolved = follow_alert_rules(actor, now=now) if is_asked else (0, 0)
    return _with(AssessOutcome(0, opened, resolved), judge_days(actor, now=now))


def _with(outcome: AssessOutcome, days: tuple[int, int]) -> AssessOutcome:
    return replace(outcome, opened=outcome.opened + days[0], resolved=outcome.resolved + days[1])
