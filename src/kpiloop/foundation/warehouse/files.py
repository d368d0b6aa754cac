"""Immutable files: written once under a new name, forced to disk, checked before use."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from kpiloop.foundation.warehouse.errors import FileDamaged, OutsideFileChanged
from kpiloop.foundation.warehouse.paths import files_folder
from kpiloop.foundation.warehouse.rows import FileEntry

BLOCK = 1 << 20
READ_ONLY = 0o444
ROW_GROUP = 1 << 17
#: So many rows tell whether the values of a column repeat.
_SAMPLE = 2048

_checked: set[tuple[str, str]] = set()


def write_file(table: pa.Table, *, folder: str, stem: str, month: str = "") -> FileEntry:
    """Write rows under a name nobody has used and read them back before anyone may refer to them."""
    directory = files_folder() / folder
    directory.mkdir(parents=True, exist_ok=True)
    relative = f"{folder}/{stem}-{secrets.token_hex(8)}.parquet"
    path = files_folder() / relative
    with path.open("xb") as sink:
        pq.write_table(table, sink, compression="zstd", row_group_size=ROW_GROUP, use_dictionary=_repeating(table))
        sink.flush()
        os.fsync(sink.fileno())
    path.chmod(READ_ONLY)
    force_folder(directory)
    written = pq.read_metadata(path).num_rows
    if written != table.num_rows:
        raise FileDamaged(path=relative, rows=written, expected=table.num_rows)
    return FileEntry(path=relative, rows=written, sha256=checksum(path), month=month)


def _repeating(table: pa.Table) -> list[str]:
    """Columns whose values repeat: a dictionary of the others costs time and space for nothing."""
    some = table.slice(0, _SAMPLE)
    return [name for name in table.column_names if 2 * len(some.column(name).unique()) <= some.num_rows]


def force_folder(directory: Path) -> None:
    """Make the names in a folder survive a power cut."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def checksum(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while block := source.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def stamp_of(path: Path) -> str:
    """Size and time of the last change: another stamp means another content."""
    held = path.stat()
    return f"{held.st_size}:{held.st_mtime_ns}"


def checked_path(entry: FileEntry) -> Path:
    """The path of a file whose bytes are what the manifest says; looked at once per process.

    A file of somebody else is looked at each time: it may have been replaced since it was noted.
    """
    if entry.is_outside:
        outside = Path(entry.path)
        if not outside.is_file() or stamp_of(outside) != entry.stamp:
            raise OutsideFileChanged(path=outside.name)
        return outside
    path = files_folder() / entry.path
    known = (str(path), entry.sha256)
    if known not in _checked:
        if not path.exists():
            raise FileDamaged(path=entry.path, rows=0, expected=entry.rows)
        if checksum(path) != entry.sha256:
            raise FileDamaged(path=entry.path, rows="?", expected=entry.rows)
        _checked.add(known)
    elif not path.exists():
        raise FileDamaged(path=entry.path, rows=0, expected=entry.rows)
    return path


def forget_checks() -> None:
    """Look at every file again (tests, `doctor`)."""
    _checked.clear()
