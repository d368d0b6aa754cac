"""Keeping what was handed over: below the home directory, under its hash, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from kpiloop.loop.collect.errors.feeds import FileRefused

LARGEST_FILE = 200 * 1024 * 1024
ENDINGS = frozenset({".xlsx", ".xls", ".csv", ".tsv", ".txt", ".sqlite", ".sqlite3", ".db"})
_MEGABYTE = 1024 * 1024


def keep_file(name: str, chunks: Iterable[bytes], *, endings: frozenset[str] = ENDINGS) -> Path:
    """Keep a received file; the same content under the same name is the same place."""
    plain = _plain(Path(name or "file").name)
    if Path(plain).suffix.lower() not in endings:
        raise _refused(plain, endings)
    size = 0
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=_folder(), delete=False) as copy:
        for chunk in chunks:
            size += len(chunk)
            if size > LARGEST_FILE:
                Path(copy.name).unlink()
                raise _refused(plain, endings)
            digest.update(chunk)
            copy.write(chunk)
        _force(copy.fileno())
    return _place(Path(copy.name), f"{digest.hexdigest()[:24]}/{plain}")


def keep_text(folder: str, name: str, content: bytes) -> Path:
    """Keep a text the product made itself, such as a push."""
    with tempfile.NamedTemporaryFile(dir=_folder(), delete=False) as copy:
        copy.write(content)
        _force(copy.fileno())
    return _place(Path(copy.name), f"{folder}/{name}")


def _place(copy: Path, relative: str) -> Path:
    place = _folder() / relative
    place.parent.mkdir(parents=True, exist_ok=True)
    copy.replace(place)
    return place


def _force(descriptor: int) -> None:
    os.fsync(descriptor)


def _folder() -> Path:
    folder = Path(settings.HOME).resolve() / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _plain(name: str) -> str:
    """The name without anything a path or a terminal could trip over."""
    return re.sub(r"[^\w.\-()（） ]", "_", name)[-120:].lstrip(".") or "file"


def _refused(name: str, endings: frozenset[str]) -> FileRefused:
    return FileRefused(file=name, endings=" ".join(sorted(endings)), limit=LARGEST_FILE // _MEGABYTE)
