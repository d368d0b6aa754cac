"""Reads the HTML page many an ERP exports under the name .xls: its largest table, merged cells included."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from kpiloop.engine.errors import Refusal
from kpiloop.loop.collect.connectors.grid import Grid, GridRow, Merge

_START = re.compile(rb"^\s*(<!doctype\s+html|<html|<table|<meta|<style|<\?xml[^>]*>\s*<html)", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
#: A page says gb2312 and means the whole of GB18030.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030"}
_MOST_SPAN = 1000


def is_html(start: bytes) -> bool:
    """Whether a file that calls itself a workbook is a page."""
    return bool(_START.match(start.removeprefix(b"\xef\xbb\xbf")))


def read_html(content: bytes, name: str) -> Grid:
    """The largest table of a page."""
    said = _CHARSET.search(content[:2000])
    encoding = said[1].decode("ascii").lower() if said else "utf-8"
    try:
        text = content.decode(_WIDER.get(encoding, encoding))
    except (UnicodeDecodeError, LookupError):
        raise Refusal("file_unreadable", file=name, reason=encoding) from None
    parser = _Tables()
    parser.feed(text)
    table = max(parser.tables, key=lambda each: len(each.rows), default=_Table())
    rows = tuple(GridRow(line, tuple(cells)) for line, cells in enumerate(table.rows, 1))
    return Grid("", rows, tuple(table.merges), notes={"encoding": encoding})


@dataclass
class _Table:
    """One table in the making."""

    rows: list[list[str | None]] = field(default_factory=list)  #: cells by line
    merges: list[Merge] = field(default_factory=list)  #: merged cells
    taken: set[tuple[int, int]] = field(default_factory=set)  #: places covered by a merge from above


class _Tables(HTMLParser):
    """Collects the tables of a page; scripts and styles are not text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self.text: list[str] | None = None
        self.span = (1, 1)
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a line or a cell."""
        if tag == "table":
            self.tables.append(_Table())
        elif tag == "tr" and self.tables:
            self._end_cell()
            self.tables[-1].rows.append([])
        elif tag in ("td", "th") and self.tables and self.tables[-1].rows:
            self._end_cell()
            held = dict(attrs)
            self.span = (_span(held.get("rowspan")), _span(held.get("colspan")))
            self.text = []
        elif tag in ("script", "style"):
            self.silent += 1
        elif tag == "br" and self.text is not None:
            self.text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """End a cell."""
        if tag in ("td", "th", "tr", "table"):
            self._end_cell()
        elif tag in ("script", "style"):
            self.silent -= 1

    def handle_data(self, data: str) -> None:
        """Text of the cell at hand."""
        if self.text is not None and not self.silent:
            self.text.append(data)

    def _end_cell(self) -> None:
        if self.text is None:
            return
        table, text = self.tables[-1], "".join(self.text).strip()
        self.text = None
        row, line = table.rows[-1], len(table.rows)
        while (line, len(row)) in table.taken:
            row.append(None)
        down, right = self.span
        place = len(row)
        row += [text or None, *([None] * (right - 1))]
        if down > 1 or right > 1:
            table.merges.append(Merge(line, place, line + down - 1, place + right - 1))
            table.taken |= {(line + below, place + beside) for below in range(1, down) for beside in range(right)}


def _span(written: str | None) -> int:
    return min(int(written), _MOST_SPAN) if written and written.isdigit() and int(written) else 1
