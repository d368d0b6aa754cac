"""Alerts about a year that has fallen behind what its targets expect by now (R51 pace, N05)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from kpiloop.engine.achievement import achievement
from kpiloop.engine.errors import Refusal
from kpiloop.engine.targets.pace import PROPORTIONAL, Expected, MonthElapsed, expected_to_date
from kpiloop.engine.values import Figure, Missing
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.measure import engine_io as measure_io
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan.rows import KpiRow
from kpiloop.loop.track.choices import LIVE_STATES, OPEN, PACE, RESOLVED
from kpiloop.loop.track.models import Alert, Status
from kpiloop.loop.track.pace import elapsed_of
from kpiloop.loop.track.rules.book import RuleBook
from kpiloop.loop.track.rules.kinds import BEHIND_PACE, NOBODY
from kpiloop.loop.track.rules.rows import AlertRuleRow
from kpiloop.loop.track.rules.telling import told_by, written

_BATCH = 500


@dataclass(frozen=True)
class Behind:
    """A year that is behind."""

    figure: Decimal  #: reached so far
    expected: Decimal  #: what should be there by now
    limit: Decimal  #: achievement it fell below
    rule: AlertRuleRow  #: the rule that fired


def sync_pace(book: RuleBook, *, today: date, now: datetime) -> tuple[int, int]:
    """Open, carry on and resolve alerts of years behind their pace; returns (opened, resolved).

    Law:      judged at the newest month that has begun and has lights, the running one by its elapsed part; one
              live alert per card, which moves on with the months of its fiscal year.
    Missing:  a year without a figure, or a month without a target, says nothing and ends nothing that was said.
    """
    live = {row.assignment_id: row for row in _live()}
    asked = _asked(book)
    month = _newest(today) if live or asked else None
    if month is None:
        return 0, 0
    years = _years(book, asked, month, today)
    behind = {key: found for key, found in years.items() if found is not None}
    over = {key for key, row in live.items() if row.first_period.fiscal_year != month.fiscal_year}
    ended = {key for key in live if key in over or key not in asked or (key in years and key not in behind)}
    _update([live[key].pk for key in ended], state=RESOLVED, resolved_at=now)
    _update([row.pk for key, row in live.items() if key in behind.keys() - ended], last_period_id=month.id)
    fresh = [_alert(book, key, behind[key], month, now) for key in sorted(behind.keys() - (live.keys() - ended))]
    Alert.objects.bulk_create(fresh, batch_size=_BATCH)
    return len(fresh), len(ended)


def _update(keys: list[int], **fields: object) -> None:
    for start in range(0, len(keys), _BATCH):
        Alert.objects.filter(pk__in=keys[start : start + _BATCH]).update(**fields)


def is_behind(kpi: KpiRow, actual: Figure, expected: Expected | Missing, limit: Decimal) -> bool | None:
    """Whether a year has fallen behind by the kindest way to count the running month; None where nothing is said."""
    if isinstance(actual, Missing) or isinstance(expected, Missing) or kpi.achievement_method not in PROPORTIONAL:
        return None
    try:
        reached = [
            achievement(kpi.achievement_method, actual, bound, parameters=kpi.parameters_with(None))
            for bound in (expected.low, expected.figure, expected.high)
        ]
    except Refusal:
        return None
    known = [each for each in reached if not isinstance(each, Missing)]
    return max(known) < limit if known else None


def _asked(book: RuleBook) -> dict[int, AlertRuleRow]:
    """Rules of pace by the assignments they hold for."""
    found = {key: book.of(key).get(BEHIND_PACE) for key in book.cards}
    return {key: rule for key, rule in found.items() if rule is not None and rule.who != NOBODY}


def _years(
    book: RuleBook, asked: Mapping[int, AlertRuleRow], month: PeriodRow, today: date
) -> dict[int, Behind | None]:
    """Years by assignment: behind, or None where they keep their pace; left out where nothing can be said."""
    values = measure_io.values_for([month.id], "ytd", kpi_ids={book.cards[key].kpi.id for key in asked})
    so_far = plan_io.targets_so_far(month, asked.keys())
    elapsed = elapsed_of(month, calendar.work_days(SYSTEM), today)
    found: dict[int, Behind | None] = {}
    for key, rule in asked.items():
        card = book.cards[key]
        value = values.get((card.kpi.id, card.subject.id, month.id))
        if value is None or value.actual is None:
            continue
        limit = card.kpi.amber_from if rule.limit is None else rule.limit
        expected = _expected(card.kpi, so_far.get(key, ()), elapsed)
        late = is_behind(card.kpi, value.actual, expected, limit)
        if late is not None and isinstance(expected, Expected):
            found[key] = Behind(value.actual, expected.figure, limit, rule) if late else None
    return found


def _expected(kpi: KpiRow, months: tuple[Figure, ...], elapsed: MonthElapsed | None) -> Expected | Missing:
    found = expected_to_date(months, elapsed if kpi.time_kind == "flow" else None)
    return Missing("no_target") if isinstance(found, Expected) and not found.figure else found


def _newest(today: date) -> PeriodRow | None:
    found = Status.objects.filter(period__kind="month", period__starts_on__lte=today).order_by("-period__starts_on")
    code = found.values_list("period__code", flat=True).first()
    return None if code is None else calendar.period(SYSTEM, code)


def _live() -> list[Alert]:
    return list(Alert.objects.filter(kind=PACE, state__in=LIVE_STATES).select_related("first_period"))


def _alert(book: RuleBook, assignment: int, found: Behind, month: PeriodRow, now: datetime) -> Alert:
    fired = {
        "code": "behind_pace",
        "limit": written(found.limit),
        "figure": written(found.figure),
        "expected": written(found.expected),
    }
    return Alert(
        kind=PACE,
        assignment_id=assignment,
        first_period_id=month.id,
        last_period_id=month.id,
        recipient_id=book.told(book.cards[assignment], PACE),
        state=OPEN,
        rule=fired | told_by(found.rule),
        opened_at=now,
    )
