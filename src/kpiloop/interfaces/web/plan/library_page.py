"""The library of ready KPIs: browsed by field of business, searched, adopted with one click."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.formats import Display
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.library import FIELDS, LEVELS, LibraryKpi
from kpiloop.loop.plan.rows import LibraryRow

#: Shown first when nothing is asked for; "all" shows every field.
FIRST = FIELDS[0]
ALL = "all"


@dataclass(frozen=True)
class Wanted:
    """What the reader asked for."""

    field: str = FIRST  #: field of business, or all
    level: str = ""  #: who usually carries it
    text: str = ""  #: part of a name or definition


@dataclass(frozen=True)
class ReadyLine:
    """One ready KPI."""

    code: str  #: code it is adopted under
    name: str  #: its name
    definition: str  #: what it means
    words: str  #: formula in words
    formula: str  #: formula of the metric language, empty where it is reported
    columns: tuple[str, ...]  #: dataset.column the formula reads, with their types
    direction: str  #: higher, lower, range or binary
    unit: str  #: unit of its figures
    time_kind: str  #: flow, stock, ratio or distinct
    level: str  #: who usually carries it
    source: str  #: where its figures come from
    pitfalls: str  #: how it misleads
    counter: str  #: code of its counter-KPI
    counter_name: str  #: name of it
    is_taken: bool  #: True when the dictionary holds this code


@dataclass(frozen=True)
class LibraryPage:
    """The page."""

    title: str  #: the finding
    groups: tuple[tuple[str, tuple[ReadyLine, ...]], ...]  #: field and its KPIs
    fields: tuple[tuple[str, str, int], ...]  #: code, word and count of each field, all of them first
    levels: tuple[str, ...]  #: levels to choose from
    shown: int  #: KPIs on the page
    may_adopt: bool  #: True when the reader may draft KPIs
    wanted: Wanted  #: what was asked for


def library_page(viewer: Actor, wanted: Wanted) -> LibraryPage:
    """Build the page for one reader."""
    everything = plan.library(viewer)
    field = "" if wanted.field == ALL else wanted.field
    rows = plan.library(viewer, field=field, level=wanted.level, text=wanted.text)
    counts = Counter(row.ready.field for row in everything)
    lines = {row.ready.code: ready_line(row, everything) for row in rows}
    groups = tuple((name, tuple(lines[row.ready.code] for row in rows if row.ready.field == name)) for name in FIELDS)
    choices = (
        (ALL, gettext("All"), len(everything)),
        *((name, label(f"library_field.{name}"), counts[name]) for name in FIELDS),
    )
    return LibraryPage(
        title=_title(everything),
        groups=tuple(group for group in groups if group[1]),
        fields=choices,
        levels=LEVELS,
        shown=len(rows),
        may_adopt=viewer.may("plan.edit"),
        wanted=wanted,
    )


def ready_line(row: LibraryRow, everything: Sequence[LibraryRow]) -> ReadyLine:
    """One ready KPI in the reader's language."""
    language, ready = get_language() or "zh-hans", row.ready
    counter = next(other.ready for other in everything if other.ready.code == ready.counter)
    return ReadyLine(
        code=ready.code,
        name=ready.name(language),
        definition=ready.definition.of(language),
        words=ready.words.of(language),
        formula=ready.formula,
        columns=_columns(ready),
        direction=ready.direction,
        unit=formats.unit_of(Display(ready.measurement_unit, ready.display_scale, ready.decimals)),
        time_kind=ready.time_kind,
        level=ready.level,
        source=ready.source.of(language),
        pitfalls=ready.pitfalls.of(language),
        counter=counter.code,
        counter_name=counter.name(language),
        is_taken=row.is_taken,
    )


def _columns(ready: LibraryKpi) -> tuple[str, ...]:
    return tuple(
        f"{dataset}.{column} ({label(f'column_type.{kind}')})"
        for dataset, columns in ready.columns.items()
        for column, kind in columns.items()
    )


def _title(everything: Sequence[LibraryRow]) -> str:
    taken = sum(row.is_taken for row in everything)
    count = ngettext("%(count)d ready KPI", "%(count)d ready KPIs", len(everything)) % {"count": len(everything)}
    return gettext("%(ready)s, %(taken)d of them in your dictionary") % {"ready": count, "taken": taken}
