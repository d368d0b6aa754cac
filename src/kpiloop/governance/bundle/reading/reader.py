"""Reads a bundle from wherever it lies and understands every value."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from kpiloop.governance.bundle.contents import PARTS
from kpiloop.governance.bundle.errors import PathUnreadable
from kpiloop.governance.bundle.fields import LARGEST, Field, Part, Value
from kpiloop.governance.bundle.reading.folder import MOST_BYTES, SUFFIXES, read_folder, read_kpi_file
from kpiloop.governance.bundle.reading.table import Written
from kpiloop.governance.bundle.reading.workbook import read_workbook
from kpiloop.governance.bundle.rows import Bundle, Fault, Reading, Row
from kpiloop.governance.bundle.spelling import NotUnderstood, understood

WORKBOOKS = (".xlsx", ".xlsm", ".xls")


def read_bundle(path: Path) -> Reading:
    """The bundle of a folder, a zip of one, or a workbook; every slip is kept with its place."""
    if path.is_dir():
        tables, faults = read_folder(path)
    elif path.suffix.lower() in WORKBOOKS and path.is_file():
        tables, faults = read_workbook(path)
    elif is_kpi_file(path):
        tables, faults = read_kpi_file(path)
    elif path.suffix.lower() == ".zip" and path.is_file():
        tables, faults = _read_zip(path)
    else:
        raise PathUnreadable(path=str(path))
    if not tables and not faults:
        raise PathUnreadable(path=str(path))
    return _understand(tables, faults)


def is_kpi_file(path: Path) -> bool:
    """Whether a bundle is one text file of KPIs; such a file says nothing about the KPIs it does not name."""
    return path.suffix.lower() in SUFFIXES and path.is_file()


def _read_zip(path: Path) -> tuple[dict[str, list[Written]], list[Fault]]:
    """Files of a zip by their bare names; folders inside it say nothing, and nothing is written outside."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            _unpack(path, Path(folder))
        except zipfile.BadZipFile:
            raise PathUnreadable(path=str(path)) from None
        return read_folder(Path(folder))


def _unpack(path: Path, folder: Path) -> None:
    with zipfile.ZipFile(path) as packed:
        for member in packed.infolist():
            path_inside = Path(member.filename)
            if path_inside.suffix in SUFFIXES:
                # One byte above the limit is enough to be refused; a bomb is never unpacked whole.
                (folder / path_inside.name).write_bytes(packed.open(member).read(MOST_BYTES + 1))


def _understand(tables: Mapping[str, Sequence[Written]], faults: list[Fault]) -> Reading:
    parts = {}
    for name, part in PARTS.items():
        if tables.get(name):  # an empty sheet or file says nothing about what the company has
            rows, found = understand_rows(part, tables[name])
            parts[name] = rows
            faults = [*faults, *found]
    return Reading(Bundle(parts), tuple(faults))


def understand_rows(part: Part, written: Sequence[Written]) -> tuple[tuple[Row, ...], list[Fault]]:
    """Rows of a part with every value understood; a slip is named with its place."""
    rows = []
    faults = []
    for each in written:
        row, found = _understand_row(part, each)
        rows.append(row)
        faults += found
    return tuple(rows), faults


def _understand_row(part: Part, each: Written) -> tuple[Row, list[Fault]]:
    values: dict[str, Value] = {}
    faults = []
    for head in each.values:
        if part.field(head) is None:
            known = ", ".join(field.name for field in part.fields)
            fields = {"column": head, "part": part.name, "columns": known}
            faults.append(Fault("bundle_column_unknown", each.cells.get(head, each.where), fields))
    for field in part.fields:
        raw = each.values.get(field.name)
        place = each.cells.get(field.name, each.where)
        try:
            values[field.name] = understood(field, raw)
        except NotUnderstood:
            values[field.name] = None
            fields = {"column": field.name, "written": str(raw)[:80], "kind": field.kind}
            if field.choices:
                faults.append(Fault("bundle_choice_unknown", place, {**fields, "choices": ", ".join(field.choices)}))
            else:
                faults.append(Fault(f"bundle_not_{field.kind}", place, fields))
            continue
        if (outside := _outside(field, values[field.name])) is not None:
            values[field.name] = None
            faults.append(
                Fault("bundle_out_of_range", place, {"column": field.name, "written": str(raw)[:40]} | outside)
            )
            continue
        if field.is_required and values[field.name] is None:
            faults.append(Fault("bundle_column_missing", place, {"column": field.name, "part": part.name}))
    return Row(values, each.where, each.cells), faults


def _outside(field: Field, value: Value) -> dict[str, str] | None:
    """Between which figures a column lies, where what is written does not; a truth is no figure."""
    least, most = field.within or (-LARGEST, LARGEST)
    if not isinstance(value, int | Decimal) or isinstance(value, bool) or least <= value <= most:
        return None
    return {"least": f"{least}", "most": f"{most}"}
