"""The inbox: one digest a day with everything owed, and what came by itself in between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext, gettext_lazy, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.notify import selectors
from kpiloop.foundation.notify.rows import NoticeRow
from kpiloop.interfaces.web.forms.filling import PageForm
from kpiloop.interfaces.web.worded.addresses import page
from kpiloop.interfaces.web.worded.figures import tongue
from kpiloop.interfaces.web.worded.signatures import names_of
from kpiloop.interfaces.wording.messages import notice_sentence
from kpiloop.interfaces.wording.periods import day

LIGHTS = {"late": "red", "raised": "red", "overdue": "red", "today": "amber", "soon": "na"}
LIMIT = 300
#: So many of one kind are shown before the rest is folded away.
FEW = 4


class QuietForm(PageForm):
    """From when until when the own account is left in peace."""

    quiet_from = forms.TimeField(label=gettext_lazy("From"), widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    quiet_until = forms.TimeField(label=gettext_lazy("Until"), widget=forms.TimeInput({"type": "time"}, "%H:%M"))


@dataclass(frozen=True)
class NoticeLine:
    """One thing to know or to do."""

    id: int  #: key
    code: str  #: kind of notice
    light: str  #: red late, amber today, na otherwise
    text: str  #: the sentence
    address: str  #: where to act; may be empty
    at: datetime  #: when it reached the reader
    is_unread: bool  #: True until it was marked as read


@dataclass(frozen=True)
class DayGroup:
    """What one day brought."""

    title: str  #: the day
    note: str  #: whether it came as a digest
    lines: tuple[NoticeLine, ...]  #: late ones first, a few of each kind
    more: tuple[NoticeLine, ...]  #: the rest of kinds that are many


@dataclass(frozen=True)
class InboxPage:
    """The page."""

    title: str  #: how much is unread
    unread: int  #: how many
    days: tuple[DayGroup, ...]  #: newest first
    quiet: QuietForm  #: own quiet hours
    quiet_now: tuple[time, time]  #: as they stand


def inbox_page(viewer: Actor, *, quiet: QuietForm | None = None) -> InboxPage:
    """Build the page for its reader."""
    rows = selectors.notices(viewer, limit=LIMIT)
    hours = selectors.quiet_hours(viewer)
    unread = selectors.unread_count(viewer)
    said = ngettext("%(count)d notice is unread", "%(count)d notices are unread", unread) % {"count": unread}
    return InboxPage(
        title=said if unread else gettext("Nothing waits for you"),
        unread=unread,
        days=tuple(_days(rows, names_of(viewer, _signers(rows)))),
        quiet=quiet or QuietForm(initial={"quiet_from": hours[0], "quiet_until": hours[1]}),
        quiet_now=hours,
    )


def address_of(code: str, fields: Mapping[str, object]) -> str:
    """Where one acts on a notice."""
    if "action" in fields:
        return page("review:action", fields["action"])
    if code.startswith(("figures_", "entry_returned")):
        return page("entering:mine")
    if code in ("source_failed", "source_recovered"):
        return page("collect:schedules")
    if code.startswith("entries_"):
        return page("entering:queue")
    if code in ("meeting_answer_due", "minutes_published"):
        return page("review:meetings", period=fields.get("period"))
    if "cycle" in fields:
        return page("reward:cycle", fields["cycle"])
    return page("reward:reviews") if "talks" in fields else ""


def _days(rows: Iterable[NoticeRow], names: Mapping[str, str]) -> Iterable[DayGroup]:
    def key(row: NoticeRow) -> tuple[date, bool]:
        return row.digest_day or localtime(row.created_at).date(), row.digest_day is not None

    for (on, is_digest), held in groupby(sorted(rows, key=key, reverse=True), key=key):
        lines = sorted((_line(row, names) for row in held), key=lambda line: _ORDER.index(line.light))
        count = len(lines)
        said = ngettext("daily digest, %(count)d item", "daily digest, %(count)d items", count) % {"count": count}
        shown, more = _folded(lines)
        yield DayGroup(day(on), said if is_digest else "", shown, more)


def _folded(lines: Iterable[NoticeLine]) -> tuple[tuple[NoticeLine, ...], tuple[NoticeLine, ...]]:
    """A few of every kind, and the rest: forty confirmations must not hide one late action."""
    kept: dict[str, list[NoticeLine]] = defaultdict(list)
    for line in lines:
        kept[line.code].append(line)
    shown = tuple(line for same in kept.values() for line in same[:FEW])
    return shown, tuple(line for same in kept.values() for line in same[FEW:])


_ORDER = ("red", "amber", "na")


#: Fields that hold the account of who did something.
SIGNED = ("who", "by")


def _signers(rows: Iterable[NoticeRow]) -> set[str]:
    return {str(row.fields[name]) for row in rows for name in SIGNED if row.fields.get(name)}


def _line(row: NoticeRow, names: Mapping[str, str]) -> NoticeLine:
    signed = {name: names.get(str(row.fields[name]), row.fields[name]) for name in SIGNED if name in row.fields}
    light = LIGHTS.get(row.code.rsplit("_", 1)[-1], "na")
    return NoticeLine(
        id=row.id,
        code=row.code,
        light=light,
        text=notice_sentence(row.code, {**row.fields, **signed}, tongue()),
        address=row.link or address_of(row.code, row.fields),
        at=row.created_at,
        is_unread=row.read_at is None,
    )
