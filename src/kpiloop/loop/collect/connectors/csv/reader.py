"""Reads a text file into a grid."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from kpiloop.loop.collect.connectors.columns import text_lines
from kpiloop.loop.collect.connectors.csv.encoding import detect_encoding
from kpiloop.loop.collect.connectors.grid import Grid, GridRow, Reading
from kpiloop.loop.collect.errors import FileTooLarge, FileUnreadable

#: Larger text files belong into a database.
MOST_BYTES = 512 * 1024 * 1024
_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_LINES = 50


def read_csv(location: Path, recipe: Mapping[str, object]) -> Reading:
    """All rows of a text file; encoding and delimiter are detected unless the recipe states them."""
    size = location.stat().st_size
    if size > MOST_BYTES:
        raise FileTooLarge(file=location.name, size=size, limit=MOST_BYTES)
    content = location.read_bytes()
    encoding = str(recipe.get("encoding") or detect_encoding(content))
    try:
        text = content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        raise FileUnreadable(file=location.name, reason=encoding) from None
    delimiter = str(recipe.get("delimiter") or detect_delimiter(text))
    grid = Grid("", _rows(text, delimiter, location.name), notes={"encoding": encoding, "delimiter": delimiter})
    return Reading((grid,), hashlib.sha256(content).hexdigest(), location.name)


def detect_delimiter(text: str) -> str:
    """The sign that splits most lines into the same number of cells.

    >>> detect_delimiter("部门|金额\\n华东,一部|1\\n")
    '|'
    """
    lines = [line for line in text.splitlines()[: _SAMPLE_LINES * 2] if line.strip()][:_SAMPLE_LINES]
    best, best_score = ",", (0, 0)
    for sign in _DELIMITERS:
        widths = Counter(len(next(csv.reader([line], delimiter=sign), [])) for line in lines)
        width, lines_of_width = max(
            ((width, count) for width, count in widths.items() if width > 1), key=lambda pair: pair[1], default=(0, 0)
        )
        if (lines_of_width, width) > best_score:
            best, best_score = sign, (lines_of_width, width)
    return best


def _rows(text: str, delimiter: str, name: str) -> Sequence[GridRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    lines: list[int] = []
    line = 1
    try:
        for cells in reader:
            rows.append(cells)
            lines.append(line)
            line = reader.line_num + 1
    except csv.Error as fault:
        raise FileUnreadable(file=name, reason=f"{fault} ({line})") from None
    made = text_lines(rows, lines)
    return made if made is not None else tuple(GridRow(at, tuple(cells)) for at, cells in zip(lines, rows, strict=True))
