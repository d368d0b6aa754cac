"""Setting and ending rungs of the ladders."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.loop.improve.errors import RungNotFound
from kpiloop.loop.improve.ladders.rungs import Rung, check_grades, check_rung
from kpiloop.loop.improve.models import ConsequenceRule
from kpiloop.loop.plan import references
from kpiloop.loop.reward import engine_io as reward_io


@transaction.atomic
def set_rung(actor: Actor, *, rung: Rung, now: datetime) -> int:
    """Say what follows after so many misses; a code that exists changes that rule.

    Shape:    returns the key. It holds from the next close on; what was opened stays.
    Errors:   permission_denied (plan.edit), improve_rung_wrong, improve_rung_grade_unknown, plan_scheme_unknown.
    """
    require(actor, "plan.edit")
    check_rung(rung)
    scheme = references.scheme(rung.scheme) if rung.scheme else None
    check_grades(rung, reward_io.known_grades(scheme.pk if scheme else None))
    before = ConsequenceRule.objects.filter(code=rung.code).first()
    fields = {
        "scheme_code": rung.scheme,
        "about": rung.about,
        "opens": rung.opens,
        "misses": rung.misses,
        "within": rung.within,
        "grades": list(rung.grades),
    }
    held, _ = ConsequenceRule.objects.update_or_create(
        code=rung.code, defaults={**fields, "is_active": True, "set_by": actor.username, "set_at": now}
    )
    was = {name: getattr(before, name) for name in fields} if before else {}
    record(actor, verb="set", object_kind="consequence_rule", object_key=rung.code, before=was, after=fields, now=now)
    return held.pk


@transaction.atomic
def end_rung(actor: Actor, *, code: str, now: datetime) -> None:
    """Let a rule no longer hold; what it opened stays.

    Errors:   permission_denied (plan.edit), improve_rung_not_found.
    """
    require(actor, "plan.edit")
    ended = ConsequenceRule.objects.filter(code=code, is_active=True).update(
        is_active=False, set_by=actor.username, set_at=now
    )
    if not ended:
        raise RungNotFound(rule=code)
    record(
        actor,
        verb="end",
        object_kind="consequence_rule",
        object_key=code,
        before={"is_active": True},
        after={"is_active": False},
        now=now,
    )
