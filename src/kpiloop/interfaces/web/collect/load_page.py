"""One load: counts that add up, what waits and why, sums to compare with the source, and what it was read by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from django import forms
from django.utils.translation import gettext, gettext_lazy, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.collect.connection_page import Compared, as_list, column_changes, compared
from kpiloop.interfaces.web.collect.source_page import worded
from kpiloop.interfaces.web.forms.filling import PageForm
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.messages import sentence
from kpiloop.loop.collect import selectors as collect
from kpiloop.loop.collect.choices import ACCEPTABLE
from kpiloop.loop.collect.roster.choices import KINDS
from kpiloop.loop.collect.rows import BatchRow, Preview, WaitingRow

PARTS = ("kept", "skipped", "repeated", "quarantined")


@dataclass(frozen=True)
class Part:
    """One part of the rows that were read."""

    kind: str  #: kept, skipped, repeated or quarantined
    count: int  #: rows
    share: str  #: percent of the bar
    x: str  #: left edge, percent of the bar


@dataclass(frozen=True)
class LoadPage:
    """The page."""

    title: str  #: the finding
    batch: BatchRow  #: the load
    parts: tuple[Part, ...]  #: rows by what became of them
    adds_up: bool  #: True when the parts make the rows read
    covers_last: date | None  #: last day it is complete for
    totals: tuple[tuple[str, str], ...]  #: column and sum of the figures taken
    compared: tuple[Compared, ...]  #: what the source said it holds beside what was taken; empty for files
    gone: tuple[str, ...]  #: keys the source no longer holds
    gone_count: int  #: how many they are
    changes: tuple[tuple[str, str], ...]  #: columns that changed, by kind
    waiting: tuple[tuple[WaitingRow, str], ...]  #: rows in quarantine with the reason in words
    decided: tuple[tuple[WaitingRow, str], ...]  #: rows somebody decided
    error: str  #: why it failed; empty otherwise
    may_accept: bool  #: True when some of them may be taken as they are
    may_decide: bool  #: True when the reader may mend or reject rows
    may_undo: bool  #: True when the reader may take the load back
    is_list: bool  #: True for a list of the organisation: its rows are mended where it comes from


def load_page(viewer: Actor, number: int) -> LoadPage:
    """Build the page of one load."""
    batch = collect.batch(viewer, number)
    rows = [(row, worded(row)) for row in collect.quarantine(viewer, batch=number, state=None)]
    counts = {
        "kept": batch.rows_kept,
        "skipped": batch.rows_skipped,
        "repeated": batch.rows_repeated,
        "quarantined": batch.rows_quarantined,
    }
    is_list = "roster" in batch.source_report
    return LoadPage(
        title=_title(batch, sum(1 for row, _reason in rows if row.state == "waiting")),
        batch=batch,
        parts=parts_of(counts, batch.rows_read),
        adds_up=sum(counts.values()) == batch.rows_read,
        covers_last=batch.covers_to - timedelta(days=1) if batch.covers_to else None,
        totals=tuple((name, written(figure)) for name, figure in batch.control_totals.items()),
        compared=compared(batch),
        gone=tuple(str(key) for key in as_list(batch.source_report.get("gone_keys"))),
        gone_count=int(str(batch.source_report.get("gone") or 0)),
        changes=column_changes(batch),
        waiting=tuple(pair for pair in rows if pair[0].state == "waiting"),
        decided=tuple(pair for pair in rows if pair[0].state != "waiting"),
        error=sentence(batch.error_code, dict(batch.error_fields)) if batch.error_code else "",
        may_accept=any(row.state == "waiting" and row.reason in ACCEPTABLE for row, _reason in rows),
        may_decide=viewer.may("loads.run") and not is_list,
        may_undo=viewer.may("loads.run") and batch.state == "done" and (not is_list or _may_take_back(viewer, batch)),
        is_list=is_list,
    )


def _may_take_back(viewer: Actor, batch: BatchRow) -> bool:
    """Whether a list changed anything, and the reader keeps the organisation."""
    told = batch.source_report["roster"]
    changed = isinstance(told, dict) and told.get("is_applied") and any(told.get(kind) for kind in KINDS)
    return bool(changed) and viewer.may("org.edit")


def written(figure: str) -> str:
    """A sum as a reader knows it."""
    try:
        return formats.number(Decimal(figure))
    except InvalidOperation:
        return figure


def parts_of(counts: dict[str, int], total: int) -> tuple[Part, ...]:
    """The parts as pieces of one bar."""
    found, left = [], Decimal(0)
    for kind in PARTS:
        share = Decimal(counts.get(kind, 0)) * 100 / total if total else Decimal(0)
        found.append(Part(kind, counts.get(kind, 0), f"{share:.2f}", f"{left:.2f}"))
        left += share
    return tuple(found)


def preview_parts(preview: Preview) -> tuple[Part, ...]:
    """The same bar for a look before loading."""
    return parts_of(dict(preview.counts), preview.counts.get("read", 0))


def _title(batch: BatchRow, waiting: int) -> str:
    if batch.state == "failed":
        return gettext("Load %(number)d failed: nothing was stored") % {"number": batch.number}
    if batch.state == "undone":
        return gettext("Load %(number)d was taken back: nothing of it counts") % {"number": batch.number}
    if waiting:
        return ngettext(
            "Load %(number)d: %(read)s rows read, %(count)d waits for a decision",
            "Load %(number)d: %(read)s rows read, %(count)d wait for a decision",
            waiting,
        ) % {"number": batch.number, "read": f"{batch.rows_read:,}", "count": waiting}
    return gettext("Load %(number)d: all %(read)s rows read are accounted for") % {
        "number": batch.number, "read": f"{batch.rows_read:,}",
    }  # fmt: skip


class MendForm(PageForm):
    """The cells of one waiting row, to be put right."""

    def __init__(self, row: WaitingRow, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        for name, text in row.values.items():
            # Column names may be any word, also one of a form's own attributes.
            self.fields[f"c.{name}"] = forms.CharField(label=name, required=False, initial=text)
        self.fields["reason"] = forms.CharField(label=gettext("Reason"), required=False, max_length=500)

    def mended(self) -> dict[str, str]:
        """Cells that were changed, by column."""
        return {
            name.removeprefix("c."): str(self.cleaned_data[name])
            for name in self.fields
            if name.startswith("c.") and name in self.changed_data
        }


class RejectForm(PageForm):
    """Why a row is left out."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)
