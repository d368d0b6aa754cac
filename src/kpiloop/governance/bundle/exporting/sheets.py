"""A bundle as the sheets of a workbook: cells of every part, and rows of what stands inside structures."""

from __future__ import annotations

from kpiloop.governance.bundle.contents import PARTS
from kpiloop.governance.bundle.contents.sheets import SHEETS
from kpiloop.governance.bundle.reading.inside import Cells, split
from kpiloop.governance.bundle.rows import Bundle, Row
from kpiloop.governance.bundle.spelling import written

#: Columns of a part that say in a further sheet whose row it is.
_OWNERS = {
    "datasets": {"dataset": "code"},
    "sources": {"source": "code"},
    "scoring": {"scheme": "scheme", "kpi": "kpi"},
}


def rows_of_sheets(bundle: Bundle) -> dict[str, list[Cells]]:
    """Cells by sheet and column, in the spelling of the text files.

    Law: rows of one key say what they hold in cells of their own, because further sheets could not tell them apart.
    """
    found: dict[str, list[Cells]] = {name: [] for name in SHEETS}
    for part in PARTS:
        rows = bundle.rows(part)
        keys = [_owner(part, row) for row in rows]
        for row, owner in zip(rows, keys, strict=True):
            is_alone = all(owner.values()) and keys.count(owner) == 1
            cells, inside = split(part, row.values, with_rows=is_alone)
            found[part].append(cells)
            for name, each in inside.items():
                found[name] += [owner | one for one in each]
    return found


def _owner(part: str, row: Row) -> Cells:
    return {column: written(row.values.get(key)) for column, key in _OWNERS.get(part, {}).items()}
