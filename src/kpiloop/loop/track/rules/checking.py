"""What a rule of alerts must say before it can hold."""

from __future__ import annotations

from decimal import Decimal

from kpiloop.foundation.access.choices import ROLE_PERMISSIONS
from kpiloop.loop.plan import references
from kpiloop.loop.track.errors import AlertRuleWrong
from kpiloop.loop.track.rules import kinds
from kpiloop.loop.track.rules.rows import NewAlertRule

_CHOICES = {"kind": kinds.RULE_KINDS, "base": kinds.BASES, "side": kinds.SIDES, "who": kinds.WHO}
_MOST_MONTHS = 24
_MOST_DAYS = 366


def check_alert_rule(rule: NewAlertRule) -> None:
    """Refuse a rule that could never fire, or fires on everything.

    Errors:   alert_rule_wrong with what is lacking, plan_choice_unknown.
    """
    for field, allowed in _CHOICES.items():
        references.require_choice(field, getattr(rule, field), allowed)
    references.require_choice("severity", rule.severity, kinds.SEVERITIES)
    if not rule.code.strip() or not rule.name_zh.strip():
        raise AlertRuleWrong(rule=rule.code, lacking="name")
    if rule.who == kinds.NAMED and not rule.person:
        raise AlertRuleWrong(rule=rule.code, lacking="person")
    if rule.limit is not None and not Decimal(0) < rule.limit <= Decimal(10):
        raise AlertRuleWrong(rule=rule.code, lacking="limit")
    if rule.kind == kinds.SUDDEN_CHANGE and rule.limit is None and rule.who != kinds.NOBODY:
        raise AlertRuleWrong(rule=rule.code, lacking="limit")
    if rule.kind == kinds.DAY_VALUE and not rule.kpi:
        raise AlertRuleWrong(rule=rule.code, lacking="kpi")
    if rule.months is not None and not 1 <= rule.months <= _MOST_MONTHS:
        raise AlertRuleWrong(rule=rule.code, lacking="months")
    if rule.days is not None and not 0 <= rule.days <= _MOST_DAYS:
        raise AlertRuleWrong(rule=rule.code, lacking="days")
    for name, days in (("repeat_days", rule.repeat_days), ("escalate_days", rule.escalate_days)):
        if days is not None and not 1 <= days <= _MOST_DAYS:
            raise AlertRuleWrong(rule=rule.code, lacking=name)
    for entry in rule.also:
        if not _is_hearer(entry):
            raise AlertRuleWrong(rule=rule.code, lacking="also")


def _is_hearer(entry: str) -> bool:
    if entry.startswith(kinds.PERSON_MARK):
        return bool(entry.removeprefix(kinds.PERSON_MARK).strip())
    role = entry.removeprefix(kinds.ROLE_MARK)
    return entry in kinds.ALSO_PLACES or (entry.startswith(kinds.ROLE_MARK) and role in ROLE_PERMISSIONS)
