"""Tables of the fact store -> the rows it hands out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from kpiloop.foundation.marks import mark_of
from kpiloop.foundation.reading import once
from kpiloop.foundation.warehouse.errors import DatasetUnknown
from kpiloop.foundation.warehouse.models import Dataset, Load, Pin, Version
from kpiloop.foundation.warehouse.rows import DatasetRow, FileEntry, LoadRow, Registered, VersionRow

#: What is said of a dataset and may be said otherwise.
DESCRIPTION = (
    "name_zh", "name_en", "columns", "key_columns", "date_columns", "unit_column", "person_column", "dimensions",
    "tree_columns", "money_columns",
)  # fmt: skip


def dataset_row(dataset: Dataset) -> DatasetRow:
    """A dataset as others see it."""
    return DatasetRow(
        id=dataset.pk,
        code=dataset.code,
        name_zh=dataset.name_zh,
        name_en=dataset.name_en,
        columns=dict(dataset.columns),
        key_columns=tuple(dataset.key_columns),
        date_columns=tuple(dataset.date_columns),
        unit_column=dataset.unit_column,
        person_column=dataset.person_column,
        dimensions=tuple(dataset.dimensions),
        tree_columns=dict(dataset.tree_columns),
        money_columns=tuple(dataset.money_columns),
        registered=Registered(**dataset.registered) if dataset.registered else None,
        mark=mark_of(dataset, DESCRIPTION),
    )


def datasets_by_code() -> Mapping[str, DatasetRow]:
    """Every registered dataset by its code, in the order of codes; a page reads them once."""
    return once("warehouse.datasets", lambda: {row.code: dataset_row(row) for row in Dataset.objects.order_by("code")})


def version_row(version: Version) -> VersionRow:
    """A version with its files."""
    return VersionRow(
        number=version.number,
        created_at=version.created_at,
        rows=version.rows,
        sha256=version.sha256,
        manifest=read_manifest(version.manifest),
    )


def load_row(load: Load, months: Sequence[str] = ()) -> LoadRow:
    """A load as others see it."""
    return LoadRow(
        number=load.number,
        dataset=load.dataset.code,
        version=load.version.number,
        rows=load.rows,
        rows_new=load.rows_new,
        rows_replaced=load.rows_replaced,
        rows_unchanged=load.rows_unchanged,
        covers_from=load.covers_from,
        covers_to=load.covers_to,
        sha256=load.sha256,
        created_at=load.created_at,
        months=tuple(months),
    )


def read_manifest(stored: Mapping[str, Sequence[Mapping[str, object]]]) -> dict[str, tuple[FileEntry, ...]]:
    """Stored manifest -> files by dataset."""
    return {code: read_files(entries) for code, entries in stored.items()}


def read_files(stored: Sequence[Mapping[str, object]]) -> tuple[FileEntry, ...]:
    """Stored files of one dataset."""
    return tuple(
        FileEntry(
            path=str(entry["path"]),
            rows=int(str(entry["rows"])),
            sha256=str(entry["sha256"]),
            month=str(entry["month"]),
            stamp=str(entry.get("stamp", "")),
            load=int(str(entry.get("load", 0))),
            since=str(entry.get("since", "")),
        )
        for entry in stored
    )


def manifest_fields(manifest: Mapping[str, Sequence[FileEntry]]) -> dict[str, list[dict[str, object]]]:
    """Files by dataset -> what is stored."""
    return {code: [file_fields(entry) for entry in entries] for code, entries in sorted(manifest.items())}


def file_fields(entry: FileEntry) -> dict[str, object]:
    """One file -> what is stored; files of our own have neither stamp nor load."""
    held: dict[str, object] = {
        "path": entry.path, "rows": entry.rows, "sha256": entry.sha256, "month": entry.month,
    }  # fmt: skip
    held |= {"stamp": entry.stamp, "load": entry.load} if entry.is_outside else {}
    return held | ({"since": entry.since} if entry.since else {})


def files_of(stored: VersionRow, code: str, until: date | None = None) -> tuple[DatasetRow, tuple[FileEntry, ...]]:
    """A dataset with its files in a version; days that were copied at a close are read from the copy."""
    found = datasets_by_code().get(code)
    if found is None:
        raise DatasetUnknown(dataset=code)
    files = stored.manifest.get(code, ())
    if until is not None and files and files[0].is_outside:
        pins = Pin.objects.filter(version__number=stored.number, dataset_id=found.id, until__gte=until)
        pin = pins.order_by("until").first()
        files = read_files(pin.files) if pin else begun_before(files, until)
    return found, files


def begun_before(files: Sequence[FileEntry], until: date) -> tuple[FileEntry, ...]:
    """Files outside that may hold a row of a day before another: the others are not asked, whatever became of them."""
    return tuple(entry for entry in files if not entry.since or date.fromisoformat(entry.since) < until)


def is_fingerprint_only(version_number: int, code: str) -> bool:
    """True when the rows lie in a folder of somebody else and no close copies them: the hashes are all we keep."""
    stored = Version.objects.filter(number=version_number).first()
    files = read_manifest(stored.manifest).get(code, ()) if stored else ()
    found = datasets_by_code().get(code)
    keeps = found.registered if found else None
    return bool(files and files[0].is_outside and keeps and keeps.keeps == "fingerprint")
