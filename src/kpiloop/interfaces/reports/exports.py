"""Flat rows for other programs: stable ids, codes, full precision, cut to what the viewer may see."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.errors import PermissionRefused
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.rows import SubjectRow
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.review import selectors as review
from kpiloop.loop.reward import selectors as reward
from kpiloop.loop.reward.errors import NotVisible
from kpiloop.loop.reward.pay_rows import BonusLineRow
from kpiloop.loop.reward.rows import CycleRow

PAY_OF_ALL = "pay.view_all"
#: What a cell may hold; None is an empty cell.
Cell: TypeAlias = str | int | Decimal | date | datetime | None


@dataclass(frozen=True)
class Export:
    """A table on its way out."""

    kind: str  #: values, scores, bonuses or actions
    columns: tuple[str, ...]  #: names, the first one is always id
    rows: tuple[tuple[Cell, ...], ...]  #: cells in the order of the columns


VALUE_COLUMNS = (
    *("id", "kpi", "subject", "subject_name", "period", "window", "actual", "state", "reason", "row_count", "run"),
    *("warehouse_version", "load_numbers", "definition_version", "formula_version", "frozen_revision"),
)
SCORE_COLUMNS = (
    *("id", "quarter", "scheme", "scheme_version", "subject_kind", "subject", "subject_name", "revision", "total"),
    *("grade", "factor", "rank", "state", "missing_reason", "computed_by", "computed_at", "signed_by", "signed_at"),
)
BONUS_COLUMNS = (
    *("id", "quarter", "scheme", "run", "run_state", "person", "person_name", "base", "days_employed"),
    *("days_in_period", "individual_factor", "unit_factor", "company_factor", "entitlement", "amount", "state"),
    "open_reason",
)
ACTION_COLUMNS = (
    *("id", "title", "kpi", "subject", "subject_name", "period", "owner", "owner_name", "due_on", "state"),
    *("progress", "done_on", "expected_effect", "effect_period", "effect", "effect_figure", "decision", "created_by"),
    "created_at",
)


def export_values(viewer: Actor, *, period_codes: Sequence[str]) -> Export:
    """Values of months, month and year to date."""
    subjects: dict[int, SubjectRow] = {}
    rows: list[tuple[Cell, ...]] = []
    for window in ("month", "ytd"):
        for row in measure.values(viewer, period_codes=period_codes, window=window):
            subject = subjects.setdefault(row.subject_id, org.subject_by_id(viewer, row.subject_id))
            loads = " ".join(str(number) for number in row.load_numbers)
            head = (row.id, row.kpi_code, subject.code, subject.name_zh, row.period_code, row.window)
            figures = (row.actual, row.state, row.reason, row.row_count, row.run_number, row.warehouse_version, loads)
            versions = (row.definition_version, row.formula_version, row.frozen_revision)
            rows.append((*head, *figures, *versions))
    return Export("values", VALUE_COLUMNS, tuple(rows))


def export_scores(viewer: Actor, *, period_codes: Sequence[str] = ()) -> Export:
    """Scored cards of cycles: newest revision of each."""
    rows: list[tuple[Cell, ...]] = []
    for cycle in _cycles(viewer, period_codes):
        for row in reward.sheets(viewer, cycle_id=cycle.id):
            head = (row.id, cycle.period_code, cycle.scheme_code, cycle.scheme_version)
            whose = (row.subject.kind, row.subject.code, row.subject.name_zh, row.revision)
            result = (row.total, row.grade, row.factor, row.rank, row.state, row.missing_reason)
            rows.append((*head, *whose, *result, row.computed_by, row.computed_at, row.signed_by, row.signed_at))
    return Export("scores", SCORE_COLUMNS, tuple(rows))


def export_bonuses(viewer: Actor, *, period_codes: Sequence[str] = ()) -> Export:
    """Lines of bonus runs: everybody's with the right to see pay, else the viewer's own once released."""
    rows: list[tuple[Cell, ...]] = []
    for cycle in _cycles(viewer, period_codes):
        for state, row in _bonus_lines(viewer, cycle):
            head = (row.id, cycle.period_code, cycle.scheme_code, row.run_id, state)
            whose = (row.person.code, row.person.name_zh, row.base_amount, row.days_employed, row.days_in_period)
            factors = (row.individual_factor, row.unit_factor, row.company_factor)
            rows.append((*head, *whose, *factors, row.entitlement, row.amount, row.state, row.open_reason))
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


def export_actions(viewer: Actor, *, period_codes: Sequence[str] = ()) -> Export:
    """Actions that answer a month."""
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


EXPORTS: dict[str, Callable[..., Export]] = {
    "values": export_values,
    "scores": export_scores,
    "bonuses": export_bonuses,
    "actions": export_actions,
}


def make_export(viewer: Actor, kind: str, *, period_codes: Sequence[str]) -> Export:
    """One export by its name; the system itself never exports, a person does."""
    if viewer.is_system:
        raise PermissionRefused(permission="signed_in")
    return EXPORTS[kind](viewer, period_codes=period_codes)


def _cycles(viewer: Actor, period_codes: Sequence[str]) -> Iterable[CycleRow]:
    return (row for row in reward.cycles(viewer) if not period_codes or row.period_code in period_codes)
