"""From grids to cards: blocks of units or people with KPI, weight, target and way of scoring."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from kpiloop.governance.letters.errors import NoLetters
from kpiloop.governance.letters.rows import LetterBook, LetterCard, LetterLine
from kpiloop.loop.collect.cleaning.numbers import read_number
from kpiloop.loop.collect.cleaning.texts import Cell, names_a_total, same_name, tidy
from kpiloop.loop.collect.connectors.grid import Grid
from kpiloop.loop.collect.connectors.registry import read_source

#: Headings by meaning; the first that stands in a heading wins, longer words before shorter ones.
HEADINGS: dict[str, tuple[str, ...]] = {
    "subject": ("被考核人", "考核对象", "责任部门", "姓名", "责任主体", "subject", "name of unit"),
    "weight": ("权重", "分值", "标准分", "weight"),
    "target": ("目标值", "考核目标", "年度目标", "目标", "指标值", "target"),
    "scoring": ("计分办法", "计分方法", "评分标准", "评分办法", "考核标准", "考核办法", "计算方式", "scoring"),
    "source": ("数据来源", "数据提供", "信息来源", "提供部门", "source"),
    "definition": ("指标定义", "指标说明", "计算公式", "考核内容", "口径", "definition", "formula"),
    "kpi": ("指标名称", "考核指标", "关键绩效指标", "考核项目", "工作目标", "指标", "kpi"),
}
_WHO = re.compile(
    r"(?:被考核人|被考核部门|考核对象|责任部门|责任单位|责任人|部门名称|单位名称|部门|单位|姓名|岗位|乙方|unit|name)"
    r"\s*[:：]\s*(?P<who>[^\s:：,，;；|（(]+)",
    re.IGNORECASE,
)
_TEXT_FILES = (".csv", ".tsv", ".txt")
Places = Mapping[str, int]


def read_letters(path: Path) -> LetterBook:
    """Read every letter of a workbook.

    Shape:    a file -> cards in the order of the sheets and blocks.
    Missing:  a weight that cannot be read is none, never 0.
    Errors:   letters_not_found, and what reading the file refuses.
    """
    kind, recipe = ("csv", {}) if path.suffix.lower() in _TEXT_FILES else ("xlsx", {"sheet": "*"})
    reading = read_source(kind, path, recipe)
    cards = [card for grid in reading.grids for card in _cards(grid)]
    if not cards:
        raise NoLetters(file=reading.file_name, sheets=", ".join(grid.name for grid in reading.grids))
    return LetterBook(reading.file_name, reading.sha256, tuple(cards))


def _cards(grid: Grid) -> Iterator[LetterCard]:
    """Blocks of one sheet: a line of headings begins one, a new name ends it."""
    places: Places = {}
    who, held = "", dict[str, list[LetterLine]]()
    for row in grid.rows:
        heads = _heads(row.cells)
        if heads:
            places = heads
            continue
        named = _named(row.cells)
        if named and not _is_line(row.cells, places):
            who, places = named, {}
            continue
        if not places:
            continue
        own = tidy(_at(row.cells, places.get("subject")))
        who = own or who
        line = _line(grid, row.line, row.cells, places)
        if line is not None:
            held.setdefault(who or grid.name, []).append(line)
    for subject, lines in held.items():
        yield LetterCard(subject, grid.name, tuple(_percents(lines)))


def _heads(cells: Sequence[Cell]) -> dict[str, int]:
    """Meanings of a line of headings; empty when it is none."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        text = same_name(cell) if isinstance(cell, str) and len(cell) < 30 else ""
        meaning = next((name for name, words in HEADINGS.items() if any(same_name(word) in text for word in words)), "")
        if text and meaning and meaning not in found:
            found[meaning] = place
    return found if "kpi" in found and "weight" in found else {}


def _named(cells: Sequence[Cell]) -> str:
    """The unit or person a line such as `姓名：张三` announces."""
    for place, cell in enumerate(cells):
        text = tidy(cell)
        found = _WHO.search(text)
        if found:
            return found["who"]
        if text.endswith(("：", ":")) and _WHO.search(f"{text}{tidy(_at(cells, place + 1))}"):
            return tidy(_at(cells, place + 1))
    return ""


def _is_line(cells: Sequence[Cell], places: Places) -> bool:
    return bool(places) and bool(tidy(_at(cells, places["kpi"]))) and _weight(_at(cells, places["weight"])) is not None


def _line(grid: Grid, number: int, cells: Sequence[Cell], places: Places) -> LetterLine | None:
    name = tidy(_at(cells, places["kpi"]))
    if not name or names_a_total(name) or any(names_a_total(cell) for cell in cells[: places["kpi"]]):
        return None

    def said(meaning: str) -> str:
        cell = _at(cells, places.get(meaning))
        return format(cell.normalize(), "f") if isinstance(cell, Decimal) else tidy(cell)

    weight = _weight(_at(cells, places["weight"]))
    texts = {meaning: said(meaning) for meaning in ("target", "scoring", "source", "definition")}
    return None if weight is None and not any(texts.values()) else LetterLine(grid.name, number, name, weight, **texts)


def _weight(cell: Cell) -> Decimal | None:
    """A weight in percent; 0.25 among figures such as 40 is a cell Excel shows as 25 %."""
    text = re.sub(r"[分%％\s]+$", "", cell) if isinstance(cell, str) else cell
    try:
        read = read_number(text)
    except ValueError:
        return None
    if read is None:
        return None
    return read.value * 100 if text == cell and 0 < read.value < 1 else read.value


def _percents(lines: Sequence[LetterLine]) -> list[LetterLine]:
    """Nothing above 1 is a card of one line, or of fractions: 1 is all of it."""
    known = [line.weight for line in lines if line.weight is not None]
    if not known or max(known) > 1:
        return list(lines)
    return [
        LetterLine(
            line.sheet,
            line.line,
            line.kpi,
            None if line.weight is None else line.weight * 100,
            line.target,
            line.scoring,
            line.source,
            line.definition,
        )
        for line in lines
    ]


def _at(cells: Sequence[Cell], place: int | None) -> Cell:
    return cells[place] if place is not None and place < len(cells) else None
