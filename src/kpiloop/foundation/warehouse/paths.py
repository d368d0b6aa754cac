"""Where the files of the store lie."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def files_folder() -> Path:
    """Folder of the immutable files; made on first use."""
    return _made("files")


def build_folder() -> Path:
    """Folder of the writer's lock."""
    return _made("build")


def months_folder() -> Path:
    """Folder of the month tables; everything in it can be made again."""
    return _made("months")


def spill_folder() -> Path:
    """Folder the engine may spill into during a large query."""
    return _made("spill")


def states_folder() -> Path:
    """Folder of what may be computed again at any time."""
    return _made("states")


def _made(name: str) -> Path:
    folder = Path(settings.HOME) / "warehouse" / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder
