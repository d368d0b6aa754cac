"""Answers on the terminal: a table, a few facts or one line; JSON when asked for."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from kpiloop.interfaces.cli import session
from kpiloop.interfaces.cli.plain import plain

GAP = "  "


def tell(text: str) -> None:
    """One line for a person; nothing where JSON was asked for."""
    if not session.current().as_json:
        print(text, flush=True)


def answer(given: object, text: str) -> None:
    """The outcome of a command: one line, or the outcome as JSON."""
    if session.current().as_json:
        tell_json(given)
    else:
        print(text, flush=True)


def tell_json(given: object) -> None:
    """Anything as JSON."""
    print(json.dumps(plain(given), ensure_ascii=False, indent=2), flush=True)


def table(rows: Sequence[object], heads: Sequence[str], cells: Iterable[Sequence[object]], empty: str = "") -> None:
    """Rows as a table with aligned columns, or the whole rows as JSON."""
    if session.current().as_json:
        tell_json(list(rows))
        return
    written = [[_text(cell) for cell in line] for line in cells]
    if not written:
        print(empty or session.say("没有记录。", "Nothing here."))
        return
    lines = [list(heads), *written]
    widths = [max(width(line[place]) for line in lines) for place in range(len(heads))]
    for line in lines:
        padded = [text + " " * (widths[place] - width(text)) for place, text in enumerate(line)]
        print(GAP.join(padded).rstrip())


def facts(given: object, shown: Mapping[str, object]) -> None:
    """A few named facts below each other, or everything as JSON."""
    if session.current().as_json:
        tell_json(given)
        return
    widest = max(width(name) for name in shown)
    for name, value in shown.items():
        print(f"{name}{' ' * (widest - width(name))}{GAP}{_text(value)}")


def width(text: str) -> int:
    """Columns a text takes on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _text(cell: object) -> str:
    if cell is None or cell == "":
        return "—"
    if isinstance(cell, list | tuple | set | frozenset):
        return ", ".join(str(each) for each in cell)
    return str(cell)
