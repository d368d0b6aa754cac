"""Until when a reported figure may be changed, and who may still change it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.collect.entering.choices import AFTER_ENTRY, FIXED_DAY
from kpiloop.loop.collect.entering.days import day_of
from kpiloop.loop.collect.entering.lock_models import LockException, LockRule
from kpiloop.loop.collect.entering.models import EntryStep
from kpiloop.loop.collect.entering.rows import LockRuleRow
from kpiloop.loop.collect.errors.entries import ValueLocked
from kpiloop.loop.collect.models import Submission


@dataclass(frozen=True)
class Change:
    """A figure somebody wants to change."""

    kpi_id: int  #: KPI
    kpi: str  #: its code
    subject_id: int  #: whose result
    period: PeriodRow  #: month


@dataclass(frozen=True)
class Lock:
    """From when a figure is locked, and by which rule."""

    rule: str  #: code of the rule
    on: date  #: first day on which it may no longer be changed


def rule_rows() -> list[LockRuleRow]:
    """Every running rule, by code."""
    found = LockRule.objects.filter(is_active=True).prefetch_related("kpis__kpi").order_by("code")
    return [
        LockRuleRow(row.code, row.kind, row.days, tuple(sorted(k.kpi.code for k in row.kpis.all())), row.set_by)
        for row in found
    ]


def lock_of(change: Change, rules: Collection[LockRuleRow], first_entered: date | None) -> Lock | None:
    """The earliest lock that rules put on a figure; None where none ever will."""
    found = [
        Lock(rule.code, day)
        for rule in rules
        if not rule.kpis or change.kpi in rule.kpis
        for day in [_first_locked_day(rule, change.period, first_entered)]
        if day is not None
    ]
    return min(found, key=lambda lock: (lock.on, lock.rule), default=None)


def require_unlocked(account: str, changes: Collection[Change], *, now: datetime) -> None:
    """Refuse to change a figure past its lock, unless an exception for this account, KPI and month still runs."""
    rules = rule_rows()
    if not rules:
        return
    today = day_of(now)
    entered = first_entries({change.period.id for change in changes})
    for change in changes:
        lock = lock_of(change, rules, entered.get((change.kpi_id, change.subject_id, change.period.id)))
        if lock is not None and lock.on <= today and not _is_excepted(account, change, now):
            raise ValueLocked(kpi=change.kpi, period=change.period.code, rule=lock.rule, locked_on=lock.on)


def first_entries(period_ids: Collection[int]) -> dict[tuple[int, int, int], date]:
    """Day each figure of some months was first reported or handed on, by (KPI, subject, period)."""
    firsts: dict[tuple[int, int, int], date] = {}
    reports = Submission.objects.filter(period_id__in=list(period_ids)).order_by("-pk")
    for kpi, subject, period, at in reports.values_list("kpi_id", "subject_id", "period_id", "submitted_at"):
        firsts[kpi, subject, period] = day_of(at)
    steps = EntryStep.objects.filter(verb="submit", entry__period_id__in=list(period_ids)).order_by("-pk")
    columns = ("entry__kpi_id", "entry__subject_id", "entry__period_id", "done_at")
    for kpi, subject, period, at in steps.values_list(*columns):
        day = day_of(at)
        firsts[kpi, subject, period] = min(day, firsts.get((kpi, subject, period), day))
    return firsts


def _first_locked_day(rule: LockRuleRow, period: PeriodRow, first_entered: date | None) -> date | None:
    if rule.kind == FIXED_DAY:
        return period.ends_before + timedelta(days=rule.days)
    if rule.kind == AFTER_ENTRY:
        return first_entered + timedelta(days=rule.days + 1) if first_entered else None
    later = [row for row in calendar.periods(SYSTEM) if row.starts_on >= period.ends_before]
    # Of the months that are over the newest `days` stay open: the one after them shuts this one when it ends.
    return later[rule.days - 1].ends_before if len(later) >= rule.days else None


def _is_excepted(account: str, change: Change, now: datetime) -> bool:
    running = LockException.objects.filter(account=account, kpi_id=change.kpi_id, until__gt=now)
    return running.filter(Q(period_id=change.period.id) | Q(period__isnull=True)).exists()
