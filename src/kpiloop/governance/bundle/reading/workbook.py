"""Reads a bundle from a workbook that speaks codes or words of any language, keeping the cell of every value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from kpiloop.governance.bundle.contents import PARTS
from kpiloop.governance.bundle.contents.sheets import DETAILS, PAIRS, ROLES, SHEETS, Sheet
from kpiloop.governance.bundle.fields import Field, Nested
from kpiloop.governance.bundle.reading.inside import join, unpaired
from kpiloop.governance.bundle.reading.plain_cells import meant, text_of
from kpiloop.governance.bundle.reading.table import Written, unknown_part
from kpiloop.governance.bundle.reading.vocabulary import Vocabulary, vocabulary
from kpiloop.governance.bundle.rows import Fault
from kpiloop.governance.bundle.spelling import NotUnderstood, understood
from kpiloop.loop.collect.connectors.grid import Grid
from kpiloop.loop.collect.connectors.xlsx.reader import read_xlsx

#: A sheet of this beginning explains and holds no rows.
NOTES = "#"
#: Columns that tell which row of the part a row of a further sheet stands in.
_OWNER = ("dataset", "source", "scheme", "kpi")
#: Columns of a further sheet that are said once for one owner.
_ONCE = {"dataset_columns": "column", "source_columns": "column"}
_Tables = dict[str, list[Written]]


def read_workbook(path: Path) -> tuple[_Tables, list[Fault]]:
    """Rows of every part as written, and what could not be read at all."""
    words = vocabulary()
    sheets: dict[str, list[Written]] = defaultdict(list)
    faults: list[Fault] = []
    for grid in read_xlsx(path, {"sheet": "*"}).grids:
        if grid.name.startswith(NOTES):
            continue
        code = words.sheet(grid.name)
        if code is None:
            faults.append(unknown_part(grid.name, grid.name, SHEETS))
            continue
        rows, found = _rows(words, SHEETS[code], grid)
        sheets[code] += rows
        faults += found
    tables, found = _gathered(sheets)
    return tables, [*faults, *found]


def _rows(words: Vocabulary, sheet: Sheet, grid: Grid) -> tuple[list[Written], list[Fault]]:
    if not grid.rows:
        return [], []
    columns, faults = _columns(words, sheet, grid)
    rows = []
    for row in grid.rows[1:]:
        values: dict[str, Nested] = {
            field.name: meant(words, sheet.name, field, text_of(row.cells[place], field.name))
            for place, field in columns
            if place < len(row.cells)
        }
        if any(values.values()):
            places = {field.name: f"{grid.name}!{_letters(place)}{row.line}" for place, field in columns}
            rows.append(Written(values, f"{grid.name}!{row.line}", places))
    return rows, faults


def _columns(words: Vocabulary, sheet: Sheet, grid: Grid) -> tuple[list[tuple[int, Field]], list[Fault]]:
    """Columns by their place, and headings that mean none or one that stands there already."""
    found: dict[str, tuple[int, Field]] = {}
    faults = []
    first = grid.rows[0]
    for place, cell in enumerate(first.cells):
        heading = text_of(cell, "")
        where = f"{grid.name}!{_letters(place)}{first.line}"
        code = words.head(sheet.name, heading)
        field = sheet.column(code) if code else None
        if heading and field is None:
            known = ", ".join(each.name for each in sheet.columns if each.name not in sheet.rare)
            faults.append(
                Fault("bundle_column_unknown", where, {"column": heading, "part": sheet.name, "columns": known})
            )
        elif field and field.name in found:
            faults.append(Fault("bundle_column_twice", where, {"column": field.name}))
        elif field:
            found[field.name] = (place, field)
    return list(found.values()), faults


def _gathered(sheets: Mapping[str, Sequence[Written]]) -> tuple[_Tables, list[Fault]]:
    """Parts with their structures put together from the further sheets."""
    faults = [fault for name in sheets for fault in _cell_faults(SHEETS[name], sheets[name])]
    inside: dict[tuple[str, tuple[str, ...]], dict[str, list[Written]]] = defaultdict(lambda: defaultdict(list))
    for name in DETAILS:
        for row in sheets.get(name, ()):
            inside[SHEETS[name].part, _owner(row)][name].append(row)
    tables: _Tables = {}
    for name in PARTS:
        if name in sheets:
            tables[name] = [_joined(name, row, inside.pop((name, _key(name, row)), {})) for row in sheets[name]]
    for (part, key), rows in inside.items():
        first = next(iter(rows.values()))[0]
        column = next(iter(first.values))
        fields = {"code": " / ".join(key), "column": column, "part": part}
        faults.append(Fault("bundle_code_unknown", first.where, fields))
    return tables, faults


def _joined(part: str, row: Written, inside: Mapping[str, Sequence[Written]]) -> Written:
    cells = {name: str(value) for name, value in row.values.items()}
    rows = {name: [_texts(each) for each in written] for name, written in inside.items()}
    values = {name: value for name, value in join(part, cells, rows).items() if value not in ("", {})}
    places = dict(row.cells)
    for field in PARTS[part].fields:
        if field.name in values and field.name not in places:
            owners = [each for written in inside.values() for each in written]
            places[field.name] = owners[0].where if owners else row.where
    return Written(values, row.where, {name: place for name, place in places.items() if PARTS[part].field(name)})


def _texts(row: Written) -> dict[str, str]:
    """A row of a further sheet with all it needs, as text; what is missing is a fault already."""
    texts = {name: str(value) for name, value in row.values.items()}
    needed = {"column": "?", "type": "?", "band_score": ""}
    return {**{name: texts.get(name) or lacking for name, lacking in needed.items()}, **_filled(texts)}


def _filled(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if text}


def _cell_faults(sheet: Sheet, rows: Sequence[Written]) -> Iterator[Fault]:
    """What the parts themselves do not check: further sheets, and columns that go into a structure."""
    own = PARTS.get(sheet.name)
    fields = [each for each in sheet.columns if own is None or own.field(each.name) is None]
    first: dict[tuple[str, ...], str] = {}
    for row in rows:
        for field in fields:
            yield from _cell_fault(sheet, field, row)
        if sheet.name in _ONCE:
            key = (*_owner(row), str(row.values.get(_ONCE[sheet.name], "")))
            if key in first:
                yield Fault("bundle_row_twice", row.where, {"key": " / ".join(key), "first": first[key]})
            first.setdefault(key, row.where)


def _cell_fault(sheet: Sheet, field: Field, row: Written) -> Iterator[Fault]:
    raw = row.values.get(field.name)
    place = row.cells.get(field.name, row.where)
    fields = {"column": field.name, "written": str(raw)[:80], "kind": field.kind}
    try:
        value = understood(field, unpaired(str(raw)) if raw and (sheet.name, field.name) in PAIRS else raw)
    except NotUnderstood:
        choices = {"choices": ", ".join(field.choices)} if field.choices else {}
        yield Fault("bundle_choice_unknown" if choices else f"bundle_not_{field.kind}", place, fields | choices)
        return
    if (
        field.name == "roles"
        and isinstance(value, tuple)
        and (strange := [each for each in value if each not in ROLES])
    ):
        yield Fault("bundle_choice_unknown", place, fields | {"written": strange[0], "choices": ", ".join(ROLES)})
    if field.is_required and value is None:
        yield Fault("bundle_column_missing", place, {"column": field.name, "part": sheet.name})


def _owner(row: Written) -> tuple[str, ...]:
    return tuple(str(row.values[name]) for name in _OWNER if row.values.get(name))


def _key(part: str, row: Written) -> tuple[str, ...]:
    names = ("scheme", "kpi") if part == "scoring" else ("code",)
    return tuple(str(row.values[name]) for name in names if row.values.get(name))


def _letters(place: int) -> str:
    """Name of a column by its place from 0: A, B, ... Z, AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name
