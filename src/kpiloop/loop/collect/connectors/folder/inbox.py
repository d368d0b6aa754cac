"""The way of a dropped file: inbox, working, then done or rejected with the reason beside it.

Every step is one rename, so a process that dies leaves the file in one place, and the next look takes it up there.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from kpiloop.loop.collect.errors import LocationRefused

#: A file that was written to within this time may still be growing.
QUIET_SECONDS = 5.0
_BESIDE = ("working", "done", "rejected")
_UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".filepart", ".swp")


@dataclass(frozen=True)
class Mark:
    """How a file looked: another mark means that somebody wrote to it."""

    name: str  #: name in the folder
    size: int  #: bytes
    changed: int  #: when its content changed, in nanoseconds
    moved: int  #: when it came here, in nanoseconds


def folder_of(code: str, location: str) -> Path:
    """The folder of a source: `inbox/CODE` in the home directory unless another one is named."""
    home = Path(settings.HOME).resolve()
    folder = (home / (location or f"inbox/{code}")).resolve()
    roots = [home / "inbox", *(Path(root).resolve() for root in settings.INBOX_ROOTS)]
    if not any(folder != root and folder.is_relative_to(root) for root in roots):
        raise LocationRefused(location=location)
    return folder


def mark_of(path: Path) -> Mark | None:
    """How a file looks now; None when it is gone."""
    try:
        held = path.stat()
    except FileNotFoundError:
        return None
    return Mark(path.name, held.st_size, held.st_mtime_ns, held.st_ctime_ns)


def waiting(folder: Path, *, now: float) -> list[Path]:
    """Files that were dropped whole, oldest first, and those a dead process left in the middle."""
    found = [path for path in _files(folder) if _is_whole(path, now)]
    return [*_files(folder / "working"), *found]


def take(path: Path) -> Path | None:
    """Move a file out of the inbox; None when somebody else was first."""
    if path.parent.name == "working":
        return path
    target = _free(path.parent / "working", path.name)
    try:
        path.rename(target)
    except FileNotFoundError:
        return None
    return target


def settle(path: Path, place: str, reason: str = "") -> Path:
    """Put a file where it ends; the reason lies beside a rejected one."""
    target = _free(path.parent.parent / place, path.name)
    if reason:
        target.with_name(f"{target.name}.reason.txt").write_text(reason, encoding="utf-8")
    path.rename(target)
    return target


def give_back(path: Path) -> None:
    """A file that grew while it was read goes back to the inbox and is read again when it rests."""
    path.rename(_free(path.parent.parent, path.name))


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Be the only one who works on a folder; False when another process does. The lock dies with its holder."""
    (folder / "working").mkdir(parents=True, exist_ok=True)
    with (folder / "working" / ".lock").open("a") as lock:
        try:
            fcntl.flock(lock.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    found = [path for path in folder.iterdir() if path.is_file() and not path.is_symlink() and _counts(path.name)]
    return sorted(found, key=lambda path: (path.stat().st_mtime_ns, path.name))


def _counts(name: str) -> bool:
    return not name.startswith((".", "~$")) and not name.lower().endswith(_UNFINISHED)


def _is_whole(path: Path, now: float) -> bool:
    return now - path.stat().st_mtime >= QUIET_SECONDS


def _free(folder: Path, name: str) -> Path:
    """A name nothing in the folder has yet."""
    folder.mkdir(parents=True, exist_ok=True)
    stem, suffix = os.path.splitext(name)
    target, number = folder / name, 1
    while target.exists():
        number += 1
        target = folder / f"{stem}-{number}{suffix}"
    return target
