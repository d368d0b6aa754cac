"""Moving a figure from hand to hand: one row changes only if nobody changed it meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.collect.entering.choices import APPROVE, APPROVED, CHECK, RESTATED
from kpiloop.loop.collect.entering.holders import Acting
from kpiloop.loop.collect.entering.models import Entry, EntryStep
from kpiloop.loop.collect.entering.rows import NodeRow
from kpiloop.loop.collect.entering.submitting import Report, write_reports
from kpiloop.loop.collect.errors.entries import EntryChanged, OwnResult
from kpiloop.loop.plan.duties import duty_rule_of, require_duties
from kpiloop.loop.plan.rows import AssignmentRow


def change(held: Entry, expected: int | None, *, now: datetime, **fields: object) -> Entry:
    """Change one entry and count its version up, unless it is no longer the version that was read.

    Errors:   collect_entry_changed with the figure stored and the one offered.
    """
    wanted = held.version if expected is None else expected
    free = Entry.objects.filter(pk=held.pk, version=wanted)
    if not free.update(version=wanted + 1, changed_at=now, **fields):
        theirs = Entry.objects.get(pk=held.pk)
        raise EntryChanged(
            entry=held.pk,
            yours=_text(fields.get("value", held.value)),
            theirs=_text(theirs.value),
            by=theirs.entered_by,
            version=theirs.version,
        )
    return Entry.objects.get(pk=held.pk)


def note_step(
    actor: Actor, held: Entry, verb: str, *, who: Acting | None, note: str, warning: str = "", now: datetime
) -> EntryStep:
    """A step to write: who did it, and in whose name."""
    return EntryStep(
        entry=held,
        place=held.place,
        verb=verb,
        value=held.value,
        note=note,
        warning=warning,
        done_by=actor.username,
        done_for=account_of(who),
        done_at=now,
    )


def account_of(who: Acting | None) -> str:
    """Name of the person stood in for, empty for oneself."""
    return who.principal.code if who and who.principal else ""


def require_not_own(node: NodeRow, line: AssignmentRow, who: Acting | None, where: Mapping[str, str]) -> None:
    """Nobody approves an own result, neither as the one asked nor standing in for somebody."""
    if node.act != APPROVE or who is None:
        return
    people = {row.id for row in (who.person, who.principal) if row is not None}
    if people & {line.owner.id, line.subject.id}:
        raise OwnResult(**where)


def warning_of(line: AssignmentRow, node: NodeRow, who: Acting | None, entered_by: str, actor: Actor) -> str:
    """Why an act deserves a second look: the same person entered a paid figure and passes it on.

    Only told by default; refused (duties_joined) where the scheme requires two people and was not waived.
    """
    role = {CHECK: "checker", APPROVE: "approver"}.get(node.act, "")
    if line.weight == 0 or not role:
        return ""
    provider = line.provider or line.owner
    is_provider = who is not None and provider.id in {row.id for row in (who.person, who.principal) if row}
    if not is_provider and entered_by != actor.username:
        return ""
    person = who.person if who else None
    me = person.id if person else 0
    require_duties(
        duty_rule_of(line.id), {"provider": me, role: me}, person=person.name_zh if person else actor.username
    )
    return f"provider_{node.act}s"


def arrive(actor: Actor, held: Entry, period: PeriodRow, *, entered_by: str) -> str:
    """Put an approved figure in force; the word says whether it replaced another one."""
    report = Report(held.kpi_id, held.subject_id, period, None if held.is_absent else held.value, None)
    written = write_reports([report], batch=None, submitted_by=entered_by)
    return RESTATED if written.changed else APPROVED


def _text(figure: object) -> str:
    return "" if figure is None else f"{figure:f}" if isinstance(figure, Decimal) else str(figure)
