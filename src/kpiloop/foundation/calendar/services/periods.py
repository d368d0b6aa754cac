"""Setting up the calendar and moving a period from state to state."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from kpiloop.engine import periods as fiscal
from kpiloop.engine.periods import MONTHS_IN
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar.choices import ANCHORS, CLOSED, STATE_CHOICES, WEEK
from kpiloop.foundation.calendar.errors import CalendarFixed, CalendarWrong, PeriodStateUnknown, PeriodUnknown
from kpiloop.foundation.calendar.models import Calendar, Period
from kpiloop.foundation.calendar.reading import cut_of, engine_of, period_rows
from kpiloop.foundation.calendar.rows import Cut, PeriodRow
from kpiloop.foundation.calendar.services.weeks import add_weeks


def ensure_calendar(
    actor: Actor,
    *,
    fiscal_start_month: int = 1,
    named_by: str = "end",
    cut: Cut | None = None,
    first_month: date,
    last_month: date,
    anew: bool = False,
) -> int:
    """Make sure every fiscal year touching the given days has its periods.

    Shape:    days from and to -> how many periods were added; running it again adds none. Without a cut the
              one that stands is kept, and a new calendar is of months.
    Law:      whole fiscal years only, so a quarter is never without one of its months.
              Asked for anew, periods nobody uses yet are taken away first: a company that comes
              into a fresh installation has exactly the years it says. The fiscal year may be cut anew as
              long as nothing rests on a period.
    Errors:   permission_denied; calendar_wrong; calendar_fixed when used periods would move.
    """
    require(actor, "org.edit")
    with transaction.atomic():
        calendar, is_new = Calendar.objects.get_or_create(
            code="company", defaults=_columns(fiscal_start_month, named_by, cut or Cut())
        )
        wanted = _columns(fiscal_start_month, named_by, cut or cut_of(calendar))
        has_weeks = Period.objects.filter(calendar=calendar, kind=WEEK).exists()
        if {name: getattr(calendar, name) for name in wanted} != wanted:
            _rebase(calendar, wanted)
        elif anew:
            _clear(calendar)
        added = _add_periods(calendar, first_month, last_month)
        added += add_weeks(calendar) if has_weeks else 0
        if is_new or added:
            after = {**wanted, "periods_added": added}
            record(actor, verb="extend", object_kind="calendar", object_key=calendar.code, after=after)
    return added


def set_state(
    actor: Actor,
    *,
    code: str,
    state: str,
    revision: int,
    warehouse_version: int | None = None,
    reopened_for: Mapping[str, Collection[int]] | None = None,
    now: datetime,
) -> None:
    """Record that a period was closed or reopened; only the archive calls this.

    Shape:    joins the caller's transaction; closing stores who and when. `reopened_for` names by kind the keys of
              the things that may change; without it everything may.
    Errors:   permission_denied, period_unknown, period_state_unknown.
    """
    require(actor, "periods.close")
    if state not in dict(STATE_CHOICES):
        raise PeriodStateUnknown(state=state)
    with transaction.atomic():
        period = Period.objects.select_for_update().filter(code=code).first()
        if period is None:
            raise PeriodUnknown(period=code)
        before = {"state": period.state, "revision": period.revision, "warehouse_version": period.warehouse_version}
        period.state, period.revision, period.warehouse_version = state, revision, warehouse_version
        period.reopened_for = {kind: sorted(keys) for kind, keys in (reopened_for or {}).items()}
        if state == CLOSED:
            period.closed_at, period.closed_by = now, actor.username
        period.save()
        after = {"state": state, "revision": revision, "warehouse_version": warehouse_version}
        record(actor, verb="set_state", object_kind="period", object_key=code, before=before, after=after, now=now)


def hold(actor: Actor, *, codes: Collection[str]) -> dict[str, PeriodRow]:
    """Hold periods as they are until the caller's transaction ends: nobody closes or reopens them meanwhile.

    Shape:    codes -> rows by code, read anew; joins the caller's transaction.
    Errors:   permission_denied, period_unknown.
    """
    require(actor, "measures.run" if actor.may("measures.run") else "periods.close")
    found = Period.objects.select_for_update().filter(code__in=list(codes)).order_by("starts_on", "pk")
    rows = {row.code: row for row in period_rows(found)}
    unknown = sorted(set(codes) - set(rows))
    if unknown:
        raise PeriodUnknown(period=unknown[0])
    return rows


def _columns(fiscal_start_month: int, named_by: str, cut: Cut) -> dict[str, Any]:
    is_known = cut.pattern in fiscal.PATTERNS and cut.anchor in ANCHORS and named_by in ("start", "end")
    if not is_known or not 1 <= fiscal_start_month <= 12 or not 0 <= cut.week_start <= 6:
        raise CalendarWrong(what="cut", given=f"{fiscal_start_month} {named_by} {cut.pattern} {cut.week_start}")
    return {"fiscal_start_month": fiscal_start_month, "named_by": named_by, **asdict(cut)}


def _rebase(calendar: Calendar, wanted: dict[str, Any]) -> None:
    """Cut the fiscal year anew: every period is made again, so none may be in use.

    The policy for a year before moves no period, so it may change at any time.
    """
    moved = {name for name, given in wanted.items() if getattr(calendar, name) != given}
    if moved - {"shift_week"} and not _clear(calendar):
        raise CalendarFixed(month=calendar.fiscal_start_month, named_by=calendar.named_by)
    for name, given in wanted.items():
        setattr(calendar, name, given)
    calendar.save(update_fields=list(wanted))


def _clear(calendar: Calendar) -> bool:
    """Take all periods away; False, and nothing is gone, when one of them is in use."""
    try:
        with transaction.atomic():
            Period.objects.filter(calendar=calendar).delete()
    except ProtectedError:
        return False
    return True


def _add_periods(calendar: Calendar, first_month: date, last_month: date) -> int:
    engine = engine_of(calendar)
    known = set(Period.objects.filter(calendar=calendar).values_list("code", flat=True))
    years = range(engine.year(first_month).fiscal_year, engine.year(last_month).fiscal_year + 1)
    wanted = [period for year in years for kind in MONTHS_IN for period in engine.periods(kind, year)]
    missing = [period for period in wanted if period.code not in known]
    Period.objects.bulk_create(
        Period(
            calendar=calendar,
            kind=period.kind,
            code=period.code,
            starts_on=period.start,
            ends_before=period.end,
            fiscal_year=period.fiscal_year,
            number=period.number,
        )
        for period in missing
    )
    return len(missing)
