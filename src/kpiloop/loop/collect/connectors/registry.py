"""Which connector reads which kind of source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from kpiloop.loop.collect.connectors.csv.reader import read_csv
from kpiloop.loop.collect.connectors.folder.reader import read_dropped
from kpiloop.loop.collect.connectors.grid import Reading
from kpiloop.loop.collect.connectors.push.reader import read_pushed
from kpiloop.loop.collect.connectors.xlsx.reader import read_xlsx
from kpiloop.loop.collect.errors import FileMissing, KindUnknown

Reader = Callable[[Path, Mapping[str, object]], Reading]

READERS: dict[str, Reader] = {"csv": read_csv, "xlsx": read_xlsx, "push": read_pushed, "folder": read_dropped}


def read_source(kind: str, location: Path, recipe: Mapping[str, object]) -> Reading:
    """Everything a source holds now."""
    reader = READERS.get(kind)
    if reader is None:
        raise KindUnknown(kind=kind, kinds=", ".join(sorted(READERS)))
    if not location.is_file():
        raise FileMissing(location=location.name)
    return reader(location, recipe)
