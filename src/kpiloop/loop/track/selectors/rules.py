"""Reading rules of alerts."""

from __future__ import annotations

from django.utils.timezone import localdate

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.track.rules.rows import AlertRuleRow
from kpiloop.loop.track.rules.storing import active_rules


def alert_rules(viewer: Actor) -> tuple[AlertRuleRow, ...]:
    """Rules in force by code; those that name a unit or a person out of sight are left out."""
    require(viewer, "plan.view")
    rules = active_rules()
    visible = org.visible_subjects(viewer, on=localdate())
    if visible.everything:
        return tuple(rules)
    named = {row.id: {each.id for each in (row.unit, row.person) if each} for row in rules}
    return tuple(row for row in rules if named[row.id] <= visible.subject_ids)
