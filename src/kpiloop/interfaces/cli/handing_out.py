"""An export on its way out of the command line: to a file, as JSON, or to the screen."""

from __future__ import annotations

from pathlib import Path

from kpiloop.interfaces.cli.printing import tell, tell_json
from kpiloop.interfaces.cli.session import current, say
from kpiloop.interfaces.reports.export_rows import Export
from kpiloop.interfaces.reports.writers.csv_file import cell_text, csv_lines


def hand_out(export: Export, out: str) -> None:
    """Write an export to the file named, else say it on the screen."""
    if out:
        with Path(out).expanduser().open("w", encoding="utf-8", newline="") as file:
            # For programs: the first column is plainly `id`; downloads of the pages carry the mark for spreadsheets.
            file.writelines(text.removeprefix("\ufeff") for text in csv_lines(export))
        tell(say(f"已导出 {len(export.rows)} 行到 {out}", f"{len(export.rows)} rows written to {out}"))
    elif current().as_json:
        tell_json([dict(zip(export.columns, (_plain(cell) for cell in row), strict=True)) for row in export.rows])
    else:
        for text in csv_lines(export):
            print(text.removeprefix("\ufeff"), end="")


def _plain(cell: object) -> object:
    return None if cell is None else cell if isinstance(cell, int) else cell_text(cell)  # type: ignore[arg-type]
