"""How a database is reached and which of its tables is read; what its loads said about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.forms.filling import PageForm, text_area
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.messages import refusal_sentence, sentence
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.connectors.databases import DRIVERS, SERVERS
from kpiloop.loop.collect.connectors.sql.relations import Relation
from kpiloop.loop.collect.rows import BatchRow, SourceRow

DATABASES = tuple(DRIVERS)
#: Kinds that could not be tried against a server of their own.
UNTRIED = ("sqlserver", "oracle")
_KINDS = ("renamed", "removed", "retyped", "added")
_SERVER_FIELDS = ("host", "port", "database", "user", "password", "encrypt", "schema")


@dataclass(frozen=True)
class Compared:
    """One figure of the source beside what was taken."""

    name: str  #: column, or the word for rows
    source: str  #: as the source says
    taken: str  #: as it was taken
    agrees: bool  #: whether both are equal
    why: str  #: why they may differ


@dataclass(frozen=True)
class ConnectionPage:
    """The page."""

    title: str  #: what is set here
    row: SourceRow  #: the source
    note: str  #: what is known about this kind
    tried: str  #: how trying it went
    error: str  #: why it failed
    tables: tuple[Relation, ...]  #: tables and views in sight
    is_chosen: bool  #: whether a table or query is chosen


class ConnectionForm(PageForm):
    """Where a database is and what is read there."""

    host = forms.CharField(max_length=253, label=gettext_lazy("Server"))
    port = forms.IntegerField(min_value=1, max_value=65535, required=False, label=gettext_lazy("Port"))
    database = forms.CharField(max_length=200, label=gettext_lazy("Database"))
    user = forms.CharField(max_length=200, label=gettext_lazy("Account with read rights only"))
    password = forms.CharField(
        max_length=4000,
        required=False,
        label=gettext_lazy("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Empty keeps the one that is set. It is sealed and never shown again."),
    )
    encrypt = forms.BooleanField(required=False, label=gettext_lazy("Refuse an unencrypted connection"))
    schema = forms.CharField(max_length=200, required=False, label=gettext_lazy("Schema"))
    table = forms.CharField(max_length=200, required=False, label=gettext_lazy("Table or view"))
    query = forms.CharField(
        required=False,
        label=gettext_lazy("Or one SELECT"),
        widget=text_area(4, spellcheck="false"),
        help_text=gettext_lazy("Exactly one SELECT; whatever writes, locks or calls unknown functions is refused."),
    )
    increment = forms.CharField(
        max_length=200,
        required=False,
        label=gettext_lazy("New rows by the column"),
        help_text=gettext_lazy("A number that grows or a time of change; empty reads everything each time."),
    )
    overlap = forms.CharField(
        max_length=20,
        required=False,
        label=gettext_lazy("Look back"),
        help_text=gettext_lazy("For rows that arrive late: 3 d, 12 h, or a number."),
    )

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, row: SourceRow, *arguments: Any, **named: Any) -> None:
        port = DRIVERS[row.kind].port
        named.setdefault("initial", {"port": port, **row.settings, "seen": row.place_mark})
        super().__init__(*arguments, **named)
        if not port:
            for name in _SERVER_FIELDS:
                del self.fields[name]

    def settings(self) -> dict[str, object]:
        """Everything but the password."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("password", "seen")}
        return {name: value for name, value in given.items() if value not in (None, "", False)}


def connection_page(viewer: Actor, code: str, *, look: bool) -> ConnectionPage:
    """Build the page; the database is only asked when somebody wants it."""
    row = selectors.source(viewer, code)
    tried, error, tables = _tried(viewer, row) if look else ("", "", ())
    untried = gettext("this kind could not be tried against a server when it was made: please report what you see")
    return ConnectionPage(
        title=gettext("%(name)s: connection") % {"name": row.name(get_language() or "zh-hans")},
        row=row,
        note=untried if row.kind in UNTRIED else "",
        tried=tried,
        error=error,
        tables=tables,
        is_chosen=bool(row.settings.get("table") or row.settings.get("query")),
    )


def _tried(viewer: Actor, row: SourceRow) -> tuple[str, str, tuple[Relation, ...]]:
    try:
        tables = selectors.source_tables(viewer, row.code)
    except Refusal as refusal:
        return "", refusal_sentence(refusal), ()
    tried = services.test_source(viewer, source=row.code)
    if not tried.is_ok:
        return "", sentence(tried.code, dict(tried.fields)), tables
    said = ngettext("It answers: %(count)d table or view in sight.", "It answers: %(count)d tables and views in sight.",
                    tried.tables) % {"count": tried.tables}  # fmt: skip
    return said, "", tables


def place_words(row: SourceRow) -> str:
    """Where a source lies, in one line."""
    held = row.settings
    table = str(held.get("table") or ("SELECT …" if held.get("query") else ""))
    server = f"{held.get('host', '')}/{held.get('database', '')}" if row.kind in SERVERS else row.location
    return " ".join(part for part in (server, table) if part)


def column_changes(batch: BatchRow | None) -> tuple[tuple[str, str], ...]:
    """Columns that changed, by kind, as a load noticed them."""
    if batch is None:
        return ()
    noticed = batch.error_fields if batch.error_code == "source_changed" else batch.source_report.get("changes")
    found = noticed if isinstance(noticed, Mapping) else {}
    return tuple((kind, str(found[kind])) for kind in _KINDS if found.get(kind))


def compared(batch: BatchRow) -> tuple[Compared, ...]:
    """Rows and sums of the source beside those that were taken."""
    report = batch.source_report
    if "rows" not in report:
        return ()
    count = int(str(report["rows"]))
    lines = [Compared(gettext("Rows"), f"{count:,}", f"{batch.rows_read:,}", count == batch.rows_read, "")]
    why = gettext("rows wait or repeat") if batch.rows_read != batch.rows_kept else gettext("converted")
    for name, column, total in as_list(report.get("totals")):
        taken = batch.control_totals.get(str(column), "")
        agrees = bool(taken) and _figure(str(total)) == _figure(taken)
        lines.append(Compared(str(name), _shown(str(total)), _shown(taken), agrees, why))
    return tuple(lines)


def as_list(stored: object) -> list[Any]:
    """A stored list; anything else is none."""
    return stored if isinstance(stored, list) else []


def _shown(figure: str) -> str:
    found = _figure(figure)
    return figure if found is None else formats.number(found)


def _figure(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
