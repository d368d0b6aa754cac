"""A build of the demo company that was cut off: marked while it runs, cleared before the next one starts over."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from django.db import connection

#: Stands in the home directory while the company is being built; found later, the build was cut off.
MARK = "demo-unfinished"
#: What a build makes; anything else in the directory is somebody's own.
MADE = ("warehouse", "sources", "uploads", "run", "kpiloop.sqlite3", "kpiloop.sqlite3-wal", "kpiloop.sqlite3-shm")


def there_before(home: Path) -> tuple[str, ...]:
    """Names a build would make that are in the directory already."""
    return tuple(name for name in MADE if (home / name).exists())


def mark(home: Path, kept: tuple[str, ...]) -> None:
    """Say that a build runs, and what it found there and must never clear."""
    (home / MARK).write_text(json.dumps(kept), encoding="ascii")


def unmark(home: Path) -> None:
    """The build is whole."""
    (home / MARK).unlink()


def is_marked(home: Path) -> bool:
    """Whether a build was cut off here."""
    return (home / MARK).exists()


def clear(home: Path) -> bool:
    """Remove what the build made; False where that cannot be told for sure, and then nothing is touched."""
    if connection.vendor != "sqlite" or Path(str(connection.settings_dict["NAME"])).parent != home:
        return False
    try:
        kept = json.loads((home / MARK).read_text(encoding="ascii"))
    except ValueError:
        return False
    if "kpiloop.sqlite3" in kept:
        return False
    connection.close()
    for name in MADE:
        if name in kept:
            continue
        if (home / name).is_dir():
            shutil.rmtree(home / name)
        else:
            (home / name).unlink(missing_ok=True)
    unmark(home)
    return True
