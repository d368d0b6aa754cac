"""From duties to reminders: each step of each duty reaches each person once."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import date

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.notify.duties import Duty, sources
from kpiloop.foundation.notify.models import Notice
from kpiloop.foundation.notify.stages import LATE, RAISED, late_step, stage_of

log = logging.getLogger("kpiloop.notify")


def hold(actor: Actor, *, user_id: int, code: str, mark: str, fields: Mapping[str, object]) -> bool:
    """Leave a reminder for the next digest of an account, in the caller's transaction.

    Shape:    -> whether it is new; the same mark never reaches the same account twice.
    """
    plain = json.loads(json.dumps(dict(fields), default=str))
    _, is_new = Notice.objects.get_or_create(
        user_id=user_id, mark=mark, defaults={"code": code, "fields": plain, "is_held": True}
    )
    return is_new


def remind_of_duties(actor: Actor, *, on: date) -> int:
    """Ask every room what is owed on a day and hold the reminders that follow.

    Shape:    -> how many are new; asking again on the same day adds none.
    Law:      who owes it hears before, at and after the due day; late duties go up the line step by
              step, whatever days nobody asked; a room that fails keeps no other from reminding.
    Errors:   permission_denied (measures.run).
    """
    require(actor, "measures.run")
    count = 0
    for name, source in sources():
        try:
            with transaction.atomic():
                count += sum(_remind(actor, duty, on) for duty in source(on))
        except Exception:
            log.exception("duties %s could not be read", name)
    return count


def _remind(actor: Actor, duty: Duty, on: date) -> int:
    stage = stage_of(duty.due_on, on)
    if not stage or (stage == LATE and not duty.escalates):
        return 0
    days = abs((on - duty.due_on).days)
    if stage == LATE and days <= duty.grace:
        return 0
    fields = {**duty.fields, "due_on": duty.due_on, "days": days, "days_late": days}
    mark = f"{duty.key}:{duty.due_on.isoformat()}:{stage}"
    count = int(_hold(actor, duty.holder, f"{duty.code}_{stage}", mark, fields))
    if stage == LATE:
        above = [user for user in dict.fromkeys(duty.line) if user != duty.holder]
        for user in above[: max(late_step(days - duty.grace) - 1, 0)]:
            count += _hold(actor, user, f"{duty.code}_{RAISED}", mark, fields)
    return count


def _hold(actor: Actor, user: int | None, code: str, mark: str, fields: Mapping[str, object]) -> bool:
    return user is not None and hold(actor, user_id=user, code=code, mark=mark, fields=fields)
