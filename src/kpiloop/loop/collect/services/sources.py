"""Writing sources, trying them, and confirming how they are read."""

from __future__ import annotations

from collections.abc import Mapping as Fields

from django.db import transaction

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.marks import mark_of, require_seen
from kpiloop.foundation.network import check_address
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.loop.collect.choices import FOLDER, PARQUET, PUSH, REST, SOURCE_KINDS
from kpiloop.loop.collect.connectors.databases import DRIVERS
from kpiloop.loop.collect.connectors.folder.inbox import folder_of
from kpiloop.loop.collect.connectors.kinds import check_settings
from kpiloop.loop.collect.connectors.opening import Asked, open_source
from kpiloop.loop.collect.connectors.parquet.settings import folder_terms
from kpiloop.loop.collect.errors import KindUnknown, SourceRenamed, SourceTaken
from kpiloop.loop.collect.models import Mapping, Source
from kpiloop.loop.collect.reading.recipe import fingerprint, plain_recipe, read_recipe
from kpiloop.loop.collect.reading.tables.arriving import LOOK_SECONDS, columns_of, target_of
from kpiloop.loop.collect.rows import SOURCE_NAMES, SOURCE_PLACE, TriedRow
from kpiloop.loop.collect.source_reading import current_mapping, shape_of, source_by_code


@transaction.atomic
def add_source(
    actor: Actor,
    *,
    code: str,
    kind: str,
    name_zh: str,
    name_en: str = "",
    location: str = "",
    dataset: str,
    settings: Fields[str, object] | None = None,
) -> int:
    """Name a place facts come from; returns its key.

    Shape:    location is a file, or a pattern of which the last fitting file is read; below the home
              directory unless absolute; settings are what else the kind needs, never a secret.
    Errors:   source_taken, connector_unknown, dataset_unknown, source_setting_invalid.
    """
    require(actor, "sources.edit")
    if kind not in SOURCE_KINDS:
        raise KindUnknown(kind=kind, kinds=", ".join(SOURCE_KINDS))
    if Source.objects.filter(code=code).exists():
        raise SourceTaken(source=code)
    shape = shape_of(dataset)
    # The place of a server may be entered later; without it nothing is read.
    kept = check_settings(kind, settings) if settings else {}
    _check_place(kind, code, location)
    source = Source.objects.create(
        code=code, kind=kind, name_zh=name_zh, name_en=name_en, location=location, dataset=dataset, settings=kept
    )
    after = {"kind": kind, "location": location, "dataset": dataset, "settings": kept}
    record(actor, verb="add", object_kind="source", object_key=code, after=after)
    if kind == PARQUET:
        warehouse.register_folder(actor, dataset=dataset, folder=location, **folder_terms(kept))
    if kind in (PUSH, PARQUET):
        # A program can send the names of the dataset: nobody has to describe them before the first row.
        confirm_mapping(actor, source=code, recipe=plain_recipe(shape))
    return source.pk


@transaction.atomic
def change_source(
    actor: Actor,
    *,
    source: str,
    location: str | None = None,
    settings: Fields[str, object] | None = None,
    seen: str | None = None,
) -> None:
    """Say anew where a source lies or how it is reached; recipe, loads and secrets stay.

    Shape:    settings replace the earlier ones as a whole.
    Errors:   source_unknown, source_setting_invalid; changed_meanwhile when `seen`, the mark the writer looked at, is
              not in force any more.
    """
    require(actor, "sources.edit")
    held = source_by_code(source)
    require_seen(seen, held, SOURCE_PLACE, kind="source", key=source)
    before = {"location": held.location, "settings": held.settings}
    if location is not None:
        _check_place(held.kind, held.code, location)
        held.location = location
    if settings is not None:
        held.settings = check_settings(held.kind, settings)
    after = {"location": held.location, "settings": held.settings}
    if after == before:
        return
    held.save(update_fields=["location", "settings"])
    if held.kind == PARQUET:
        warehouse.register_folder(actor, dataset=held.dataset, folder=held.location, **folder_terms(held.settings))
    record(actor, verb="change", object_kind="source", object_key=source, before=before, after=after)


@transaction.atomic
def rename_source(
    actor: Actor, *, source: str, name_zh: str, name_en: str = "", seen: str | None = None, reason: str = ""
) -> None:
    """Give a source another name; code, recipe and loads stay.

    Errors:   source_unknown; source_renamed when `seen`, the mark of the names the page was made of, is not in force
              any more.
    """
    require(actor, "sources.edit")
    held = source_by_code(source)
    if seen is not None and seen != mark_of(held, SOURCE_NAMES):
        raise SourceRenamed(source=source)
    before, after = {"name_zh": held.name_zh, "name_en": held.name_en}, {"name_zh": name_zh, "name_en": name_en}
    if after == before:
        return
    held.name_zh, held.name_en = name_zh, name_en
    held.save(update_fields=["name_zh", "name_en"])
    record(actor, verb="rename", object_kind="source", object_key=source, before=before, after=after, reason=reason)


def _check_place(kind: str, code: str, location: str) -> None:
    """A place that will never be read is refused when it is named, not at night."""
    if kind == REST:
        check_address(location)
    elif kind == FOLDER:
        folder_of(code, location)


@transaction.atomic
def confirm_mapping(actor: Actor, *, source: str, recipe: Fields[str, object]) -> int:
    """Confirm how a source is read; returns the number of the version.

    Law:      the same recipe again is the same version; loads keep the version they were read by.
    Errors:   recipe_invalid names the field, source_unknown.
    """
    require(actor, "sources.edit")
    held = source_by_code(source)
    read_recipe(recipe, shape_of(held.dataset))
    mark = fingerprint(recipe)
    newest = held.mappings.select_for_update().filter(is_current=True).first()
    if newest is not None and newest.fingerprint == mark:
        return newest.version
    held.mappings.filter(is_current=True).update(is_current=False)
    mapping = Mapping.objects.create(
        source=held,
        version=newest.version + 1 if newest else 1,
        recipe=dict(recipe),
        fingerprint=mark,
        confirmed_by=actor.username,
    )
    after = {"version": mapping.version, "fingerprint": mark}
    record(actor, verb="confirm", object_kind="mapping", object_key=source, after=after)
    return mapping.version


@transaction.atomic
def accept_columns(actor: Actor, *, source: str) -> None:
    """Accept the columns a source has now as those its recipe is made for; the next load compares with them.

    Law:      the recipe itself stays as it is; a column it reads must be there, or its next load says so.
    Errors:   source_unknown, mapping_missing.
    """
    require(actor, "sources.edit")
    mapping = current_mapping(source_by_code(source))
    before, mapping.found = mapping.found, []
    mapping.save(update_fields=["found"])
    record(actor, verb="accept_columns", object_kind="mapping", object_key=source, before={"found": before}, after={})


@transaction.atomic
def set_source_active(actor: Actor, *, source: str, is_active: bool, reason: str = "") -> None:
    """Pause a source or take it up again.

    Shape:    a paused source refuses loads and keeps everything it brought.
    """
    require(actor, "sources.edit")
    held = source_by_code(source)
    before = held.is_active
    held.is_active = is_active
    held.save(update_fields=["is_active"])
    record(
        actor,
        verb="resume" if is_active else "pause",
        object_kind="source",
        object_key=source,
        before={"is_active": before},
        after={"is_active": is_active},
        reason=reason,
    )


def test_source(actor: Actor, *, source: str) -> TriedRow:
    """Sign in, look for the table or the first page, and say how it went; nothing is stored.

    Shape:    -> tables in sight and columns of the chosen one; a refusal becomes code and fields.
    Errors:   source_unknown, connector_unknown for a source that is neither a database nor an address.
    """
    require(actor, "sources.edit")
    held = source_by_code(source)
    if held.kind == REST:
        return _tried_address(held)
    if held.kind not in DRIVERS:
        raise KindUnknown(kind=held.kind, kinds=", ".join(DRIVERS))
    current = held.mappings.filter(is_current=True).first()
    try:
        target = target_of(held, current.recipe if current else {})
        with target.open(LOOK_SECONDS) as opened:
            tables = len(opened.relations(target.wanted.schema))
            named = bool(target.wanted.table or target.wanted.query)
            columns = columns_of(opened, target.wanted) if named else ()
    except Refusal as refusal:
        return TriedRow(code=refusal.code, fields={name: str(value) for name, value in refusal.fields.items()})
    return TriedRow(tables=tables, columns=tuple(column.name for column in columns))


def _tried_address(held: Source) -> TriedRow:
    try:
        reading = open_source(held, {}, None, Asked(is_look=True))
    except Refusal as refusal:
        return TriedRow(code=refusal.code, fields={name: str(value) for name, value in refusal.fields.items()})
    return TriedRow(columns=tuple(reading.grids[0].head or ()))
