"""A closed month is looked at again: did actions work, and do misses in a row call for something?"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.jobs.rows import EventRow, RunRow
from kpiloop.foundation.jobs.services import enqueue, on, work
from kpiloop.loop.improve.services import check_effects, open_consequences, open_for_low_grades

LOOK_BACK = "improve.look_back"
LOOK_AT_GRADES = "improve.look_at_grades"


@on("period.closed", "improve")
def ask_to_look_back(event: EventRow) -> None:
    """A closed month is looked at; a closed quarter consists of months that were."""
    if event.fields.get("kind") == "month":
        arguments = {"period": event.fields["period"]}
        enqueue(SYSTEM, kind=LOOK_BACK, key=f"{LOOK_BACK}:e{event.id}", arguments=arguments)


@work(LOOK_BACK)
def look_back(run: RunRow, arguments: Mapping[str, object]) -> dict[str, object]:
    """Check effects and open consequences of a closed month; doing it twice changes nothing."""
    code, today = str(arguments["period"]), timezone.localdate()
    effects = check_effects(SYSTEM, period_code=code, today=today)
    opened = open_consequences(SYSTEM, period_code=code, today=today)
    opened_now = {"rectifications": opened.rectifications, "plans": opened.plans, "talks": opened.talks}
    return {"effects": effects.checked, **opened_now}


@on("cycle.finalised", "improve")
def ask_to_look_at_grades(event: EventRow) -> None:
    """Final results may hold low grades in a row."""
    arguments = {"cycle": event.fields["cycle"]}
    enqueue(SYSTEM, kind=LOOK_AT_GRADES, key=f"{LOOK_AT_GRADES}:e{event.id}", arguments=arguments)


@work(LOOK_AT_GRADES)
def look_at_grades(run: RunRow, arguments: Mapping[str, object]) -> dict[str, object]:
    """Open what low grades in a row call for; doing it twice changes nothing."""
    opened = open_for_low_grades(SYSTEM, cycle_id=int(str(arguments["cycle"])), today=timezone.localdate())
    return {"plans": opened.plans, "talks": opened.talks}
