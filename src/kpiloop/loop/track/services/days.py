"""Judging days: what a rule watches by the day."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import get_default_timezone

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.loop.track.alerting.syncing import tell_raised
from kpiloop.loop.track.choices import DAY_OFF
from kpiloop.loop.track.days.syncing import sync_days
from kpiloop.loop.track.days.watching import watch
from kpiloop.loop.track.models import Alert, AlertRule
from kpiloop.loop.track.raising.passing import pass_on
from kpiloop.loop.track.rules.kinds import DAY_VALUE


def judge_days(actor: Actor, *, now: datetime) -> tuple[int, int]:
    """Judge the days up to yesterday of every card a rule watches by the day; returns (opened, ended).

    Shape:    called every morning and after new values; one alert from the first day off until a day on target.
    Law:      however often it is called and however many mornings were missed: the same alerts, and each step of
              theirs once. Days are worked out before anything is held.
    Missing:  a day nobody loaded, a day off and a day without a target neither open nor end anything.
    Errors:   permission_denied (measures.run).
    """
    require(actor, "measures.run")
    if not (
        AlertRule.objects.filter(is_active=True, kind=DAY_VALUE).exists() or Alert.objects.filter(kind=DAY_OFF).exists()
    ):
        return 0, 0
    today = now.astimezone(get_default_timezone()).date()
    watched = watch(today)
    with transaction.atomic():
        opened, ended = sync_days(watched.judged, watched.book, unread=set(watched.unread), now=now)
        tell_raised(opened, now)
        pass_on(watched.book, today=today, now=now)
        if opened or ended:
            after = {"opened": opened, "resolved": ended}
            record(actor, verb="judge_days", object_kind="track.alert", object_key="days", after=after, now=now)
    return opened, ended
