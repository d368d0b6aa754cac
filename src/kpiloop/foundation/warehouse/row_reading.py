"""Tables of the fact store -> the rows it hands out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kpiloop.foundation.warehouse.models import Dataset, Load, Version
from kpiloop.foundation.warehouse.rows import DatasetRow, FileEntry, LoadRow, VersionRow


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
    )


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
    return {
        code: tuple(
            FileEntry(
                path=str(entry["path"]),
                rows=int(str(entry["rows"])),
                sha256=str(entry["sha256"]),
                month=str(entry["month"]),
            )
            for entry in entries
        )
        for code, entries in stored.items()
    }


def manifest_fields(manifest: Mapping[str, Sequence[FileEntry]]) -> dict[str, list[dict[str, object]]]:
    """Files by dataset -> what is stored."""
    return {
        code: [
            {"path": entry.path, "rows": entry.rows, "sha256": entry.sha256, "month": entry.month} for entry in entries
        ]
        for code, entries in sorted(manifest.items())
    }
