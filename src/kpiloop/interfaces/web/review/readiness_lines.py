"""How far the homework of a meeting is: who still owes what, and until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from kpiloop.interfaces.web.review.agenda_lines import AgendaLine
from kpiloop.interfaces.web.worded import figures
from kpiloop.interfaces.wording import periods
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.review.rows import MeetingRow


@dataclass(frozen=True)
class WaitingPerson:
    """Somebody whose part is missing before the meeting."""

    name: str  #: who
    owed: tuple[tuple[str, str, str], ...]  #: KPI, what it lacks, where to write it


def waiting_people(lines: Sequence[AgendaLine]) -> tuple[WaitingPerson, ...]:
    """Everybody whose part is missing, who owes most first."""
    owed: dict[str, list[tuple[str, str, str]]] = {}
    for line in lines:
        if line.row.lacks:
            assignment = line.row.status.assignment
            lacks = gettext(", ").join(label(f"lacks.{lack}") for lack in line.row.lacks)
            where = line.action_address if line.row.causes else line.cause_address
            who = assignment.owner.name(figures.tongue())
            owed.setdefault(who, []).append((figures.kpi_of(assignment), lacks, where))
    people = (WaitingPerson(name, tuple(held)) for name, held in owed.items())
    return tuple(sorted(people, key=lambda each: -len(each.owed)))


def due_words(starts_at: datetime) -> str:
    """When answers are due: the evening before the meeting."""
    eve = timezone.localtime(starts_at).date() - timedelta(days=1)
    return gettext("due %(day)s %(hour)s") % {"day": periods.day_short(eve), "hour": "18:00"}


def owing_words(row: MeetingRow) -> str:
    """How many people still owe something; empty when nobody does."""
    people = {waiting.person.id for waiting in row.readiness.waiting}
    return ngettext("%(count)d person", "%(count)d people", len(people)) % {"count": len(people)} if people else ""
