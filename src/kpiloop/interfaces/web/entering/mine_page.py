"""My figures: what I enter, with target, prior figure and due day; one form for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import gettext, ngettext

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.entering.entry_lines import JOIN, EntryLine, entry_line, key_of
from kpiloop.interfaces.web.plan.figures_typed import NotAFigure, read_figure
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.messages import refusal_sentence
from kpiloop.loop.collect import selectors
from kpiloop.loop.collect.entering.rows import EntryRow, NewEntry


@dataclass(frozen=True)
class MinePage:
    """The page."""

    title: str  #: how much is owed
    open_lines: tuple[EntryLine, ...]  #: to enter, soonest due first
    sent_lines: tuple[EntryLine, ...]  #: on their way or in force
    error: str  #: why nothing was taken
    asks_to_confirm: bool  #: True where figures unlike those before were typed
    waiting: int  #: figures that wait for the reader's decision


@dataclass(frozen=True)
class Typed:
    """What came back from the form."""

    values: tuple[NewEntry, ...]  #: figures that could be read
    written: Mapping[str, str]  #: texts as typed, by key
    errors: Mapping[str, str]  #: what could not be read, by key
    is_confirmed: bool  #: the reader says that unusual figures are right


def mine_page(viewer: Actor, today: date, *, given: Typed | None = None, refusal: Refusal | None = None) -> MinePage:
    """Build the page, with what was typed where it was not taken."""
    owed = selectors.my_figures(viewer, today=today)
    lines = [_line(row, today, given) for row in owed]
    open_lines = tuple(line for line in lines if line.is_open)
    return MinePage(
        title=_title(open_lines),
        open_lines=open_lines,
        sent_lines=tuple(line for line in lines if not line.is_open),
        error=refusal_sentence(refusal) if refusal else "",
        asks_to_confirm=refusal is not None and refusal.code == "collect_value_unusual",
        waiting=len(selectors.queue(viewer, today=today)),
    )


def read_typed(viewer: Actor, sent: QueryDict, today: date) -> Typed:
    """Figures of the form; an empty field is left alone unless the reader says that there is none."""
    rows = {key_of(row): row for row in selectors.my_figures(viewer, today=today)}
    values: list[NewEntry] = []
    written: dict[str, str] = {}
    errors: dict[str, str] = {}
    for key in sent.getlist("row"):
        row = rows.get(key)
        if row is None:
            continue
        written[key] = sent.get(f"value{JOIN}{key}", "")
        is_absent = bool(sent.get(f"absent{JOIN}{key}"))
        try:
            value = read_figure(written[key], formats.display_of(row.line.kpi))
        except NotAFigure:
            errors[key] = gettext("“%(text)s” is no figure. Write it like 1200, 3600万 or 96.4%%.") % {
                "text": written[key]
            }
            continue
        if value is not None or is_absent:
            values.append(_entry(row, sent, key, value, is_absent))
    return Typed(tuple(values), written, errors, bool(sent.get("confirmed")))


def _entry(row: EntryRow, sent: QueryDict, key: str, value: Decimal | None, is_absent: bool) -> NewEntry:
    version = sent.get(f"version{JOIN}{key}", "")
    return NewEntry(
        kpi=row.line.kpi.code,
        subject=row.subject.code,
        period=row.period_code,
        value=value,
        is_absent=is_absent,
        note=sent.get(f"note{JOIN}{key}", ""),
        version=int(version) if version.isdigit() and version != "0" else None,
    )


def _line(row: EntryRow, today: date, given: Typed | None) -> EntryLine:
    if given is None:
        return entry_line(row, today)
    key = key_of(row)
    return entry_line(row, today, written=given.written.get(key), error=given.errors.get(key, ""))


def _title(lines: tuple[EntryLine, ...]) -> str:
    if not lines:
        return gettext("You owe no figures")
    late = sum(line.is_late for line in lines)
    count = {"count": len(lines)}
    owed = ngettext("You owe %(count)d figure", "You owe %(count)d figures", len(lines)) % count
    if not late:
        return owed
    return gettext("%(owed)s, %(late)d of them late") % {"owed": owed, "late": late}
