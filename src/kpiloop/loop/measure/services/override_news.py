"""What is written down about an override, and who hears of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from kpiloop.foundation.access import selectors as access
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.notify.duties import named
from kpiloop.foundation.notify.services import send
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.collect.entering.days import day_of
from kpiloop.loop.measure.choices import PROPOSED
from kpiloop.loop.measure.models import Override
from kpiloop.loop.measure.services.override_checks import assigned_line
from kpiloop.loop.plan import engine_io as plan

LINK = "/data/overrides/#o{key}"


def tell(actor: Actor, row: Override, code: str, now: datetime) -> None:
    """Leave a notice: who may decide hears what waits, who asked and who answers for the figure what became of it."""
    month = calendar.period_by_id(SYSTEM, row.period_id)
    kpi = plan.published_definitions(month.starts_on)[row.kpi_id]
    subject = org_io.subjects_by_id()[row.subject_id]
    fields = {
        **named("kpi", kpi.code, kpi.name_zh, kpi.name_en),
        **named("subject", subject.code, subject.name_zh, subject.name_en),
        "period": month.code, "until_on": row.valid_until.isoformat(),
        "by": row.ended_by or row.decided_by or row.asked_by,
    }  # fmt: skip
    send(actor, user_ids=_hearers(row, now), code=code, fields=fields, link=LINK.format(key=row.pk))


def _hearers(row: Override, now: datetime) -> set[int]:
    on = day_of(now)
    if row.state == PROPOSED:
        return set(access.accounts_with(SYSTEM, "proposals.approve", on=on))
    month = calendar.period_by_id(SYSTEM, row.period_id)
    line = assigned_line(row.kpi_id, row.subject_id, month)
    people = org_io.people_by_id()
    head = people.get(org_io.heads(month.last_day).get(row.subject_id, 0))
    found = {line.owner.user_id if line else None, head.user_id if head else None}
    asked = {row.asked_by} - {SYSTEM.username}
    return {key for key in found if key is not None} | set(access.account_ids(SYSTEM, sorted(asked)).values())


def note(
    actor: Actor, verb: str, row: Override, reason: str, now: datetime, *,
    before: Mapping[str, object] | None = None, after: Mapping[str, object],
) -> None:  # fmt: skip
    """One entry in the trail."""
    named = {"kpi": row.kpi.code, "subject": row.subject.code, "period": row.period.code}
    record(
        actor, verb=verb, object_kind="override", object_key=str(row.pk), before=before, after={**named, **after},
        reason=reason, now=now,
    )  # fmt: skip
