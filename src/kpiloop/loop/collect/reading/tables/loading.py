"""Loads a table of a database: read in one snapshot, understood, and visible as a whole or not at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from kpiloop.engine.errors import Refusal
from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.warehouse.absent import absent_keys
from kpiloop.foundation.warehouse.engine_io import current_version_number
from kpiloop.loop.collect.batch_writing import Arrived, begin_batch, fail_batch, find_batch, publish_content
from kpiloop.loop.collect.connectors.sql.settings import wanted_of
from kpiloop.loop.collect.connectors.sql.staging import Staging, staging
from kpiloop.loop.collect.errors.tables import KeyNeeded
from kpiloop.loop.collect.models import LoadBatch, Source
from kpiloop.loop.collect.models import Mapping as Recipes
from kpiloop.loop.collect.reading.recipe import Recipe, read_recipe
from kpiloop.loop.collect.reading.tables.arriving import Arrival, Report, Target, arrive, target_of
from kpiloop.loop.collect.reading.tables.schema import described
from kpiloop.loop.collect.reading.tables.telling import tell_changes
from kpiloop.loop.collect.reading.tables.understanding import understand_table
from kpiloop.loop.collect.reading.understood import Understood
from kpiloop.loop.collect.row_building import batch_row
from kpiloop.loop.collect.rows import BatchRow
from kpiloop.loop.collect.source_reading import shape_of

_MOST_GONE = 50


@dataclass(frozen=True)
class _Load:
    """What every step of one load needs."""

    actor: Actor  #: who loads
    mapping: Recipes  #: the confirmed recipe as it is stored
    target: Target  #: table and how it is reached
    recipe: Recipe  #: the recipe, understood
    shape: DatasetShape  #: columns of the dataset
    since: Mapping[str, object]  #: mark of the last load, empty when everything is read
    now: datetime  #: moment of the load


def load_table(
    actor: Actor, mapping: Recipes, *, location: str, whole: bool, now: datetime, report: Report
) -> BatchRow:
    """Read the table of a source and publish what can be taken."""
    source = mapping.source
    shape = shape_of(source.dataset)
    recipe = read_recipe(mapping.recipe, shape)
    try:
        work = _Load(
            actor, mapping, target_of(source, mapping.recipe, location), recipe, shape, _since(mapping, whole), now
        )
        _check_key(work)
        return _load(work, report)
    except Refusal as refusal:
        _keep_failure(actor, mapping, refusal, now)
        raise


def used_columns(recipe: Recipe, table_columns: object = None) -> list[str]:
    """Columns of the source a recipe reads."""
    named = [rule.heading[0] for rule in recipe.columns if rule.heading]
    chosen = [str(name) for name in table_columns] if recipe.unpivot and isinstance(table_columns, list) else []
    return list(dict.fromkeys([*named, *chosen]))


def mark_of(mapping: Recipes, target: Target) -> str:
    """What a mark belongs to: another recipe, table or column begins anew."""
    wanted = target.wanted
    parts = [mapping.fingerprint, wanted.schema, wanted.table, wanted.query, wanted.increment]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def _load(work: _Load, report: Report) -> BatchRow:
    with ExitStack() as stack:
        areas: list[Staging] = []

        def make(width: int) -> Staging:
            areas.append(stack.enter_context(staging(width)))
            return areas[-1]

        used = used_columns(work.recipe, work.mapping.recipe.get("table_columns"))
        came = arrive(work.target, used, work.mapping.found, work.since, report)(make)
        area = areas[0]
        sha256 = area.sha256(f"{work.target.label}\x1f{came.since}")
        newest = LoadBatch.objects.filter(source=work.mapping.source, state="done").order_by("-number").first()
        if newest is not None and newest.mapping_id == work.mapping.pk and newest.file_sha256 == sha256:
            return batch_row(newest, is_known=True)
        batch = _batch(work, sha256)
        report("collect.understand", area.rows, area.rows)
        understood = understand_table(area, came.columns, work.recipe, work.shape)
        report("collect.publish", area.rows, area.rows)
        _publish(work, batch, came, understood)
        return batch_row(batch)


def _batch(work: _Load, sha256: str) -> LoadBatch:
    """The load itself, or the same one a process left behind when it died."""
    found = find_batch(work.mapping, sha256)
    if found is not None and found.state == "running":
        return found
    return begin_batch(work.actor, work.mapping, file_name=work.target.label, sha256=sha256)


def _publish(work: _Load, batch: LoadBatch, came: Arrival, understood: Understood) -> None:
    gone = _gone(work, understood)
    report = _report(work, came, gone)

    def beside() -> None:
        source = Source.objects.select_for_update().get(pk=work.mapping.source_id)
        if came.newest:
            source.mark = {
                "column": work.target.wanted.increment,
                "value": came.newest,
                "family": came.newest_family,
                "of": mark_of(work.mapping, work.target),
                "load": batch.number,
            }
            source.save(update_fields=["mark"])
        if not work.mapping.found or came.changes.any:
            Recipes.objects.filter(pk=work.mapping.pk).update(found=described(came.catalogue))
        if came.changes.any or gone[0]:
            tell_changes(work.actor, source, load=batch.number, changes=came.changes.fields(), gone=gone[0])

    publish_content(
        work.actor,
        batch,
        understood.content,
        work.shape,
        covers=understood.covers,
        now=work.now,
        beside=beside,
        arrived=Arrived(understood.rows, understood.totals, report),
        is_ranked=True,
    )


def _report(work: _Load, came: Arrival, gone: tuple[int, list[str]]) -> dict[str, object]:
    """What the source said it holds, beside what was taken of each column."""
    to = {rule.heading[0]: rule.name for rule in work.recipe.columns if rule.heading}
    return {
        "rows": came.source_rows,
        "totals": [[name, to.get(name, ""), total] for name, total in came.source_totals.items() if name in to],
        "since": came.since,
        "newest": came.newest,
        "gone": gone[0],
        "gone_keys": gone[1],
        "changes": came.changes.fields() if came.changes.any else {},
    }


def _gone(work: _Load, understood: Understood) -> tuple[int, list[str]]:
    """Keys this source brought earlier and no longer holds; only a whole reading can tell.

    A row that waits in quarantine has no key yet, so nothing is said while one waits.
    """
    earlier = LoadBatch.objects.filter(source=work.mapping.source, state="done", rows_kept__gt=0)
    numbers = list(earlier.values_list("number", flat=True))
    version = current_version_number()
    if work.since or not numbers or version is None or understood.content.rejected:
        return 0, []
    rows: pa.Table = understood.rows
    return absent_keys(version, dataset=work.shape.name, loads=numbers, rows=rows, most=_MOST_GONE)


def _since(mapping: Recipes, whole: bool) -> Mapping[str, object]:
    mark: Mapping[str, object] = mapping.source.mark
    if whole or not mark or not LoadBatch.objects.filter(number=int(str(mark.get("load") or 0)), state="done").exists():
        # A mark whose load was undone would leave out what that load had brought.
        return {}
    target = Target(mapping.source, wanted_of(mapping.source.settings, mapping.recipe), None)
    return mark if mark.get("of") == mark_of(mapping, target) else {}


def _check_key(work: _Load) -> None:
    """A table without a business key can only grow by a key of its own."""
    if not work.shape.key_columns and not work.target.wanted.increment:
        raise KeyNeeded(dataset=work.shape.name)


def _keep_failure(actor: Actor, mapping: Recipes, refusal: Refusal, now: datetime) -> None:
    running = LoadBatch.objects.filter(mapping=mapping, state="running").order_by("-number").first()
    # A load that never got as far as its content carries no hash, so that the next one is a new load.
    label = mapping.source.location or str(mapping.source.settings.get("table") or mapping.source.code)
    batch = running or begin_batch(actor, mapping, file_name=label, sha256=f"unread {now.isoformat()}")
    fail_batch(actor, batch, refusal, now)
    if refusal.code == "source_changed":
        tell_changes(actor, mapping.source, load=batch.number, changes=refusal.fields, gone=0)
