"""The calendar of a scheme: what is due when in every month and quarter of its year, on days that are worked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from kpiloop.engine.workdays import WorkDays
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.collect import selectors as collect
from kpiloop.loop.plan.rows import SchemeRow
from kpiloop.loop.reward.choices import CONFIRM_DAYS, FEEDBACK_DAYS, MANAGER_REVIEW_DAYS, SELF_REVIEW_DAYS

ONE_DAY = timedelta(days=1)


def year_of(scheme: SchemeRow) -> tuple[date, date] | None:
    """First day of the fiscal year and the first day after it; None while the calendar does not reach it."""
    months = calendar.periods(SYSTEM, kind="month", fiscal_year=scheme.fiscal_year)
    return (months[0].starts_on, months[-1].ends_before) if months else None


def collection_days() -> int | None:
    """Days after a month by which the last figure is due, grace aside; None where nothing is expected of a month.

    The longest of the rhythms of sources and reported KPIs and of the hands their figures go through.
    """
    rhythms = [row.rhythm.due_days for row in collect.duties(SYSTEM) if row.rhythm.frequency == "month"]
    hands = [node.due_days for flow in collect.flows(SYSTEM) if flow.is_active for node in flow.nodes]
    return max([*rhythms, *hands], default=None)


def dates_of(scheme: SchemeRow, days: Mapping[str, int]) -> dict[str, list[dict[str, str]]]:
    """Every date of the year, months and quarters apart.

    Law:      collection as the collection counts (calendar days); everything else the n-th working day of the
              company, except what the review of results counts in days itself.
    Missing:  without anything expected of a month, its collection date is left out.
    """
    worked, due = calendar.work_days(SYSTEM), collection_days()
    months = calendar.periods(SYSTEM, kind="month", fiscal_year=scheme.fiscal_year)
    quarters = calendar.periods(SYSTEM, kind="quarter", fiscal_year=scheme.fiscal_year)
    return {
        "months": [_month(row, days, worked, due) for row in months],
        "quarters": [_quarter(row, days, worked) for row in quarters],
    }


def _month(row: PeriodRow, days: Mapping[str, int], worked: WorkDays, due: int | None) -> dict[str, str]:
    last = row.ends_before - ONE_DAY
    found = {"period": row.code}
    if due is not None:
        found["collect"] = _text(last + timedelta(days=due))
    found["review"] = _text(worked.after(last, days["review_days"]))
    found["close"] = _text(worked.after(last, days["close_days"]))
    return found


def _quarter(row: PeriodRow, days: Mapping[str, int], worked: WorkDays) -> dict[str, Any]:
    published = worked.after(row.ends_before - ONE_DAY, days["publish_days"])
    appealed = worked.after(published, days["appeal_days"])
    return {
        "period": row.code,
        "self_review": _text(row.ends_before + timedelta(days=SELF_REVIEW_DAYS)),
        "manager_review": _text(row.ends_before + timedelta(days=MANAGER_REVIEW_DAYS)),
        "publish": _text(published),
        "appeal": _text(appealed),
        "confirm": _text(published + timedelta(days=CONFIRM_DAYS)),
        "talk": _text(worked.after(published, FEEDBACK_DAYS)),
        "ruling": _text(worked.after(appealed, days["ruling_days"])),
    }


def _text(on: date) -> str:
    return on.isoformat()
