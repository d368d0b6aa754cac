"""Sources as people see them: fresh or not, what the last load brought, which KPIs rest on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext

from kpiloop.engine.errors import Refusal
from kpiloop.engine.formula import Aggregate, parse, walk
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.jobs import selectors as jobs
from kpiloop.foundation.jobs.rows import BeatRow
from kpiloop.foundation.warehouse import selectors as warehouse
from kpiloop.interfaces.web.collect.connection_page import DATABASES, column_changes, place_words
from kpiloop.interfaces.web.collect.place_form import FORMS
from kpiloop.interfaces.web.components.figures import Link
from kpiloop.interfaces.wording.messages import sentence
from kpiloop.loop.collect import selectors as collect
from kpiloop.loop.collect.choices import PARQUET
from kpiloop.loop.collect.connectors.databases import SERVERS
from kpiloop.loop.collect.provenance.behind import OverruledRow
from kpiloop.loop.collect.roster.choices import KINDS
from kpiloop.loop.collect.roster.rows import Terms
from kpiloop.loop.collect.roster.shapes import is_roster
from kpiloop.loop.collect.rows import BatchRow, SourceRow, WaitingRow
from kpiloop.loop.collect.selectors.precedence import RankedSource
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.plan import selectors as plan

#: A process that gave no sign of life for this long counts as stopped.
SILENT_AFTER = timedelta(seconds=90)
SHOWN_DIFFERING = 20


@dataclass(frozen=True)
class SourceLine:
    """One source."""

    row: SourceRow  #: the source
    name: str  #: its name
    light: str  #: green, amber, red or na
    word: str  #: what the light means here
    kpis: tuple[Link, ...]  #: KPIs that read its dataset
    error: str  #: why the last load failed; empty otherwise


@dataclass(frozen=True)
class Pulse:
    """Whether the processes that do the work are alive."""

    name: str  #: jobs or scheduler
    beat_at: datetime | None  #: last sign of life
    is_alive: bool  #: True when it is recent


@dataclass(frozen=True)
class SourceList:
    """All sources."""

    title: str  #: the finding
    lines: tuple[SourceLine, ...]  #: by code, troubled ones first
    waiting: int  #: rows that wait for a person
    pulses: tuple[Pulse, ...]  #: job process and scheduler
    oldest_news: datetime | None  #: oldest news not yet delivered
    dead_letters: int  #: deliveries given up
    version: int | None  #: version of the facts in force
    facts: int  #: rows in the fact store
    may_edit: bool  #: True when the reader may change sources
    may_load: bool  #: True when the reader may load


@dataclass(frozen=True)
class RankedLine:
    """One source in the order in which they are believed."""

    code: str  #: source
    name_here: str  #: its name in the language of the reader
    rank: int | None  #: place in the order; None gives way to all of them


@dataclass(frozen=True)
class DifferingLine:
    """One cell of which two sources tell different things."""

    dataset: str  #: dataset
    row: str  #: business key for people
    field: str  #: column
    winner: str  #: source that is believed
    believed: str  #: what it says
    loser: str  #: source that gives way
    other: str  #: what it says


@dataclass(frozen=True)
class Roster:
    """A source that tells about the organisation."""

    waits: int  #: changes of the newest load that nobody applied yet
    terms: Terms  #: under which terms it changes the organisation
    may_apply: bool  #: True when the reader keeps the organisation


@dataclass(frozen=True)
class SourcePage:
    """One source."""

    line: SourceLine  #: the source
    title: str  #: the finding
    batches: tuple[BatchRow, ...]  #: newest first
    waiting: tuple[tuple[WaitingRow, str], ...]  #: rows that wait, with the reason in words
    unknown: tuple[tuple[str, int], ...]  #: unit codes of a registered folder no unit has, with their rows
    place: str  #: file, or server with table
    is_database: bool  #: whether it has a connection to set
    is_server: bool  #: whether it is read where it lies, on a server or in a folder, so that no file is handed over
    changes: tuple[tuple[str, str], ...]  #: columns that changed since they were confirmed, by kind
    is_stopped: bool  #: whether such a change stopped the last load
    order: tuple[RankedLine, ...]  #: sources of its dataset, the one believed first in front; empty with one only
    overruled: tuple[DifferingLine, ...]  #: cells of which another source of the dataset tells something else
    roster: Roster | None  #: what the newest load of a list was about; None for a source of facts
    may_edit: bool  #: True when the reader may change it
    may_load: bool  #: True when the reader may load


def source_list(viewer: Actor, now: datetime) -> SourceList:
    """Build the list for one reader."""
    users = _users(viewer) if viewer.may("plan.view") else {}
    lines = [_line(row, users, len(collect.unknown_units(viewer, row.code))) for row in collect.sources(viewer)]
    lines.sort(key=lambda line: ("red", "amber", "na", "green").index(line.light))
    waiting = sum(line.row.waiting for line in lines)
    version = warehouse.current_version(viewer) if viewer.may("plan.view") else None
    return SourceList(
        title=_title(lines, waiting),
        lines=tuple(lines),
        waiting=waiting,
        pulses=tuple(pulses(jobs.beats(viewer), now)),
        oldest_news=jobs.oldest_waiting(viewer),
        dead_letters=len(jobs.dead_letters(viewer)),
        version=version.number if version else None,
        facts=version.rows if version else 0,
        may_edit=viewer.may("sources.edit"),
        may_load=viewer.may("loads.run"),
    )


def source_page(viewer: Actor, code: str) -> SourcePage:
    """Build the page of one source."""
    users = _users(viewer) if viewer.may("plan.view") else {}
    unknown = collect.unknown_units(viewer, code)
    line = _line(collect.source(viewer, code), users, len(unknown))
    waiting = tuple((row, worded(row)) for row in collect.quarantine(viewer, source=code))
    order = collect.precedence(viewer, dataset=line.row.dataset) if line.row.dataset else ()
    differing = collect.overruled(viewer, dataset=line.row.dataset) if len(order) > 1 else ()
    return SourcePage(
        line=line,
        title=gettext("%(name)s: %(word)s") % {"name": line.name, "word": line.word},
        batches=collect.batches(viewer, source=code, limit=30),
        waiting=waiting,
        unknown=unknown,
        place=place_words(line.row),
        is_database=line.row.kind in (*DATABASES, *FORMS),
        is_server=line.row.kind in (*SERVERS, PARQUET),
        changes=column_changes(line.row.last_batch),
        is_stopped=line.row.last_batch is not None and line.row.last_batch.state == "failed",
        order=tuple(_ranked(row) for row in order) if len(order) > 1 else (),
        overruled=tuple(_differing([row for row in differing if code in (row.winner, row.loser)]))[:SHOWN_DIFFERING],
        roster=_roster(viewer, line.row) if is_roster(line.row.dataset) else None,
        may_edit=viewer.may("sources.edit"),
        may_load=viewer.may("loads.run"),
    )


def _roster(viewer: Actor, row: SourceRow) -> Roster:
    report = row.last_batch.source_report.get("roster") if row.last_batch else None
    told = report if isinstance(report, dict) and not report.get("is_applied") else {}
    return Roster(
        waits=sum(int(told.get(kind, 0)) for kind in KINDS),
        terms=collect.roster_terms(viewer, row.code),
        may_apply=viewer.may("org.edit") and row.mapping_version is not None,
    )


def _differing(rows: Iterable[OverruledRow]) -> Iterator[DifferingLine]:
    for row in rows:
        for field, other in row.loser_values.items():
            believed = row.winner_values.get(field, "")
            yield DifferingLine(row.dataset, row.row, field, row.winner, believed, row.loser, other)


def _ranked(row: RankedSource) -> RankedLine:
    return RankedLine(row.code, row.name(get_language() or "zh-hans"), row.rank)


def worded(row: WaitingRow) -> str:
    """Why a row waits, in a sentence."""
    written = row.fields.get("written", "")
    return sentence(row.reason, {"unit": written, "person": written, **row.fields})


def pulses(beats: Iterable[BeatRow], now: datetime) -> list[Pulse]:
    """The two processes, also the one that never gave a sign of life."""
    held = {beat.name: beat.beat_at for beat in beats}
    found = []
    for name in ("jobs", "scheduler"):
        at = held.get(name)
        found.append(Pulse(name, at, at is not None and now - at < SILENT_AFTER))
    return found


def _line(row: SourceRow, users: dict[str, tuple[Link, ...]], unknown: int) -> SourceLine:
    light, word = _state(row)
    if light == "green" and unknown:
        words = ngettext("%(count)d unit code is unknown", "%(count)d unit codes are unknown", unknown)
        light, word = "amber", words % {"count": unknown}
    batch = row.last_batch
    failed = batch is not None and batch.state == "failed"
    error = sentence(batch.error_code, dict(batch.error_fields)) if batch and failed else ""
    return SourceLine(row, row.name(get_language() or "zh-hans"), light, word, users.get(row.dataset, ()), error)


def _state(row: SourceRow) -> tuple[str, str]:
    batch = row.last_batch
    if not row.is_active:
        return "na", gettext("paused")
    if row.mapping_version is None and row.kind != "one_sheet":
        return "na", gettext("nobody confirmed yet how it is read")
    if batch is None:
        return "na", gettext("never loaded")
    if batch.state == "failed":
        return "red", gettext("the last load failed")
    if row.waiting:
        words = ngettext("%(count)d row waits", "%(count)d rows wait", row.waiting)
        return "amber", words % {"count": row.waiting}
    return "green", gettext("loaded")


def _users(viewer: Actor) -> dict[str, tuple[Link, ...]]:
    """KPIs by the dataset their newest formula reads."""
    language = get_language() or "zh-hans"
    names = {row.code: row.name(language) for row in plan.kpis(viewer)}
    found: dict[str, dict[str, Link]] = defaultdict(dict)
    seen: set[str] = set()
    for row in measure.formulas(viewer):
        if row.kpi_code in seen or row.kpi_code not in names:
            continue
        seen.add(row.kpi_code)
        for dataset in _datasets_of(row.text):
            found[dataset][row.kpi_code] = Link(names[row.kpi_code], reverse("plan:kpi", args=[row.kpi_code]))
    return {dataset: tuple(links.values()) for dataset, links in found.items()}


def _datasets_of(text: str) -> set[str]:
    try:
        return {node.dataset for node in walk(parse(text)) if isinstance(node, Aggregate)}
    except Refusal:
        return set()


def _title(lines: list[SourceLine], waiting: int) -> str:
    if not lines:
        return gettext("No source is connected yet")
    failed = sum(1 for line in lines if line.light == "red")
    if failed:
        return ngettext(
            "%(failed)d of %(total)d sources failed to load",
            "%(failed)d of %(total)d sources failed to load",
            failed,
        ) % {"failed": failed, "total": len(lines)}
    if waiting:
        return ngettext(
            "All %(total)d sources loaded; %(waiting)d row waits for a decision",
            "All %(total)d sources loaded; %(waiting)d rows wait for a decision",
            waiting,
        ) % {"total": len(lines), "waiting": waiting}
    fresh = sum(1 for line in lines if line.light in ("green", "amber"))  # nothing waits: amber has unknown codes
    return gettext("%(fresh)d of %(total)d sources are loaded, nothing waits") % {"fresh": fresh, "total": len(lines)}
