"""Taking a whole import back, in one action, while its months are open."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.checks import require_whole
from kpiloop.foundation.jobs.services import emit
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.loop.collect.choices import ACCEPTED, FIXED, ONE_SHEET, UNDONE, WAITING
from kpiloop.loop.collect.errors import BatchUnknown
from kpiloop.loop.collect.errors.importing import LoadNotUndoable
from kpiloop.loop.collect.models import LoadBatch, QuarantineRow, Submission
from kpiloop.loop.collect.provenance.again import wait_again
from kpiloop.loop.collect.roster.shapes import is_roster
from kpiloop.loop.collect.roster.undoing import take_back
from kpiloop.loop.collect.row_building import batch_row
from kpiloop.loop.collect.rows import BatchRow


def undo_load(actor: Actor, *, number: int, reason: str, now: datetime) -> BatchRow:
    """Take a load back, with the rows of it that were mended or accepted since.

    Shape:    the facts stand as before the load, file by file with the same checksums; rows of it wait no
              more, and rows of earlier loads it had named again or brought mended wait as before; of a one-sheet
              load the reported actuals go back to what they were.
    Law:      one action, all or nothing; the record of the load stays, marked undone; the same file may
              be loaded again. Targets and KPIs a sheet wrote are versions of their own and stay. What a list did
              to the organisation is taken back while nobody it touched changed since and nothing rests on newcomers.
    Errors:   batch_unknown, load_not_undoable, load_not_last with the loads that go first, period_closed,
              period_out_of_scope in a month that was opened for some figures only; of a list permission_denied
              without org.edit, org_state_moved, org_state_used, roster_facts_rest.
    """
    require(actor, "loads.run")
    held = LoadBatch.objects.select_related("source", "mapping").filter(number=number).first()
    if held is None:
        raise BatchUnknown(number=number)
    if held.state != "done":
        raise LoadNotUndoable(number=number, state=held.state)
    if is_roster(held.source.dataset):
        return _take_list_back(actor, held, reason=reason, now=now)
    # A decision that was remembered from an earlier load belongs to that one.
    taken = held.quarantine.filter(state__in=(FIXED, ACCEPTED), taken_by__gt=number)
    mended = set(taken.values_list("taken_by", flat=True))
    batches = list(LoadBatch.objects.filter(number__in={number, *mended}, state="done"))
    _require_open(actor, batches)

    def mark(version: int | None) -> None:
        _mark(actor, batches, held, reason=reason, now=now)

    published = [batch.number for batch in batches if batch.warehouse_version is not None]
    if published:
        warehouse.undo_loads(actor, numbers=published, effects=mark)
    else:
        with transaction.atomic():
            if held.source.kind == ONE_SHEET:
                _restore_reports(actor, held)
            mark(None)
    held.refresh_from_db()
    return batch_row(held)


def _take_list_back(actor: Actor, held: LoadBatch, *, reason: str, now: datetime) -> BatchRow:
    require(actor, "org.edit")
    with transaction.atomic():
        take_back(actor, held, reason=reason, now=now)
        _mark(actor, [held], held, reason=reason, now=now)
    held.refresh_from_db()
    return batch_row(held)


def _require_open(actor: Actor, batches: list[LoadBatch]) -> None:
    """Every month the loads stand for is open; months outside the calendar were never closed."""
    known = {row.starts_on: row for row in calendar.periods(actor, kind="month")}
    for batch in batches:
        for start, row in known.items():
            if batch.covers_from and batch.covers_to and batch.covers_from <= start < batch.covers_to:
                # Facts are of everybody: a month that was opened for some figures only keeps them.
                (require_whole if batch.warehouse_version is not None else calendar.require_open)(row)


def _mark(actor: Actor, batches: list[LoadBatch], held: LoadBatch, *, reason: str, now: datetime) -> None:
    LoadBatch.objects.filter(pk__in=[batch.pk for batch in batches]).update(state="undone")
    rows = QuarantineRow.objects.filter(batch__in=batches, state=WAITING)
    rows.update(state=UNDONE, decided_by=actor.username, decided_at=now, why=reason[:500])
    wait_again(batches)
    record(
        actor,
        verb="undo",
        object_kind="load",
        object_key=str(held.number),
        before={"state": "done", "kept": held.rows_kept},
        after={"state": "undone", "loads": [batch.number for batch in batches]},
        reason=reason,
        now=now,
    )


def _restore_reports(actor: Actor, held: LoadBatch) -> None:
    """The report before stands again; a first report is there no more."""
    current = list(Submission.objects.select_related("period").filter(batch=held, is_current=True))
    for row in current:
        calendar.require_open(calendar.period_by_id(actor, row.period_id), kpi=row.kpi_id, subject=row.subject_id)
    Submission.objects.filter(pk__in=[row.pk for row in current]).update(is_current=False)
    earlier: list[int] = []
    for row in current:
        place = {"kpi_id": row.kpi_id, "subject_id": row.subject_id, "period_id": row.period_id}
        before = Submission.objects.filter(**place, pk__lt=row.pk).exclude(batch__state=UNDONE).order_by("-pk").first()
        earlier += [before.pk] if before else []
    Submission.objects.filter(pk__in=earlier).update(is_current=True)
    months = {row.period.starts_on: row.period.code for row in current}
    if months:
        emit("values.submitted", first=months[min(months)], months=[months[day] for day in sorted(months)])
