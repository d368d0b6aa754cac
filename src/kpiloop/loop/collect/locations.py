"""Where a source lies: below the home directory or anywhere on the machine, but never in the product's own stores."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from kpiloop.loop.collect.errors import FileMissing, LocationRefused

#: Pay, scores and keys live here; a source that pointed at them would carry them into the fact store.
_OWN_FOLDERS = ("secrets", "warehouse", "backups", "packs", "run")
_OWN_FILES = "kpiloop.sqlite3"
_PATTERN_SIGNS = frozenset("*?[")


def resolve_location(written: str) -> Path:
    """The file a location names; of several that fit a pattern the last by name."""
    home = Path(settings.HOME).resolve()
    path = Path(written).expanduser()
    base = path if path.is_absolute() else home / path
    found = _newest(base) if _PATTERN_SIGNS & set(base.name) else base
    resolved = found.resolve()
    if _is_own(resolved, home):
        raise LocationRefused(location=written)
    if not resolved.is_file():
        raise FileMissing(location=written)
    return resolved


def _newest(pattern: Path) -> Path:
    fitting = sorted(path for path in pattern.parent.glob(pattern.name) if path.is_file())
    if not fitting:
        raise FileMissing(location=str(pattern.name))
    return fitting[-1]


def _is_own(path: Path, home: Path) -> bool:
    if not path.is_relative_to(home):
        return False
    inside = path.relative_to(home)
    return inside.parts[0] in _OWN_FOLDERS or inside.parts[0].startswith(_OWN_FILES)
