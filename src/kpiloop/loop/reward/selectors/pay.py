"""Reading money: by the right over pay within scope, or the own line once it is released and published."""

from __future__ import annotations

from decimal import Decimal

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.reward.choices import APPLIED, UNDECIDED, VISIBLE_STATES
from kpiloop.loop.reward.errors import NotVisible
from kpiloop.loop.reward.models import BonusBase, BonusLine, BonusRun, ReviewCycle, ScoreSheet
from kpiloop.loop.reward.pay_rows import BaseRow, BonusLineRow, BonusPlan, LineDraft, RunRow, StatementRow
from kpiloop.loop.reward.references import person_of
from kpiloop.loop.reward.row_building import base_row, base_shares, bonus_line_row, bonus_rule_row, cycle_row, run_row
from kpiloop.loop.reward.rows import SheetRow
from kpiloop.loop.reward.selectors.sheets import sheet
from kpiloop.loop.reward.visibility import sight_of

_RELATIONS = ("cycle__scheme", "cycle__period", "rule")


def runs(viewer: Actor, *, cycle_id: int | None = None) -> tuple[RunRow, ...]:
    """Bonus runs, newest first; only by the right over pay."""
    _require_right(viewer, "bonus_runs")
    found = BonusRun.objects.select_related(*_RELATIONS).order_by("-cycle__period__starts_on", "-number")
    if cycle_id is not None:
        found = found.filter(cycle_id=cycle_id)
    return tuple(_run(row) for row in found)


def run(viewer: Actor, *, run_id: int) -> RunRow:
    """One bonus run; only by the right over pay."""
    found = next((row for row in runs(viewer) if row.id == run_id), None)
    if found is None:
        raise NotVisible(kind="bonus_run", key=run_id)
    return found


def bonus_plan(viewer: Actor, *, run_id: int) -> BonusPlan:
    """A stored run as the plan it was prepared as, to be explained before it is applied."""
    _require_right(viewer, "bonus_run")
    held = BonusRun.objects.select_related(*_RELATIONS).filter(pk=run_id).first()
    if held is None:
        raise NotVisible(kind="bonus_run", key=run_id)
    sight = sight_of(viewer, held.cycle)
    return BonusPlan(
        run_id=held.pk,
        cycle=cycle_row(held.cycle),
        rule=bonus_rule_row(held.rule),
        pool=held.pool,
        pool_document=held.pool_document,
        total=held.total,
        scaling=held.scaling if held.scaling is not None else Decimal(1),
        lines=tuple(_draft(line) for line in held.lines.order_by("person_id") if sight.sees_pay(line.person_id)),
        fingerprint=held.input_fingerprint,
        prepared_by=held.prepared_by,
    )


def bonus_lines(viewer: Actor, *, run_id: int) -> tuple[BonusLineRow, ...]:
    """Lines of a run the viewer may read; nobody learns of a run without a line of it."""
    held = BonusRun.objects.select_related(*_RELATIONS).filter(pk=run_id).first()
    if held is None:
        raise NotVisible(kind="bonus_run", key=run_id)
    subjects = org_io.subjects_by_id()
    rows = [bonus_line_row(line, subjects) for line in _readable(viewer, held)]
    if not rows:
        raise NotVisible(kind="bonus_run", key=run_id)
    return tuple(sorted(rows, key=lambda row: row.person.code))


def bonus_line(viewer: Actor, *, bonus_line_id: int) -> BonusLineRow:
    """One person's money in a run."""
    held = BonusRun.objects.select_related(*_RELATIONS).filter(lines__pk=bonus_line_id).first()
    line = next((each for each in _readable(viewer, held) if each.pk == bonus_line_id), None) if held else None
    if line is None:
        raise NotVisible(kind="bonus_line", key=bonus_line_id)
    return bonus_line_row(line, org_io.subjects_by_id())


def statement(viewer: Actor, *, cycle_id: int, person_id: int) -> StatementRow:
    """What one person is told about a quarter: the sheet and the money."""
    cycle = ReviewCycle.objects.select_related("scheme", "period").filter(pk=cycle_id).first()
    if cycle is None:
        raise NotVisible(kind="statement", key=person_id)
    sight = sight_of(viewer, cycle)
    is_own = sight.me == person_id and sight.is_published and viewer.may("pay.view_own")
    if not (is_own or sight.sees_pay(person_id)):
        raise NotVisible(kind="statement", key=person_id)
    subjects = org_io.subjects_by_id()
    released = BonusRun.objects.select_related(*_RELATIONS).filter(cycle=cycle, state=APPLIED)
    applied = released.order_by("-number").first()
    line = applied.lines.filter(person_id=person_id).first() if applied else None
    if person_id not in subjects:
        raise NotVisible(kind="statement", key=person_id)
    return StatementRow(
        cycle=cycle_row(cycle),
        person=subjects[person_id],
        sheet=_sheet_if_any(viewer, cycle, person_id),
        line=bonus_line_row(line, subjects) if line else None,
        run=_run(applied) if applied and sight.sees_pay(person_id) else None,
    )


def bonus_bases(viewer: Actor) -> tuple[BaseRow, ...]:
    """Bonus bases of the people in scope, by person and first day; only by the right over pay."""
    _require_right(viewer, "bonus_bases")
    subjects = org_io.subjects_by_id()
    rows = [base_row(row, subjects) for row in BonusBase.objects.order_by("person_id", "valid_from")]
    return tuple(row for row in rows if org.visible_subjects(viewer, on=row.valid_from).sees(row.person.id))


def _require_right(viewer: Actor, kind: str) -> None:
    if viewer.is_system or not viewer.may("pay.view_all"):
        raise NotVisible(kind=kind, key="")


def _readable(viewer: Actor, held: BonusRun) -> list[BonusLine]:
    sight = sight_of(viewer, held.cycle)
    me = person_of(viewer)
    is_out = held.state == APPLIED and held.cycle.state in VISIBLE_STATES and viewer.may("pay.view_own")
    return [
        line
        for line in held.lines.all()
        if sight.sees_pay(line.person_id) or (is_out and me is not None and me.id == line.person_id)
    ]


def _sheet_if_any(viewer: Actor, cycle: ReviewCycle, person_id: int) -> SheetRow | None:
    if not ScoreSheet.objects.filter(cycle=cycle, subject_id=person_id, is_current=True).exists():
        return None
    return sheet(viewer, cycle_id=cycle.pk, subject_id=person_id)


def _run(held: BonusRun) -> RunRow:
    states = list(held.lines.values_list("state", flat=True))
    return run_row(held, cycle_row(held.cycle), len(states), states.count(UNDECIDED))


def _draft(line: BonusLine) -> LineDraft:
    return LineDraft(
        person_id=line.person_id,
        sheet_id=line.sheet_id,
        unit_sheet_id=line.unit_sheet_id,
        company_sheet_id=line.company_sheet_id,
        bases=base_shares(line.bases),
        days_employed=line.days_employed,
        days_in_period=line.days_in_period,
        individual_factor=line.individual_factor,
        unit_factor=line.unit_factor,
        company_factor=line.company_factor,
        entitlement=line.entitlement,
        ungated=line.ungated,
        amount=line.amount,
        open_reason=line.open_reason,
        carried=line.carried,
    )
