"""Bring a meeting together: exceptions with causes and actions, carried actions with their effects."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.analyse import engine_io as analyse_io
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.review import engine_io
from kpiloop.loop.review.choices import CANCELLED, RUNNING_STATES
from kpiloop.loop.review.models import Action, Meeting
from kpiloop.loop.review.reading import action_rows
from kpiloop.loop.review.rows import ActionRow, AgendaRow, CarriedRow
from kpiloop.loop.track import engine_io as track_io

_SERIES_MONTHS = 6
#: Effects are changes of the month's own figure, also where the year to date is judged.
_WINDOW = "month"


def agenda_of(meeting: Meeting) -> list[AgendaRow]:
    """The items of a meeting with live figures, in order; items without a light are left out."""
    items = list(meeting.items.order_by("order"))
    statuses = track_io.statuses_of(meeting.period_id, [item.assignment_id for item in items])
    causes = analyse_io.causes_for([meeting.period_id])
    actions = engine_io.actions_for([meeting.period_id])
    rows = []
    for item in items:
        key = (item.assignment_id, meeting.period_id)
        status = statuses.get(item.assignment_id)
        if status is None:
            continue
        answers = (("cause", causes.get(key)), ("action", actions.get(key)))
        rows.append(
            AgendaRow(
                id=item.pk,
                order=item.order,
                status=status,
                minutes_planned=item.minutes_planned,
                state=item.state,
                causes=tuple(causes.get(key, ())),
                actions=tuple(actions.get(key, ())),
                lacks=tuple(name for name, held in answers if not held),
                live_actual=status.actual,
                drift=None,
            )
        )
    return rows


def carried_into(period: PeriodRow) -> list[CarriedRow]:
    """Earlier actions a meeting opens with: those of the month before, those still running, those due to show now."""
    before = calendar.previous(SYSTEM, period)
    found = Action.objects.exclude(state=CANCELLED).filter(period__starts_on__lt=period.starts_on)
    found = found.select_related("period", "effect_period").order_by("due_on", "pk")
    chosen = [
        row.pk
        for row in found
        if row.state in RUNNING_STATES
        or row.effect_period_id == period.id
        or (before is not None and row.period_id == before.id)
    ]
    rows = action_rows(Action.objects.filter(pk__in=chosen).order_by("due_on", "pk"))
    return carried_rows(rows, period)


def carried_rows(rows: Sequence[ActionRow], period: PeriodRow) -> list[CarriedRow]:
    """Actions with the figures before and after, as far as they are known in a month."""
    months = {row.code: row for row in calendar.periods(SYSTEM, kind="month")}
    figures = _figures(rows, months)
    known = [row for row in months.values() if row.starts_on <= period.starts_on]
    return [_carried(row, months, known[-_SERIES_MONTHS:], figures, period) for row in rows]


@dataclass(frozen=True)
class _Figures:
    """Month figures of the KPIs of some actions."""

    values: Mapping[tuple[int, int, str], Decimal | None]  #: by (kpi, subject, code of the period)

    def of(self, row: ActionRow, period: PeriodRow) -> Decimal | None:
        """The figure of an action's KPI in a month."""
        return self.values.get((row.assignment.kpi.id, row.assignment.subject.id, period.code))


def _figures(rows: Sequence[ActionRow], months: Mapping[str, PeriodRow]) -> _Figures:
    if not rows:
        return _Figures({})
    figures = measure.actuals(
        SYSTEM,
        period_codes=list(months),
        window=_WINDOW,
        kpi_codes={row.assignment.kpi.code for row in rows},
        subject_ids={row.assignment.subject.id for row in rows},
    )
    return _Figures(figures)


def _carried(
    row: ActionRow,
    months: Mapping[str, PeriodRow],
    shown: Sequence[PeriodRow],
    figures: _Figures,
    period: PeriodRow,
) -> CarriedRow:
    effect_month = months[row.effect_period]
    is_due = effect_month.starts_on <= period.starts_on
    before = figures.of(row, months[row.period_code])
    return CarriedRow(
        action=row,
        before=before,
        wanted=None if before is None else before + row.expected_effect,
        after=figures.of(row, effect_month) if is_due else None,
        series=tuple(figures.of(row, month) for month in shown),
        is_due=is_due,
    )


def cut(rows: Sequence[AgendaRow], sees: Callable[[int], bool]) -> list[AgendaRow]:
    """Only items about subjects the viewer may see."""
    return [row for row in rows if sees(row.status.assignment.subject.id)]
