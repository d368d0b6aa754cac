"""Reads one file of a watched folder by what its name ends in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kpiloop.loop.collect.connectors.csv.reader import read_csv
from kpiloop.loop.collect.connectors.grid import Reading
from kpiloop.loop.collect.connectors.xlsx.reader import read_xlsx
from kpiloop.loop.collect.errors.feeds import EndingUnknown

_TEXTS = frozenset({".csv", ".tsv", ".txt"})
_WORKBOOKS = frozenset({".xlsx", ".xls"})


def read_dropped(location: Path, recipe: Mapping[str, object]) -> Reading:
    """The content of a dropped file."""
    ending = location.suffix.lower()
    if ending in _TEXTS:
        return read_csv(location, recipe)
    if ending in _WORKBOOKS:
        return read_xlsx(location, recipe)
    raise EndingUnknown(file=location.name, endings=" ".join(sorted(_TEXTS | _WORKBOOKS)))
