"""What a workbook may unpack to, asked before anything is parsed."""

from __future__ import annotations

import zipfile
from pathlib import Path

from kpiloop.loop.collect.errors import FileTooLarge, FileUnreadable

#: A 3 MB workbook that unpacks to 1 GB keeps a reader busy for minutes; honest ones stay far below.
MOST_UNPACKED = 100 * 1024 * 1024
MOST_RATIO = 100
MOST_MEMBERS = 1000
MOST_BYTES = 50 * 1024 * 1024
#: Small parts compress extremely well and harm nobody.
_RATIO_FROM = 10 * 1024 * 1024
_OLD_BINARY = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def check_budget(location: Path) -> None:
    """Refuse a workbook that is too large, unpacks to too much, or is none at all."""
    size = location.stat().st_size
    if size > MOST_BYTES:
        raise FileTooLarge(file=location.name, size=size, limit=MOST_BYTES)
    with location.open("rb") as handle:
        start = handle.read(8)
    if start == _OLD_BINARY:
        return
    try:
        with zipfile.ZipFile(location) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise FileUnreadable(file=location.name, reason="no_workbook") from None
    unpacked = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS:
        raise FileTooLarge(file=location.name, size=len(members), limit=MOST_MEMBERS)
    if unpacked > MOST_UNPACKED or (unpacked > _RATIO_FROM and unpacked > MOST_RATIO * max(size, 1)):
        raise FileTooLarge(file=location.name, size=unpacked, limit=min(MOST_UNPACKED, MOST_RATIO * size))
