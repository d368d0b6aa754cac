"""A closed month is looked at again: did actions work, and do misses in a row call for something?"""

from __future__ import annotations

from django.utils import timezone

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.jobs.rows import EventRow
from kpiloop.foundation.jobs.services import on
from kpiloop.loop.improve.services import check_effects, open_consequences


@on("period.closed", "improve")
def look_back(event: EventRow) -> None:
    """Check effects and open consequences of a closed month; doing it twice changes nothing."""
    if event.fields.get("kind") != "month":
        return
    code, today = str(event.fields["period"]), timezone.localdate()
    check_effects(SYSTEM, period_code=code, today=today)
    open_consequences(SYSTEM, period_code=code, today=today)
