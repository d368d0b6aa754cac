"""Parquet folders of somebody else: registered once, noted before they are computed, copied at a close."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.warehouse import lease
from kpiloop.foundation.warehouse.errors import DatasetInvalid, DatasetUnknown
from kpiloop.foundation.warehouse.merging import Merged
from kpiloop.foundation.warehouse.models import Dataset, Pin, Version
from kpiloop.foundation.warehouse.row_reading import dataset_row, file_fields, read_manifest
from kpiloop.foundation.warehouse.rows import FileEntry, LoadRow
from kpiloop.foundation.warehouse.services.folder_files import check_grain, copy_rows, list_files, months_between
from kpiloop.foundation.warehouse.services.publishing import Built, current, flip

KEEPS = ("copy", "fingerprint")


@transaction.atomic
def register_folder(
    actor: Actor, *, dataset: str, folder: str, names: Mapping[str, str] | None = None, keeps: str = "copy"
) -> None:
    """Say that the rows of a dataset lie in a folder of Parquet files and stay there.

    Shape:    names map columns of the dataset to those of the files where they differ.
    Errors:   permission_denied, dataset_unknown; dataset_invalid when rows were loaded into it, a name is
              no column, keeps is unknown, or the folder is the product's own.
    """
    require(actor, "sources.edit")
    held = Dataset.objects.select_for_update().filter(code=dataset).first()
    if held is None:
        raise DatasetUnknown(dataset=dataset)
    wanted = {"folder": str(Path(folder).expanduser().resolve()), "names": dict(names or {}), "keeps": keeps}
    _check(held, wanted, keeps)
    if held.registered != wanted:
        before = dict(held.registered)
        held.registered = wanted
        held.save(update_fields=["registered"])
        record(actor, verb="dataset.changed", object_kind="dataset", object_key=dataset, before=before, after=wanted)


def note_folder(actor: Actor, *, dataset: str) -> LoadRow | None:
    """Take down which files a registered folder holds now, with sizes and hashes, as a version of its own.

    Shape:    -> the load whose version names the files; None when nothing changed since the last note.
    Law:      no row is copied; every figure computed on the version can say from which bytes it came.
    Errors:   permission_denied, dataset_unknown, dataset_invalid, registered_folder_unreadable,
              registered_folder_columns, registered_folder_key_repeated, warehouse_busy.
    """
    require(actor, "loads.run")
    held = Dataset.objects.filter(code=dataset).first()
    if held is None:
        raise DatasetUnknown(dataset=dataset)
    described = dataset_row(held)
    if described.registered is None:
        raise DatasetInvalid(dataset=dataset, name=dataset, reason="not_registered")
    with lease.writing(actor.username) as fence:
        base = current()
        known = read_manifest(base.manifest).get(dataset, ()) if base else ()
        load = lease.next_number()
        files = list_files(described, known, load)
        if _marks(files) == _marks(known) and known:
            return None
        check_grain(described, files)
        rows, before = sum(entry.rows for entry in files), sum(entry.rows for entry in known)
        note = FileEntry(path="", rows=rows, sha256=hashlib.sha256(repr(_marks(files)).encode()).hexdigest(), month="")
        merged = Merged(files, months_between(known, files), max(rows - before, 0), 0, 0)
        with transaction.atomic():
            return flip(actor, Built(held, load, None, (note,), merged, base, fence))


def registered_folders(actor: Actor) -> tuple[str, ...]:
    """Name the datasets whose rows lie in folders of somebody else.

    Errors:   permission_denied.
    """
    require(actor, "loads.run")
    return tuple(Dataset.objects.exclude(registered={}).order_by("code").values_list("code", flat=True))


def pin_folders(actor: Actor, *, versions: Collection[int], until: date) -> int:
    """Copy the rows that figures of these versions rest on, so that a closed period never drifts.

    Shape:    rows dated before `until`, of every registered folder that is not "fingerprint only" -> copies made.
    Law:      what was copied before is not copied again.
    Errors:   permission_denied (periods.close); registered_file_changed when the folder no longer holds what
              was computed: compute again, then close.
    """
    require(actor, "periods.close")
    made = 0
    for version in Version.objects.filter(number__in=versions):
        for code, files in read_manifest(version.manifest).items():
            if files and files[0].is_outside:
                made += _pin(actor, version, code, files, until)
    return made


def _pin(actor: Actor, version: Version, code: str, files: tuple[FileEntry, ...], until: date) -> int:
    dataset = Dataset.objects.get(code=code)
    described = dataset_row(dataset)
    is_kept = described.registered is not None and described.registered.keeps == "copy"
    if not is_kept or Pin.objects.filter(version=version, dataset=dataset, until=until).exists():
        return 0
    copies = copy_rows(described, files, until, version.number)
    with transaction.atomic():
        Pin.objects.create(version=version, dataset=dataset, until=until, files=[file_fields(e) for e in copies])
        after = {"version": version.number, "until": until, "rows": sum(entry.rows for entry in copies)}
        record(actor, verb="pin", object_kind="dataset", object_key=code, after=after)
    return 1


def _check(held: Dataset, wanted: Mapping[str, object], keeps: str) -> None:
    folder = Path(str(wanted["folder"]))
    home = Path(settings.HOME).resolve()
    names = wanted["names"]
    assert isinstance(names, dict)
    if keeps not in KEEPS:
        raise DatasetInvalid(dataset=held.code, name=keeps, reason="keeps")
    for name in names:
        if name not in held.columns:
            raise DatasetInvalid(dataset=held.code, name=name, reason="no_such_column")
    if not held.registered and held.loads.exists():
        raise DatasetInvalid(dataset=held.code, name=held.code, reason="rows_loaded")
    if folder == home or folder.is_relative_to(home / "warehouse") or home.is_relative_to(folder):
        raise DatasetInvalid(dataset=held.code, name=str(folder), reason="own_folder")


def _marks(files: Collection[FileEntry]) -> list[tuple[str, str, int]]:
    return [(entry.path, entry.sha256, entry.rows) for entry in files]
