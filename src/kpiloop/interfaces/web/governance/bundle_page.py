"""The scheme bundle in words: what the company holds, what is wrong with a bundle, what it would change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext, gettext_lazy, ngettext

from kpiloop.governance.bundle.contents import PARTS
from kpiloop.governance.bundle.expecting import differing
from kpiloop.governance.bundle.rehearsing import needs_rehearsal
from kpiloop.governance.bundle.rows import Bundle, Change, ImportPlan
from kpiloop.interfaces.web.forms.filling import PageForm
from kpiloop.interfaces.wording.bundle_changes import cell_word, column_word, part_word, row_word
from kpiloop.interfaces.wording.bundle_faults import fault_sentence
from kpiloop.interfaces.wording.labels import label

ENDINGS = frozenset({".xlsx", ".yaml", ".zip"})
KINDS = ("added", "changed", "ended", "left")
#: Faults and rows shown at once; the counts are always whole.
MOST_FAULTS, MOST_ROWS = 200, 25
#: Columns of a new row that tell what it is; the file has the rest.
MOST_COLUMNS = 4


class BundleForm(PageForm):
    """A bundle as one file."""

    file = forms.FileField(
        label=gettext_lazy("Workbook, zip of the text files, or one file of KPIs"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(sorted(ENDINGS))}),
    )


@dataclass(frozen=True)
class PartCount:
    """One part with a number of rows."""

    code: str  #: name of the file and sheet
    name: str  #: in words
    about: str  #: what it holds
    rows: int  #: how many


@dataclass(frozen=True)
class FaultShown:
    """One thing to mend."""

    where: str  #: file and line, or cell
    sentence: str  #: what is wrong and how to mend it


@dataclass(frozen=True)
class ChangeShown:
    """One row that would be written."""

    kind: str  #: added, changed, ended or left
    key: str  #: what tells the row apart
    columns: tuple[tuple[str, str, str], ...]  #: changed columns with before and after
    told: tuple[tuple[str, str], ...] = ()  #: of a new row the first columns beside its key


@dataclass(frozen=True)
class PartChanges:
    """What would happen to one part."""

    code: str  #: name of the file and sheet
    name: str  #: in words
    counts: tuple[tuple[str, int], ...]  #: rows by kind of change, the kinds that occur
    rows: tuple[ChangeShown, ...]  #: the first of them
    rest: int  #: how many are not shown


@dataclass(frozen=True)
class BundleLook:
    """What a bundle would do."""

    title: str  #: the finding
    faults: tuple[FaultShown, ...]  #: the first faults
    fault_count: int  #: all faults
    parts: tuple[PartChanges, ...]  #: parts that would change
    can_import: bool  #: False while there are faults, nothing to do, or before the rehearsal is done
    can_rehearse: bool  #: True while there is something to write and no rehearsal of it was done
    expected: tuple[FaultShown, ...] = ()  #: figures the author expects that are otherwise here
    met: int = 0  #: figures that are as expected
    unknown: int = 0  #: figures that are not computed yet


def parts_held(bundle: Bundle) -> tuple[PartCount, ...]:
    """Every part with the rows the company has."""
    return tuple(
        PartCount(name, label(f"bundle_name.{name}"), label(f"bundle_part.{name}"), len(bundle.rows(name)))
        for name, part in PARTS.items()
        if part.is_stored
    )


def bundle_look(plan: ImportPlan, *, is_rehearsed: bool) -> BundleLook:
    """Faults first; without any, the changes; importing is offered once a rehearsal found nothing."""
    by_part: dict[str, list[Change]] = defaultdict(list)
    for change in plan.changes:
        by_part[change.part].append(change)
    writes = sum(change.kind != "left" for change in plan.changes)
    return BundleLook(
        title=_title(plan, writes),
        faults=tuple(FaultShown(fault.where, fault_sentence(fault)) for fault in plan.faults[:MOST_FAULTS]),
        fault_count=len(plan.faults),
        parts=tuple(_part(name, by_part[name]) for name in PARTS if name in by_part),
        can_import=is_rehearsed and needs_rehearsal(plan),
        can_rehearse=not is_rehearsed and needs_rehearsal(plan),
        expected=tuple(
            FaultShown(each.where, fault_sentence(each)) for each in differing(plan.expectations)[:MOST_FAULTS]
        ),
        met=sum(each.is_met is True for each in plan.expectations),
        unknown=sum(each.is_met is None for each in plan.expectations),
    )


def imported_counts(outcome: Mapping[str, object]) -> tuple[PartChanges, ...]:
    """What a finished import wrote, part by part."""
    stated = outcome.get("bundle")
    counts = stated if isinstance(stated, dict) else {}
    return tuple(
        PartChanges(name, label(f"bundle_name.{name}"), _ordered(counts[name]), (), 0)
        for name in (*PARTS, "generated")
        if isinstance(counts.get(name), dict)
    )


def _part(name: str, changes: list[Change]) -> PartChanges:
    counts: dict[str, int] = defaultdict(int)
    for change in changes:
        counts[change.kind] += 1
    telling = sorted(changes, key=lambda change: ("changed", "ended", "added", "left").index(change.kind))
    shown = tuple(_row(change) for change in telling[:MOST_ROWS])
    return PartChanges(name, part_word(name), _ordered(counts), shown, len(changes) - len(shown))


def _row(change: Change) -> ChangeShown:
    columns = change.after if change.kind == "changed" else {}
    part = change.part
    pairs = tuple(
        (
            column_word(part, column),
            cell_word(part, column, change.before.get(column, "")),
            cell_word(part, column, after),
        )
        for column, after in columns.items()
    )
    key = PARTS[part].key
    new = [
        (column_word(part, column), cell_word(part, column, text))
        for column, text in change.after.items()
        if text and column not in key
    ]
    told = tuple(new[:MOST_COLUMNS]) if change.kind == "added" else ()
    return ChangeShown(change.kind, row_word(part, change.key), pairs, told)


def _ordered(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple((kind, counts[kind]) for kind in KINDS if counts.get(kind))


def _title(plan: ImportPlan, writes: int) -> str:
    faults = len(plan.faults)
    if faults:
        return ngettext(
            "%(count)d fault to mend; nothing can be imported before",
            "%(count)d faults to mend; nothing can be imported before",
            faults,
        ) % {"count": faults}
    if not writes:
        return gettext("Nothing changes: the company is as the bundle says")
    return ngettext(
        "%(count)d row would be written. Nothing is stored yet",
        "%(count)d rows would be written. Nothing is stored yet",
        writes,
    ) % {"count": writes}
