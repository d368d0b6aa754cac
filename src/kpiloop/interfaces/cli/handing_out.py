"""An export on its way out of the command line: to a file, as JSON, or to the screen."""

from __future__ import annotations

import sys
from pathlib import Path

from kpiloop.interfaces.cli.printing import tell, tell_json
from kpiloop.interfaces.cli.session import current, say
from kpiloop.interfaces.reports.export_rows import Export
from kpiloop.interfaces.reports.writers.csv_file import cell_text, csv_lines


def hand_out(export: Export, out: str) -> None:
    """Write an export to the file named, else say it on the screen; what is to be known beside it goes to stderr."""
    if export.overridden and "override" not in export.columns:
        print(_notice(export.overridden), file=sys.stderr)
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


def _notice(count: int) -> str:
    return say(
        f"其中 {count} 个数值由人核定，并非系统值；加 --with override 可逐行标出并给出系统值。",
        f"{count} figures were decided by persons in place of the system's; --with override marks each of them and "
        "gives the system's figure.",
    )


def _plain(cell: object) -> object:
    return None if cell is None else cell if isinstance(cell, int) else cell_text(cell)  # type: ignore[arg-type]
