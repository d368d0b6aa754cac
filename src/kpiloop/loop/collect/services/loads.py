"""Loading a source: read, map, quarantine and publish in one go, once per content."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from uuid import uuid4

from kpiloop.engine.errors import Refusal
from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.jobs.rows import RunRow
from kpiloop.foundation.jobs.services import enqueue
from kpiloop.foundation.reading import one_reading
from kpiloop.loop.collect.batch_writing import Arrived, begin_batch, fail_batch, find_batch, publish_content
from kpiloop.loop.collect.choices import FOLDER, PARQUET
from kpiloop.loop.collect.connectors.databases import DRIVERS, SERVERS
from kpiloop.loop.collect.connectors.grid import Reading
from kpiloop.loop.collect.connectors.opening import REMOTE, Asked, open_source
from kpiloop.loop.collect.connectors.receiving import keep_file
from kpiloop.loop.collect.errors import SourcePaused
from kpiloop.loop.collect.locations import resolve_location
from kpiloop.loop.collect.models import LoadBatch, Mapping, Source
from kpiloop.loop.collect.reading.by_column.understanding import understand_by_column
from kpiloop.loop.collect.reading.captures import covered_on, of_the_day, recipe_on
from kpiloop.loop.collect.reading.changes import ask_about_changes
from kpiloop.loop.collect.reading.content import Content, understand
from kpiloop.loop.collect.reading.corrections import lay_corrections
from kpiloop.loop.collect.reading.recipe import Recipe, read_recipe
from kpiloop.loop.collect.reading.tables.loading import load_table
from kpiloop.loop.collect.roster.shapes import is_roster
from kpiloop.loop.collect.row_building import batch_row
from kpiloop.loop.collect.rows import BatchRow
from kpiloop.loop.collect.services.registered import note_source
from kpiloop.loop.collect.services.rosters import take_roster
from kpiloop.loop.collect.source_reading import current_mapping, shape_of, source_by_code

#: Tells how far a load is: step, done, total. It may raise to stop the load.
Progress = Callable[[str, int, int], None]

_STEPS = ("collect.read", "collect.understand", "collect.publish")


def load(
    actor: Actor,
    *,
    source: str,
    location: str | None = None,
    whole: bool = False,
    now: datetime,
    progress: Progress | None = None,
) -> BatchRow:
    """Read a source and publish what can be taken; the rest waits in quarantine.

    Shape:    location overrides the place of the source for this load, e.g. an uploaded file.
    Law:      read = kept + skipped + repeated + quarantined; the same content by the same recipe is
              loaded once, also after a process died in the middle; a failed load leaves no fact.
              A list of units, positions or people goes into the organisation, by the terms of its source.
              A table with an increment column is read from its newest value on, unless `whole`.
    Errors:   those of reading (file_missing, sheet_missing, columns_missing, date_order_ambiguous ...),
              mapping_missing, source_paused; the failed load keeps code and fields.
    """
    require(actor, "loads.run")
    held = _active_source(source)
    mapping = current_mapping(held)
    report = progress or _silent
    if is_roster(held.dataset):
        return take_roster(actor, mapping, location=location, now=now, report=report)
    if held.kind == PARQUET:
        return note_source(actor, mapping, now=now)
    if held.kind in DRIVERS:
        return load_table(actor, mapping, location=location or "", whole=whole, now=now, report=report)
    report(_STEPS[0], 0, len(_STEPS))
    reading = of_the_day(_read(actor, mapping, location, now, report), mapping.recipe, now)
    batch = find_batch(mapping, reading.sha256)
    if batch is not None and batch.state == "done":
        if held.kind not in REMOTE or batch.pk == _newest(mapping):
            return batch_row(batch, is_known=True)
        batch = None  # the source holds again what it held before: what came between must give way
    batch = batch or begin_batch(actor, mapping, file_name=reading.file_name, sha256=reading.sha256)
    try:
        _publish(actor, batch, reading, report, now)
    except Refusal as refusal:
        fail_batch(actor, batch, refusal, now)
        raise
    return batch_row(batch)


def queue_load(actor: Actor, *, source: str, location: str | None = None, whole: bool = False) -> RunRow:
    """Ask for a load to be done in the background; returns the run to watch.

    Law:      the same file by the same recipe is one run, however often it is asked for; a database or
              another remote source is looked at anew each time.
    Errors:   file_missing, mapping_missing, source_paused.
    """
    require(actor, "loads.run")
    held = _active_source(source)
    mapping = current_mapping(held)
    arguments: dict[str, object] = {"source": source, "location": location, "whole": whole}
    if held.kind == FOLDER and location is None:
        return enqueue(actor, kind="collect.watch", key=f"collect.watch:{source}:{uuid4().hex}", arguments=arguments)
    # What a remote source holds is known only after asking, so each request is a reading of its own.
    is_remote = held.kind in (*SERVERS, PARQUET) or (held.kind in REMOTE and location is None)
    content = uuid4().hex if is_remote else _file_hash(resolve_location(location or held.location))
    key = f"collect.load:{source}:{mapping.version}:{content}" + (f":whole:{uuid4().hex}" if whole else "")
    return enqueue(actor, kind="collect.load", key=key, arguments=arguments)


def receive_file(actor: Actor, *, source: str, name: str, chunks: Iterable[bytes]) -> RunRow:
    """Take a file for a source and read it in the background by the recipe that was saved.

    Shape:    name and content of the file -> the run to watch.
    Law:      the same file by the same recipe is one run.
    Errors:   upload_refused, mapping_missing, source_paused, source_unknown.
    """
    require(actor, "loads.run")
    current_mapping(_active_source(source))
    return queue_load(actor, source=source, location=str(keep_file(name, chunks)))


def _publish(actor: Actor, batch: LoadBatch, reading: Reading, report: Progress, now: datetime) -> None:
    shape = shape_of(batch.source.dataset)
    recipe = read_recipe(batch.mapping.recipe, shape)
    report(_STEPS[1], 1, len(_STEPS))
    # Nothing is written before the content is understood: organisation and calendar are asked once.
    with one_reading():
        content, covers, arrived = _understood(actor, reading, recipe_on(recipe, now), shape, now)
    report(_STEPS[2], 2, len(_STEPS))
    newest = reading.grids[0].notes.get("mark", "") if reading.grids else ""

    def remember() -> None:
        """How far was read becomes known together with what was read."""
        if newest:
            held = Source.objects.select_for_update().get(pk=batch.source_id)
            held.mark = {"recipe": batch.mapping.version, "since": newest}
            held.save(update_fields=["mark"])

    publish_content(
        actor, batch, content, shape, covers=covers, now=now, beside=remember, arrived=arrived, is_ranked=True
    )


def _understood(
    actor: Actor, reading: Reading, recipe: Recipe, shape: DatasetShape, now: datetime
) -> tuple[Content, tuple[date, date] | None, Arrived | None]:
    """What can be taken, the days it speaks of, and its table where it was understood by the column."""
    known = calendar.calendar_or_months(actor)
    understood = understand_by_column(reading, recipe, shape, known)
    if understood is not None:
        return understood.content, understood.covers, Arrived(understood.rows, understood.totals, {})
    content = understand(reading, recipe, shape)
    lay_corrections(content, shape)
    if recipe.same_key == "ask":
        ask_about_changes(content, shape)
    return content, covered_on(content, recipe, shape, now, known), None


def _read(actor: Actor, mapping: Mapping, location: str | None, now: datetime, report: Progress) -> Reading:
    """The content of the source; what cannot even be read is kept as a failed load without content."""
    held = mapping.source
    asked = Asked(since=_mark(mapping), told=lambda records: report(_STEPS[0], records, 0))
    try:
        return open_source(held, mapping.recipe, location, asked)
    except Refusal as refusal:
        # Failed loads carry no hash, so that the mended file is a new load.
        name = Path(location or held.location).name
        batch = begin_batch(actor, mapping, file_name=name, sha256=f"unread {now.isoformat()}")
        fail_batch(actor, batch, refusal, now)
        raise


def _mark(mapping: Mapping) -> str:
    """How far the source was read by this recipe; another recipe reads it anew from the beginning."""
    mark = mapping.source.mark
    return str(mark.get("since", "")) if mark.get("recipe") == mapping.version else ""


def _newest(mapping: Mapping) -> int | None:
    done = LoadBatch.objects.filter(source_id=mapping.source_id, state="done").order_by("-number")
    return done.values_list("pk", flat=True).first()


def _active_source(code: str) -> Source:
    held = source_by_code(code)
    if not held.is_active:
        raise SourcePaused(source=code)
    return held


def _file_hash(path: Path) -> str:
    digest = hashlib.sha256()
    # A database may keep its newest rows in a log beside the file.
    parts = [part for part in (path, path.with_name(f"{path.name}-wal")) if part.is_file()]
    for part in parts:
        with part.open("rb") as handle:
            for block in iter(lambda: handle.read(1 << 20), b""):
                digest.update(block)
    return digest.hexdigest()


def _silent(step: str, done: int, total: int) -> None:
    return None
