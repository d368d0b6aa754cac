"""Reading what was handed to payroll; only by the right over pay, over everybody."""

from __future__ import annotations

from datetime import timedelta

from kpiloop.engine.values import sum_of
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.reward.choices import APPLIED
from kpiloop.loop.reward.errors import NotVisible
from kpiloop.loop.reward.models import BonusRun, PayFile
from kpiloop.loop.reward.pay.handing_over import amounts_owed
from kpiloop.loop.reward.pay_rows import OwedRow, PayFileRow
from kpiloop.loop.reward.row_building import pay_file_row


def pay_files(viewer: Actor, *, cycle_id: int | None = None) -> tuple[PayFileRow, ...]:
    """Files for payroll, newest first; a file is read whole, because half of it would not add up."""
    if viewer.is_system or not viewer.may("pay.view_all"):
        raise NotVisible(kind="pay_file", key="")
    held = PayFile.objects.select_related("run", "cycle__scheme", "cycle__period").prefetch_related("lines")
    if cycle_id is not None:
        held = held.filter(cycle_id=cycle_id)
    subjects = org_io.subjects_by_id()
    rows = [pay_file_row(each, subjects) for each in held.order_by("-cycle__period__starts_on", "-number")]
    return tuple(row for row in rows if _sees_all(viewer, row))


def owed_to_payroll(viewer: Actor, *, cycle_id: int) -> OwedRow | None:
    """What the next file of a quarter would hold.

    Missing:  None while no run is released, or where the viewer does not see everybody in it.
    """
    if viewer.is_system or not viewer.may("pay.view_all"):
        raise NotVisible(kind="pay_file", key="")
    held = BonusRun.objects.select_related("cycle__period").prefetch_related("lines")
    run = held.filter(cycle_id=cycle_id, state=APPLIED).order_by("-number").first()
    if run is None:
        return None
    amounts, lines = amounts_owed(run), list(run.lines.all())
    seen = org.visible_subjects(viewer, on=run.cycle.period.ends_before - timedelta(days=1))
    if not all(seen.sees(key) for key in amounts.keys() | {line.person_id for line in lines}):
        return None
    return OwedRow(
        run_id=run.pk,
        run_number=run.number,
        people=len(amounts),
        total=sum_of(amounts.values()),
        open_lines=sum(line.amount is None for line in lines),
        is_first=not PayFile.objects.filter(cycle_id=cycle_id).exists(),
    )


def pay_file(viewer: Actor, *, file_id: int) -> PayFileRow:
    """One file with its lines."""
    found = next((row for row in pay_files(viewer) if row.id == file_id), None)
    if found is None:
        raise NotVisible(kind="pay_file", key=file_id)
    return found


def _sees_all(viewer: Actor, row: PayFileRow) -> bool:
    seen = org.visible_subjects(viewer, on=row.cycle.ends_before - timedelta(days=1))
    return all(seen.sees(line.person.id) for line in row.lines)
