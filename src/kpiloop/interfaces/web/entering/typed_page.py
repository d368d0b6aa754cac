"""Figures as they come back from a form, and as lines that keep what was typed where it was not taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import gettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.choices import WEEK
from kpiloop.interfaces.web.entering.entry_lines import JOIN, EntryLine, entry_line, key_of
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.typed import NotAFigure, read_figure
from kpiloop.loop.collect import selectors
from kpiloop.loop.collect.entering.rows import EntryRow, NewEntry


@dataclass(frozen=True)
class Typed:
    """What came back from the form."""

    values: tuple[NewEntry, ...]  #: figures that could be read
    written: Mapping[str, str]  #: texts as typed, by key
    errors: Mapping[str, str]  #: what could not be read, by key
    is_confirmed: bool  #: the reader says that unusual figures are right


def read_typed(viewer: Actor, sent: QueryDict, today: date) -> Typed:
    """Figures of the form; an empty field is left alone unless the reader says that there is none."""
    months = {key.rpartition(JOIN)[2] for key in sent.getlist("row")}
    known = {row.code for kind in ("month", WEEK) for row in calendar.periods(viewer, kind=kind)}
    rows = {key_of(row): row for row in selectors.my_months(viewer, period_codes=sorted(months & known), today=today)}
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


def lined(row: EntryRow, today: date, given: Typed | None) -> EntryLine:
    """One figure, with what was typed where it was not taken."""
    if given is None:
        return entry_line(row, today)
    key = key_of(row)
    return entry_line(row, today, written=given.written.get(key), error=given.errors.get(key, ""))
