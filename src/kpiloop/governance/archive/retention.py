"""What is kept how long: rules with the shortest time the law asks for, what they hold, and what is due to go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.jobs import selectors as jobs
from kpiloop.governance.archive.models import FrozenFigure, RetentionRule

CLOSES, TRAIL, FACTS, WORK = "closes", "trail", "facts", "work"


@dataclass(frozen=True)
class Kind:
    """One kind of thing that is kept."""

    code: str  #: which
    months: int | None  #: how long by itself; None for ever
    least: int | None  #: shortest time that may be set; None when it cannot be changed


#: What a published figure rests on is never deleted: closes, their figures, values and facts, and the trail.
KINDS = (Kind(CLOSES, None, None), Kind(FACTS, None, None), Kind(TRAIL, None, None), Kind(WORK, 12, 6))


@dataclass(frozen=True)
class RetentionRow:
    """How long something is kept, and how much of it there is."""

    code: str  #: closes, facts, trail or work
    months: int | None  #: kept so many months; None for ever
    least: int | None  #: shortest that may be set; None when it cannot be changed
    held: int | None  #: how many there are; None where nobody counts
    due: int  #: how many are older than that
    set_by: str  #: account; empty while it is as delivered
    set_at: datetime | None  #: when
    reason: str  #: why


def retention(viewer: Actor, *, today: date) -> tuple[RetentionRow, ...]:
    """Every rule with what it holds.

    Errors:   permission_denied (plan.view).
    """
    require(viewer, "plan.view")
    rules = {row.kind: row for row in RetentionRule.objects.all()}
    return tuple(_row(viewer, kind, rules.get(kind.code), today) for kind in KINDS)


def months_kept(code: str) -> int | None:
    """How long a kind is kept by the rule in force; None for ever."""
    rule = RetentionRule.objects.filter(kind=code).first()
    return rule.months if rule else next(kind.months for kind in KINDS if kind.code == code)


def first_day_kept(months: int, today: date) -> date:
    """The first day that is still kept: the same day so many months before, or the last one of that month."""
    place = today.year * 12 + today.month - 1 - months
    year, month = divmod(place, 12)
    return date(year, month + 1, min(today.day, 28))


def _row(viewer: Actor, kind: Kind, rule: RetentionRule | None, today: date) -> RetentionRow:
    months = rule.months if rule else kind.months
    held: int | None = None
    due = 0
    if kind.code == CLOSES:
        held = FrozenFigure.objects.count()
    if kind.code == WORK and months is not None:
        held, due = jobs.work_held(viewer, finished_before=first_day_kept(months, today))
    return RetentionRow(
        kind.code, months, kind.least, held, due, rule.set_by if rule else "", rule.set_at if rule else None,
        rule.reason if rule else "",
    )  # fmt: skip
