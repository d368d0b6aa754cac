"""A list of units, positions or people, read whole from any kind of source."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

from kpiloop.loop.collect.choices import PUSH, REST
from kpiloop.loop.collect.connectors.databases import DRIVERS
from kpiloop.loop.collect.connectors.grid import Reading
from kpiloop.loop.collect.connectors.opening import Asked, open_source
from kpiloop.loop.collect.errors.rosters import RosterTooLong
from kpiloop.loop.collect.models import Mapping
from kpiloop.loop.collect.reading.content import Content, understand
from kpiloop.loop.collect.reading.recipe import Recipe, read_recipe
from kpiloop.loop.collect.reading.tables.arriving import look, target_of
from kpiloop.loop.collect.roster.listing import Listing
from kpiloop.loop.collect.roster.shapes import ROSTERS

#: More people than this no company of ours has; a list this long is another table.
MOST_ROWS = 200_000


def read_whole(mapping: Mapping, location: str | None, told: Callable[[int], None]) -> Reading:
    """Everything the source holds now; an increment is for facts, a list is read from its beginning.

    Errors:   those of reading; roster_too_long.
    """
    source = mapping.source
    if source.kind in DRIVERS:
        reading = look(target_of(source, mapping.recipe, location or ""), MOST_ROWS + 1)
        reading = replace(reading, sha256=_digest(reading))
    else:
        reading = open_source(source, mapping.recipe, location, Asked(told=told))
    if sum(len(grid.rows) for grid in reading.grids) > MOST_ROWS:
        raise RosterTooLong(source=source.code, limit=MOST_ROWS)
    return reading


def understand_list(mapping: Mapping, reading: Reading) -> tuple[Listing, Content]:
    """The rows of a list, typed by its recipe; one person may stand in several dated rows."""
    shape = replace(ROSTERS[mapping.source.dataset], key_columns=())
    recipe = read_recipe(mapping.recipe, shape)
    content = understand(reading, recipe, shape)
    return Listing(content.taken, content.rejected, _told(recipe), _is_whole(mapping)), content


def _told(recipe: Recipe) -> frozenset[str]:
    named = {rule.name for rule in recipe.columns if rule.heading is not None}
    return frozenset(named | set(recipe.defaults))


def _is_whole(mapping: Mapping) -> bool:
    """Rows that are pushed, or asked for since a mark, say nothing about those they do not name."""
    source = mapping.source
    return source.kind != PUSH and not (source.kind == REST and source.settings.get("since_param"))


def _digest(reading: Reading) -> str:
    digest = hashlib.sha256()
    for grid in reading.grids:
        for row in grid.rows:
            digest.update(repr(row.cells).encode())
    return digest.hexdigest()
