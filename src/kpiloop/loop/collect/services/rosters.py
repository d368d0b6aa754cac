"""Lists of units, positions and people: looked at, applied as a whole, and by themselves where somebody allowed it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.selectors import accounts_with
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.notify.services import send
from kpiloop.foundation.org import engine_io as org
from kpiloop.foundation.org.errors import UnitUnknown
from kpiloop.loop.collect.batch_writing import begin_batch, fail_batch, tell_load
from kpiloop.loop.collect.choices import UNDONE, WAITING
from kpiloop.loop.collect.connectors.grid import Reading
from kpiloop.loop.collect.entering.days import day_of
from kpiloop.loop.collect.errors import SourcePaused
from kpiloop.loop.collect.errors.rosters import ManyLeave, RosterChanged, RosterNotAsked, RosterTermsWrong
from kpiloop.loop.collect.models import LoadBatch, Mapping, QuarantineRow
from kpiloop.loop.collect.reading.content import Content
from kpiloop.loop.collect.reading.identity import content_of
from kpiloop.loop.collect.roster.applying import carry_out
from kpiloop.loop.collect.roster.choices import ABSENT, ACCOUNTS, SETTLED
from kpiloop.loop.collect.roster.leaving import MANAGE, settle_due, tell_accounts
from kpiloop.loop.collect.roster.models import RosterRule
from kpiloop.loop.collect.roster.planning import plan_list
from kpiloop.loop.collect.roster.reading import read_whole, understand_list
from kpiloop.loop.collect.roster.rows import RosterPlan, Terms
from kpiloop.loop.collect.roster.shapes import is_roster
from kpiloop.loop.collect.roster.undoing import keep_trace, states_before
from kpiloop.loop.collect.row_building import batch_row
from kpiloop.loop.collect.rows import BatchRow
from kpiloop.loop.collect.source_reading import current_mapping, source_by_code

EDIT = "org.edit"
_RIGHTS = frozenset({EDIT, "loads.run"})
_BATCH = 500


def preview_roster(viewer: Actor, *, source: str, location: str = "", on: date) -> RosterPlan:
    """What a list would change in the organisation; nothing is stored.

    Shape:    rows without a date count from `on`, or from the first open day when that is later; location is a
              file in place of the source's own.
    Errors:   permission_denied (org.edit), source_unknown, mapping_missing, roster_not_asked, and those of reading.
    """
    require(viewer, EDIT)
    mapping = _mapping(source)
    listing, content = understand_list(mapping, read_whole(mapping, location or None, _silent))
    return plan_list(viewer, mapping, listing, content, on)


def apply_roster(
    actor: Actor, *, source: str, mark: str, location: str = "", on: date, leaving: int | None = None,
    reason: str = "", now: datetime,
) -> BatchRow:  # fmt: skip
    """Change the organisation as a list was seen to change it: all of it in one transaction, or nothing.

    Shape:    mark is that of the plan that was looked at; leaving confirms how many leave, where they are many.
    Law:      applying the same list again changes nothing; nobody is deleted; no day of a closed period changes.
    Errors:   permission_denied, roster_changed when the list or the organisation is another one meanwhile,
              roster_many_leave, source_paused, and those of preview_roster.
    """
    require(actor, EDIT)
    require(actor, "loads.run")
    mapping = _mapping(source)
    if not mapping.source.is_active:
        raise SourcePaused(source=source)
    reading = read_whole(mapping, location or None, _silent)
    listing, content = understand_list(mapping, reading)
    plan = plan_list(actor, mapping, listing, content, on)
    if plan.mark != mark:
        raise RosterChanged(source=source)
    if plan.is_mass_departure and leaving != plan.leaving:
        raise ManyLeave(source=source, leaving=plan.leaving, held=plan.held, limit=plan.terms.most_leaving)
    return _write(actor, actor, mapping, reading, content, plan, is_applied=True, reason=reason, now=now)


def take_roster(
    actor: Actor, mapping: Mapping, *, location: str | None, now: datetime, report: Callable[[str, int, int], None]
) -> BatchRow:
    """Read a list by itself: applied where its terms say so, else somebody is told that changes wait.

    Law:      more leavers than the terms allow always wait for a person; the same list with the same changes
              is told once. Changes are written under the name of who allowed them.
    Errors:   those of reading and of the organisation, kept as a failed load.
    """
    require(actor, "loads.run")
    try:
        reading = read_whole(mapping, location, lambda records: report("collect.read", records, 0))
        listing, content = understand_list(mapping, reading)
    except Refusal as refusal:
        name = location or mapping.source.location or mapping.source.code
        batch = begin_batch(actor, mapping, file_name=name, sha256=f"unread {now.isoformat()}")
        fail_batch(actor, batch, refusal, now)
        raise
    report("collect.understand", 1, 3)
    plan = plan_list(SYSTEM, mapping, listing, content, day_of(now))
    is_applied = not plan.changes or (plan.terms.applies and not plan.is_mass_departure)
    newest = LoadBatch.objects.filter(source=mapping.source, state="done").order_by("-number").first()
    if newest is not None and _is_told(newest, mapping, reading, plan, is_applied=is_applied):
        return batch_row(newest, is_known=True)
    rule = RosterRule.objects.filter(source=mapping.source).first()
    keeper = Actor(user_id=None, username=rule.set_by if rule else actor.username, permissions=_RIGHTS)
    report("collect.publish", 2, 3)
    return _write(actor, keeper, mapping, reading, content, plan, is_applied=is_applied, reason="", now=now)


@transaction.atomic
def set_roster_terms(actor: Actor, *, source: str, terms: Terms, now: datetime) -> None:
    """Say under which terms a list changes the organisation; who lets it apply by itself answers for what it does.

    Units:    most_leaving in whole percent of the people the list stands for.
    Law:      who lets a list settle accounts manages accounts, and answers for each of them.
    Errors:   permission_denied (org.edit; accounts.manage to settle accounts), source_unknown, roster_not_asked,
              roster_terms_wrong, unit_unknown.
    """
    require(actor, EDIT)
    held = source_by_code(source)
    if not is_roster(held.dataset):
        raise RosterNotAsked(source=source, dataset=held.dataset)
    if terms.absent not in ABSENT:
        raise RosterTermsWrong(field="absent", given=terms.absent)
    if not 0 <= terms.most_leaving <= 100:
        raise RosterTermsWrong(field="most_leaving", given=terms.most_leaving)
    if terms.accounts not in ACCOUNTS:
        raise RosterTermsWrong(field="accounts", given=terms.accounts)
    before = RosterRule.objects.filter(source=held, accounts=SETTLED).first()
    if terms.accounts == SETTLED and before is None:
        require(actor, MANAGE)
    if terms.within and terms.within not in {row.code for row in org.whole().units.values()}:
        raise UnitUnknown(unit=terms.within)
    given = {
        "absent": terms.absent,
        "most_leaving": terms.most_leaving,
        "within": terms.within,
        "applies": terms.applies,
        "accounts": terms.accounts,
    }
    answers = "" if terms.accounts != SETTLED else before.accounts_by if before else actor.username
    signed = {"set_by": actor.username, "set_at": now, "accounts_by": answers}
    RosterRule.objects.update_or_create(source=held, defaults={**given, **signed})
    record(actor, verb="set_terms", object_kind="source", object_key=source, after=given, now=now)


def settle_accounts(actor: Actor, *, now: datetime) -> tuple[str, ...]:
    """Close accounts whose day has come and whose list may do so by itself, and reopen those of who is back.

    Shape:    -> sign-in names that were switched.
    Errors:   permission_denied (org.edit).
    """
    require(actor, EDIT)
    return settle_due(actor, on=day_of(now), now=now)


def _mapping(source: str) -> Mapping:
    held = source_by_code(source)
    if not is_roster(held.dataset):
        raise RosterNotAsked(source=source, dataset=held.dataset)
    return current_mapping(held)


def _is_told(batch: LoadBatch, mapping: Mapping, reading: Reading, plan: RosterPlan, *, is_applied: bool) -> bool:
    """Whether the newest load says all of this already."""
    told = batch.source_report.get("roster", {})
    is_same = batch.mapping_id == mapping.pk and batch.file_sha256 == reading.sha256
    waiting = QuarantineRow.objects.filter(batch=batch, state=WAITING).count()
    is_settled = not plan.changes if is_applied else (told.get("mark") == plan.mark and not told.get("is_applied"))
    return is_same and is_settled and waiting == len(plan.refused)


def _write(
    actor: Actor, keeper: Actor, mapping: Mapping, reading: Reading, content: Content, plan: RosterPlan, *,
    is_applied: bool, reason: str, now: datetime,
) -> BatchRow:  # fmt: skip
    batch = begin_batch(actor, mapping, file_name=reading.file_name, sha256=reading.sha256)
    try:
        with transaction.atomic():
            if is_applied and plan.changes:
                before = states_before(plan)
                carry_out(keeper, plan, reason=reason)
                keep_trace(batch, before)
                tell_accounts(keeper, mapping.source, plan, now)
            _keep_record(batch, content, plan, is_applied=is_applied, now=now)
            new = _quarantine(actor, batch, plan, now)
            after = {"source": mapping.source.code, "on": plan.on, "is_applied": is_applied, **plan.counts}
            number = str(batch.number)
            record(actor, verb="list", object_kind="load", object_key=number, after=after, reason=reason, now=now)
            tell_load(batch, batch.rows_quarantined, new)
            if not is_applied:
                _tell(actor, mapping, batch, plan, now)
    except Refusal as refusal:
        fail_batch(actor, batch, refusal, now)
        raise
    batch.refresh_from_db()
    return batch_row(batch)


def _keep_record(batch: LoadBatch, content: Content, plan: RosterPlan, *, is_applied: bool, now: datetime) -> None:
    # Units that cannot end stand in no line of the list; they are looked at like one.
    unnamed = sum(row.line == 0 for row in plan.refused)
    batch.state, batch.finished_at = "done", now
    batch.rows_read, batch.rows_skipped = content.read + unnamed, sum(content.skipped.values())
    batch.rows_repeated, batch.rows_quarantined = content.repeated, len(plan.refused)
    batch.rows_kept = batch.rows_read - batch.rows_skipped - batch.rows_repeated - batch.rows_quarantined
    counts = {**plan.counts, "unchanged": plan.unchanged, "held": plan.held, "on": plan.on.isoformat()}
    batch.source_report = {"roster": {**counts, "mark": plan.mark, "is_applied": is_applied}}
    batch.save()


def _quarantine(actor: Actor, batch: LoadBatch, plan: RosterPlan, now: datetime) -> int:
    """A list is read anew each time: what waited from earlier readings waits no more. Returns how many are new."""
    earlier = QuarantineRow.objects.filter(batch__source_id=batch.source_id, state=WAITING).exclude(batch=batch)
    waited = Counter(content_of(cells) for cells in earlier.values_list("values", flat=True))
    earlier.update(state=UNDONE, decided_by=actor.username, decided_at=now, taken_by=batch.number)
    QuarantineRow.objects.bulk_create(
        [
            QuarantineRow(
                batch=batch, line=row.line, values=dict(row.written), reason=row.reason, fields=dict(row.fields)
            )
            for row in plan.refused
        ],
        batch_size=_BATCH,
    )
    return (Counter(content_of(row.written) for row in plan.refused) - waited).total()


def _tell(actor: Actor, mapping: Mapping, batch: LoadBatch, plan: RosterPlan, now: datetime) -> None:
    source = mapping.source
    names = {"source": source.code, "source_zh": source.name_zh, "source_en": source.name_en or source.name_zh}
    counts = {"count": len(plan.changes), "leaving": plan.leaving, "held": plan.held}
    send(
        actor,
        user_ids=accounts_with(SYSTEM, EDIT, on=day_of(now)),
        code="roster_many_leave_waits" if plan.is_mass_departure else "roster_waits",
        fields={**names, **counts, "load": batch.number},
        link=f"/data/sources/{source.code}/organisation/",
    )


def _silent(records: int) -> None:
    return None
