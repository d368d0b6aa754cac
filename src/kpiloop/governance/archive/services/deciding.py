"""Decide about late data of a closed month: restate it, settle it in the next open month, or only note it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar import services as calendar_services
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.governance.archive.errors import LateChoiceUnknown, LateOutdated, NoOpenMonth, ReasonRequired
from kpiloop.governance.archive.late import (
    ADJUST,
    RESTATE,
    LateChange,
    LateFigure,
    LateRow,
    adjusted_before,
    late_row,
    preview_late,
)
from kpiloop.governance.archive.models import Close, LateDecision, Reopening
from kpiloop.governance.archive.replaying import close_of
from kpiloop.governance.archive.scope import FIGURE_KPI, FIGURE_SUBJECT, KPI, SUBJECT
from kpiloop.loop.reward import services as reward


def decide_late(
    actor: Actor, *, change: LateChange, choice: str, reason: str, until: date | None = None, now: datetime
) -> LateRow:
    """Decide about what a preview showed; published figures never move by this alone.

    Shape:    restate asks to open the month for exactly the changed figures until a day, and another person decides;
              adjust settles the differences with the next open month: its close asks for the figures, and the bonus
              run of its quarter pays or takes back what paid bonuses differ by, what was carried before included;
              note keeps the list and changes nothing.
    Law:      one decision per change, each about the one before; the list of what would change is kept with it.
    Errors:   permission_denied (periods.close; restate also periods.reopen), late_choice_unknown,
              reopen_reason_required, late_outdated when the change is another one by now, late_no_open_month.
    """
    require(actor, "periods.close")
    if choice not in change.choices:
        raise LateChoiceUnknown(choice=choice, known=", ".join(change.choices))
    if not reason.strip():
        raise ReasonRequired(period=change.period_code)
    period = calendar.period(actor, change.period_code)
    close = close_of(period, None)
    follows = _newest(close)
    again = preview_late(actor, period_code=change.period_code)
    if again.fingerprint != change.fingerprint or not again.is_waiting:
        raise LateOutdated(period=change.period_code)
    with transaction.atomic():
        _refuse_overtaken(actor, close, follows)
        reopening = _ask(actor, period, again, reason.strip(), until or now.date()) if choice == RESTATE else None
        settled_in = _next_open(actor, period) if choice == ADJUST else None
        row = LateDecision.objects.create(
            close=close,
            follows=follows,
            warehouse_version=again.current_version or 0,
            fingerprint=again.fingerprint,
            choice=choice,
            reason=reason.strip(),
            figures=_kept(again),
            scores=len(again.rewards.scores),
            carried_to_id=settled_in.id if settled_in else None,
            reopening=reopening,
            decided_by=actor.username,
            decided_at=now,
        )
        after = {
            "choice": choice,
            "version": row.warehouse_version,
            "figures": len(row.figures),
            "values": again.values,
        }
        if settled_in:
            after["bonuses"] = reward.carry_late_data(
                actor, values=[*adjusted_before(period), *again.late_values], settled_in=settled_in,
                source=f"{period.code} r{again.revision}", warehouse_version=row.warehouse_version, reason=row.reason,
                now=now,
            )  # fmt: skip
        record(
            actor, verb="decide_late", object_kind="period", object_key=period.code, after=after,
            reason=row.reason, now=now,
        )  # fmt: skip
    return late_row(LateDecision.objects.select_related("close__period", "carried_to").get(pk=row.pk))


def _newest(close: Close) -> int:
    """Key of the last decision about a close; 0 before the first."""
    return LateDecision.objects.filter(close=close).aggregate(newest=Max("pk"))["newest"] or 0


def _refuse_overtaken(actor: Actor, close: Close, follows: int) -> None:
    """Looking takes its time: whoever decided, or opened the month, meanwhile was first."""
    code = close.period.code
    held = calendar_services.hold(actor, codes=[code])[code]
    if not held.is_closed or held.revision != close.revision or _newest(close) != follows:
        raise LateOutdated(period=code)


def _ask(actor: Actor, period: PeriodRow, change: LateChange, reason: str, until: date) -> Reopening:
    """A reopening for the changed figures alone: the facts are there, so nobody has to enter anything."""
    require(actor, "periods.reopen")
    names = sorted({row.assignment.kpi.code for row in change.figures})
    codes = {"kpis": names, "subjects": sorted({row.assignment.subject.code for row in change.figures})}
    scope = {KPI: [], SUBJECT: [], FIGURE_KPI: list(change.kpi_ids), FIGURE_SUBJECT: list(change.subject_ids)}
    request = Reopening.objects.create(
        period_id=period.id, reason=reason, requested_by=actor.username, until=until, scope=scope, scope_codes=codes
    )
    after = {"until": until.isoformat(), **codes}
    record(actor, verb="request_reopen", object_kind="period", object_key=period.code, after=after, reason=reason)
    return request


def _next_open(actor: Actor, period: PeriodRow) -> PeriodRow:
    later = [row for row in calendar.periods(actor) if row.starts_on >= period.ends_before and not row.is_closed]
    if not later:
        raise NoOpenMonth(period=period.code)
    return later[0]


def _kept(change: LateChange) -> list[dict[str, object]]:
    return [
        {
            "assignment": row.assignment.id,
            "kpi": row.assignment.kpi.code,
            "subject": row.assignment.subject.code,
            **_sides(row),
        }
        for row in change.figures
    ]


def _sides(row: LateFigure) -> dict[str, object]:
    """What it comes from and goes to: from what was settled, where it is back at what was reported."""
    is_back = row.is_settled and (row.after, row.light_after) == (row.before, row.light_before)
    before, light = (row.settled, row.light_settled) if is_back else (row.before, row.light_before)
    return {
        "before": _text(before), "after": _text(row.after), "light_before": light, "light_after": row.light_after,
    }  # fmt: skip


def _text(figure: Decimal | None) -> str | None:
    """A figure with its digits and no idle zeros."""
    return None if figure is None else (format(figure.normalize(), "f") if figure else "0")
