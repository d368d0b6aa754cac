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

#: Headings of the list that are no columns of the data.
ID_HEAD, LINE_HEAD, REASON_HEAD = "#id", "#line", "#reason"


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
    if ID_HEAD not in heads:
        raise ReturnUnfit(number=batch, file=path.name)
    place = heads.index(ID_HEAD)
    own = {ID_HEAD, LINE_HEAD, REASON_HEAD, ""}
    changes: dict[int, dict[str, str]] = {}
    for row in rows[1:]:
        key = tidy(row.cells[place]) if place < len(row.cells) else ""
        if key.isdigit():
            cells = zip(heads, row.cells, strict=False)
            changes[int(key)] = {name: tidy(cell) for name, cell in cells if name not in own}
    if not changes:
        raise ReturnUnfit(number=batch, file=path.name)
    return mend_rows(actor, batch=batch, changes=changes, reason=reason, now=now)
