"""Files people hand over: kept under the hash of their content, so that the same file is the same place."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404

from kpiloop.engine.errors import Refusal

LARGEST = 200 * 1024 * 1024
ENDINGS = {".xlsx", ".xlsm", ".xls", ".csv", ".tsv", ".txt", ".sqlite", ".sqlite3", ".db"}
_KEY = re.compile(r"^[0-9a-f]{24}$")


class UploadRefused(Refusal):
    """The file is too large or of a kind nobody reads: file, endings, limit."""

    code = "upload_refused"


def keep_upload(file: UploadedFile[Any], endings: Collection[str] = ENDINGS) -> str:
    """Store a received file below the home directory; returns its key."""
    name = Path(file.name or "file").name
    if (file.size or 0) > LARGEST or Path(name).suffix.lower() not in endings:
        raise UploadRefused(file=name, endings=" ".join(sorted(endings)), limit=LARGEST // (1024 * 1024))
    base = _folder()
    base.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=base, delete=False) as copy:
        for chunk in file.chunks():
            digest.update(chunk)
            copy.write(chunk)
    key = digest.hexdigest()[:24]
    place = base / key
    place.mkdir(exist_ok=True)
    for earlier in place.iterdir():
        earlier.unlink()
    Path(copy.name).replace(place / _plain(name))
    return key


def upload_path(key: str) -> Path:
    """The file of a key; an unknown key does not exist."""
    place = _folder() / key if _KEY.match(key) else None
    found = sorted(place.iterdir()) if place is not None and place.is_dir() else []
    if not found:
        raise Http404
    return found[0]


def _folder() -> Path:
    return Path(settings.HOME).resolve() / "uploads"


def _plain(name: str) -> str:
    """The name without anything a path or a terminal could trip over."""
    return re.sub(r"[^\w.\-()（） ]", "_", name)[-120:].lstrip(".") or "file"
