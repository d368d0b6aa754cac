"""Publish a load: files first, then one transaction that records, flips and tells."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.jobs.services import emit
from kpiloop.foundation.warehouse import lease
from kpiloop.foundation.warehouse.errors import DatasetUnknown, RowsDoNotFit, WarehouseBusy
from kpiloop.foundation.warehouse.files import write_file
from kpiloop.foundation.warehouse.landing import prepare_rows
from kpiloop.foundation.warehouse.merging import Merged, merge_rows
from kpiloop.foundation.warehouse.models import Dataset, Load, Pointer, Version
from kpiloop.foundation.warehouse.row_reading import (
    dataset_row,
    file_fields,
    load_row,
    manifest_fields,
    read_manifest,
)
from kpiloop.foundation.warehouse.rows import FileEntry, LoadRow

POINTER = 1


@dataclass(frozen=True)
class Built:
    """Everything the flipping transaction needs; until then nobody refers to the files."""

    dataset: Dataset  #: the dataset
    number: int  #: load number
    covers: tuple[date, date] | None  #: days the source declares complete, end exclusive
    landed: tuple[FileEntry, ...]  #: files that hold the accepted rows as they came, each once and nothing else
    merged: Merged  #: files of the dataset from now on
    base: Version | None  #: version this was built on
    fence: int  #: fencing number of the writer


def next_load_number(actor: Actor) -> int:
    """Give out the next load number; it is never given twice.

    Errors:   permission_denied.
    """
    require(actor, "loads.run")
    return lease.next_number()


def publish_version(
    actor: Actor,
    *,
    dataset: str,
    number: int,
    rows: pa.Table,
    covers: tuple[date, date] | None = None,
    effects: Callable[[LoadRow], None] | None = None,
) -> LoadRow:
    """Make accepted rows part of the store, all of them or none.

    Shape:    rows in the columns of the dataset plus `_line`; `effects` writes the caller's own rows
              inside the transaction that flips the pointer.
    Law:      readers see the version before or the version after, never something between; the same
              number again changes nothing and gives the first answer; no path is ever overwritten.
    Errors:   permission_denied, dataset_unknown, rows_do_not_fit, warehouse_busy.
    """
    require(actor, "loads.run")
    with lease.writing(actor.username) as fence:
        done = Load.objects.select_related("dataset", "version").filter(number=number).first()
        if done is not None:
            return load_row(done)
        built = _build(dataset, number, rows, covers, fence)
        with transaction.atomic():
            return flip(actor, built, effects)


def _build(code: str, number: int, rows: pa.Table, covers: tuple[date, date] | None, fence: int) -> Built:
    dataset = Dataset.objects.filter(code=code).first()
    if dataset is None:
        raise DatasetUnknown(dataset=code)
    described = dataset_row(dataset)
    if described.registered is not None:
        raise RowsDoNotFit(dataset=code, column="", reason="registered_folder")
    base = current()
    prepared = prepare_rows(described, rows, number)
    files = read_manifest(base.manifest).get(code, ()) if base else ()
    merged = merge_rows(described, files, prepared, number)
    # Months that hold the rows of this load and no other are what came; only then nothing needs to be written twice.
    landed = merged.pure or (write_file(prepared, folder=f"landed/{code}", stem=f"load{number}"),)
    return Built(dataset, number, covers, landed, merged, base, fence)


def flip(actor: Actor, built: Built, effects: Callable[[LoadRow], None] | None = None) -> LoadRow:
    """Record, point and tell: the last step of every publication, inside the transaction of the caller.

    Shape:    what was built -> the load with the version it published.
    Errors:   warehouse_busy when somebody published in between.
    """
    pointer, _ = Pointer.objects.select_for_update().get_or_create(pk=POINTER)
    base_key = built.base.pk if built.base else None
    if pointer.version_id != base_key or not lease.holds_fence(built.fence):
        # Somebody published in between: our files would silently undo that load.
        raise WarehouseBusy(seconds=0)
    version = _write_version(built)
    load = _write_load(built, version)
    pointer.version = version
    pointer.save(update_fields=["version"])
    row = load_row(load, built.merged.months)
    if effects is not None:
        effects(row)
    code, months = built.dataset.code, list(built.merged.months)
    after = {"load": built.number, "version": version.number, "rows": load.rows, "months": months}
    record(actor, verb="warehouse.published", object_kind="dataset", object_key=code, after=after)
    covers = [day.isoformat() for day in built.covers or ()]
    emit("dataset.loaded", dataset=code, load=built.number, version=version.number, months=months, covers=covers)
    return row


def _write_version(built: Built) -> Version:
    manifest = dict(read_manifest(built.base.manifest)) if built.base else {}
    manifest[built.dataset.code] = built.merged.files
    stored = manifest_fields(manifest)
    return Version.objects.create(
        number=(built.base.number if built.base else 0) + 1,
        manifest=stored,
        rows=sum(entry.rows for entries in manifest.values() for entry in entries),
        sha256=manifest_sha256(stored),
    )


def _write_load(built: Built, version: Version) -> Load:
    starts, ends = built.covers or (None, None)
    return Load.objects.create(
        number=built.number,
        dataset=built.dataset,
        version=version,
        landed=[file_fields(entry) for entry in built.landed],
        sha256=_landed_sha256(built.landed),
        rows=sum(entry.rows for entry in built.landed),
        rows_new=built.merged.rows_new,
        rows_replaced=built.merged.rows_replaced,
        rows_unchanged=built.merged.rows_unchanged,
        covers_from=starts,
        covers_to=ends,
    )


def _landed_sha256(landed: Sequence[FileEntry]) -> str:
    hashes = [entry.sha256 for entry in landed]
    return hashes[0] if len(hashes) == 1 else hashlib.sha256("".join(hashes).encode()).hexdigest()


def current() -> Version | None:
    """Give the version in force.

    Missing:  None before the first load.
    """
    pointer = Pointer.objects.select_related("version").filter(pk=POINTER).first()
    return pointer.version if pointer else None


def manifest_sha256(stored: Mapping[str, object]) -> str:
    """Compute the checksum of a manifest.

    Shape:    stored manifest -> 64 hexadecimal digits, the same for the same files.
    """
    return hashlib.sha256(json.dumps(stored, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
