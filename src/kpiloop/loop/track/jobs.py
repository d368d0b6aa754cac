"""New values and new targets give new lights."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.jobs.rows import EventRow, RunRow
from kpiloop.foundation.jobs.services import enqueue, on, standing, work
from kpiloop.loop.track import duties  # noqa: F401  (registers what is owed)
from kpiloop.loop.track.services import assess, follow_alert_rules, judge_days, keep_pace

ASSESS = "track.assess"
#: A month that runs is expected to have come further every morning, and one that ended is judged as a whole.
PACE = "track.pace"
RULES = "track.alert_rules"
EVERY_MORNING = "20 6 * * *"


@on("values.computed", "track")
def judge_new_values(event: EventRow) -> None:
    """Ask for the lights of the months whose values were computed; judging here would hold the database."""
    months = {"first": event.fields["first"], "last": event.fields["last"]}
    enqueue(SYSTEM, kind=ASSESS, key=f"{ASSESS}:e{event.id}", arguments=months)


@on("targets.changed", "track")
def judge_by_new_targets(event: EventRow) -> None:
    """Other targets give other lights to the months that have begun."""
    named = event.fields.get("periods")
    wanted = set(map(str, named)) if isinstance(named, list) else set()
    today = timezone.localdate()
    months = [row.code for row in calendar.periods(SYSTEM) if row.code in wanted and row.starts_on <= today]
    if months:
        arguments = {"first": months[0], "last": months[-1]}
        enqueue(SYSTEM, kind=ASSESS, key=f"{ASSESS}:e{event.id}", arguments=arguments)


@on("alert_rules.changed", "track")
def tell_by_new_rules(event: EventRow) -> None:
    """Another rule may tell somebody else, or nobody, about what is off already."""
    enqueue(SYSTEM, kind=RULES, key=f"{RULES}:e{event.id}", arguments={})


@work(RULES)
def follow_rules(run: RunRow, arguments: Mapping[str, object]) -> dict[str, object]:
    """Bring the alerts in step with the rules."""
    opened, resolved = follow_alert_rules(SYSTEM, now=timezone.now())
    more, fewer = judge_days(SYSTEM, now=timezone.now())
    return {"opened": opened + more, "resolved": resolved + fewer}


@work(ASSESS)
def assess_new_values(run: RunRow, arguments: Mapping[str, object]) -> dict[str, object]:
    """Judge the months a run names."""
    done = assess(SYSTEM, first=str(arguments["first"]), last=str(arguments["last"]), now=timezone.now())
    opened, resolved = judge_days(SYSTEM, now=timezone.now())
    return {"statuses": done.statuses, "opened": done.opened + opened, "resolved": done.resolved + resolved}


@work(PACE)
def judge_running_months(run: RunRow, arguments: Mapping[str, object]) -> dict[str, object]:
    """Judge the running month by the new day, and the one that ended as a whole."""
    return {"statuses": keep_pace(SYSTEM, now=timezone.now()).statuses}


standing(PACE, EVERY_MORNING)
