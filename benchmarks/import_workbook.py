"""A workbook of 100,000 rows: reading it plainly, and everything a load does before the facts are published.

`run()` answers pairs of label and seconds; the ratio of the second to the first is what a person pays for typed,
checked and counted rows. Nothing here is asserted: the machine stands beside the figures.
"""

from __future__ import annotations

import datetime
import tempfile
import time
from pathlib import Path

import python_calamine
import xlsxwriter

ROWS = 100_000
HEADS = ("单号", "日期", "部门", "金额", "件数", "客户")
RECIPE: dict[str, object] = {
    "columns": dict(zip(("number", "on", "area", "amount", "pieces", "customer"), HEADS, strict=True))
}


def write(path: Path, rows: int = ROWS) -> None:
    """The workbook, always the same."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet, day = book.add_worksheet("数据"), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, HEADS)
        start = datetime.datetime(2026, 1, 1)
        for line in range(1, rows + 1):
            sheet.write_string(line, 0, f"S{line:07d}")
            sheet.write_datetime(line, 1, start + datetime.timedelta(days=line % 300), day)
            sheet.write_string(line, 2, ("华东区", "华西区", "集团")[line % 3])
            sheet.write_number(line, 3, (line * 7919 % 1_000_000) / 100)
            sheet.write_number(line, 4, line % 97)
            sheet.write_string(line, 5, f"客户{line % 900}")


def run(rows: int = ROWS) -> list[tuple[str, float]]:
    """Seconds of plain reading, of reading in the bounded child, and of understanding."""
    from kpiloop.engine.formula.shapes import DatasetShape
    from kpiloop.loop.collect.connectors.xlsx.reader import read_xlsx
    from kpiloop.loop.collect.reading.content import understand
    from kpiloop.loop.collect.reading.facts_table import facts_table
    from kpiloop.loop.collect.reading.recipe import read_recipe

    shape = DatasetShape(
        "orders",
        {"number": "text", "on": "date", "area": "text", "amount": "decimal", "pieces": "integer", "customer": "text"},
        date_columns=("on",),
        key_columns=("number",),
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.xlsx"
        write(path, rows)
        read_xlsx(path, {"sheet": 1})  # the child process is warm, as in a running installation
        started = time.perf_counter()
        python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
        plain = time.perf_counter()
        reading = read_xlsx(path, {})
        read = time.perf_counter()
        content = understand(reading, read_recipe(RECIPE, shape), shape)
        understood = time.perf_counter()
        table = facts_table(content.taken, shape)
        stored = time.perf_counter()
    assert table.num_rows == rows
    return [
        ("calamine alone", plain - started),
        ("read in the bounded child", read - plain),
        ("understood", understood - read),
        ("as a table", stored - understood),
        ("all of it", stored - plain),
    ]
