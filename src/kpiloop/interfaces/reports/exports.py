"""Flat rows for other programs: stable ids, codes, full precision, cut to what the viewer may see."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.errors import PermissionRefused
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.reports.calibration_export import export_calibrations
from kpiloop.interfaces.reports.day_export import days_named, export_days
from kpiloop.interfaces.reports.export_rows import Cell, Export, require_known
from kpiloop.interfaces.reports.half_export import export_halves
from kpiloop.interfaces.reports.score_export import export_scores
from kpiloop.interfaces.reports.value_export import export_values
from kpiloop.interfaces.reports.week_export import export_weeks
from kpiloop.loop.review import selectors as review
from kpiloop.loop.reward import selectors as reward
from kpiloop.loop.reward.errors import NotVisible
from kpiloop.loop.reward.pay_rows import BonusLineRow
from kpiloop.loop.reward.rows import CycleRow

PAY_OF_ALL = "pay.view_all"


BONUS_COLUMNS = (
    *("id", "quarter", "scheme", "run", "run_state", "person", "person_name", "base", "days_employed"),
    *("days_in_period", "individual_factor", "unit_factor", "company_factor", "entitlement", "amount", "state"),
    *("open_reason", "carried", "paid"),
)
ACTION_COLUMNS = (
    *("id", "title", "kpi", "subject", "subject_name", "period", "owner", "owner_name", "due_on", "state"),
    *("progress", "done_on", "expected_effect", "effect_period", "effect", "effect_figure", "decision", "created_by"),
    "created_at",
)


def export_bonuses(viewer: Actor, *, period_codes: Sequence[str] = (), also: Collection[str] = ()) -> Export:
    """Lines of bonus runs: everybody's with the right to see pay, else the viewer's own once released."""
    require_known(also, ())
    rows: list[tuple[Cell, ...]] = []
    for cycle in _cycles(viewer, period_codes):
        for state, row in _bonus_lines(viewer, cycle):
            head = (row.id, cycle.period_code, cycle.scheme_code, row.run_id, state)
            whose = (row.person.code, row.person.name_zh, row.base_amount, row.days_employed, row.days_in_period)
            factors = (row.individual_factor, row.unit_factor, row.company_factor)
            rows.append(
                (
                    *head,
                    *whose,
                    *factors,
                    row.entitlement,
                    row.amount,
                    row.state,
                    row.open_reason,
                    row.carried,
                    row.paid,
                )
            )
    return Export("bonuses", BONUS_COLUMNS, tuple(rows))


def _bonus_lines(viewer: Actor, cycle: CycleRow) -> Iterator[tuple[str, BonusLineRow]]:
    if viewer.may(PAY_OF_ALL):
        for run in reward.runs(viewer, cycle_id=cycle.id):
            yield from ((run.state, row) for row in _lines_of(viewer, run.id))
        return
    me = org.person_of(viewer)
    if me is None:
        return
    try:
        own = reward.statement(viewer, cycle_id=cycle.id, person_id=me.id)
    except NotVisible:  # nothing was published to this person in this cycle
        return
    if own.line is not None:
        yield "applied", own.line


def _lines_of(viewer: Actor, run_id: int) -> tuple[BonusLineRow, ...]:
    try:
        return reward.bonus_lines(viewer, run_id=run_id)
    except NotVisible:  # a run without a line in the viewer's scope
        return ()


def export_actions(viewer: Actor, *, period_codes: Sequence[str] = (), also: Collection[str] = ()) -> Export:
    """Actions that answer a month."""
    require_known(also, ())
    rows: list[tuple[Cell, ...]] = []
    for row in review.actions(viewer):
        if period_codes and row.period_code not in period_codes:
            continue
        held = row.assignment
        head = (row.id, row.title, held.kpi.code, held.subject.code, held.subject.name_zh, row.period_code)
        who = (row.owner.code, row.owner.name_zh, row.due_on, row.state, row.progress, row.done_on)
        effect = (row.expected_effect, row.effect_period, row.effect, row.effect_figure, row.decision_code)
        rows.append((*head, *who, *effect, row.created_by, row.created_at))
    return Export("actions", ACTION_COLUMNS, tuple(rows))


#: Exports of values by the stretch of days they are of.
VALUES_BY = {"month": "values", "week": "weeks", "half": "halves"}
EXPORTS: dict[str, Callable[..., Export]] = {
    "values": export_values,
    "weeks": export_weeks,
    "halves": export_halves,
    "scores": export_scores,
    "bonuses": export_bonuses,
    "actions": export_actions,
    "calibrations": export_calibrations,
}


def make_export(viewer: Actor, kind: str, *, period_codes: Sequence[str], also: Collection[str] = ()) -> Export:
    """One export by its name, with further columns if asked; the system itself never exports, a person does."""
    if viewer.is_system:
        raise PermissionRefused(permission="signed_in")
    return EXPORTS[kind](viewer, period_codes=period_codes, also=also)


def make_day_export(viewer: Actor, *, first: str, last: str, kpi_codes: Collection[str] = ()) -> Export:
    """Figures of days from one day or period to another; as little for the system itself as `make_export`."""
    if viewer.is_system:
        raise PermissionRefused(permission="signed_in")
    start, end = days_named(viewer, first, last)
    return export_days(viewer, first=start, last=end, kpi_codes=kpi_codes)


def _cycles(viewer: Actor, period_codes: Sequence[str]) -> Iterable[CycleRow]:
    return (row for row in reward.cycles(viewer) if not period_codes or row.period_code in period_codes)
