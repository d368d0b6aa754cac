"""A list of waiting rows that comes back mended."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.loop.collect.cleaning.texts import tidy
from kpiloop.loop.collect.connectors.registry import read_source
from kpiloop.loop.collect.errors.importing import ReturnUnfit
from kpiloop.loop.collect.locations import resolve_location
from kpiloop.loop.collect.rows import MendedRows
from kpiloop.loop.collect.services.quarantine import mend_rows

#: Headings of the list that are no columns of the data: number, line of the file, why it waits; Chinese, English.
OWN_HEADS = (("#编号", "#id"), ("#文件行", "#line"), ("#待处理原因", "#reason"))


def hand_back(
    actor: Actor, *, batch: int, location: str | Path, reason: str = "", now: datetime | None = None
) -> MendedRows:
    """Take the rows of a downloaded list that were mended in it.

    Shape:    a workbook as it was downloaded, cells changed; rows taken out of it go on waiting.
    Law:      rows are known by their number in the first column, never by their place.
    Errors:   returned_rows_unfit when it is another workbook, batch_unknown.
    """
    require(actor, "loads.run")
    path = resolve_location(str(location))
    rows = read_source("xlsx", path, {}).grids[0].rows
    heads = [tidy(cell) for cell in rows[0].cells] if rows else []
    place = next((place for place, head in enumerate(heads) if head in OWN_HEADS[0]), None)
    if place is None:
        raise ReturnUnfit(number=batch, file=path.name)
    own = {"", *(head for words in OWN_HEADS for head in words)}
    changes: dict[int, dict[str, str]] = {}
    for row in rows[1:]:
        key = tidy(row.cells[place]) if place < len(row.cells) else ""
        if key.isdigit():
            cells = zip(heads, row.cells, strict=False)
            changes[int(key)] = {name: tidy(cell) for name, cell in cells if name not in own}
    if not changes:
        raise ReturnUnfit(number=batch, file=path.name)
    return mend_rows(actor, batch=batch, changes=changes, reason=reason, now=now)
