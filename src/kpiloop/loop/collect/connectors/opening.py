"""Opens a source at its own place or at a file handed over: files are read, remote sources are asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from django.conf import settings

from kpiloop.loop.collect.choices import REST
from kpiloop.loop.collect.connectors.grid import Reading
from kpiloop.loop.collect.connectors.kinds import usual_secret
from kpiloop.loop.collect.connectors.registry import read_source
from kpiloop.loop.collect.connectors.rest.reader import read_rest
from kpiloop.loop.collect.connectors.rest.settings import read_settings
from kpiloop.loop.collect.connectors.sealed import secret_of
from kpiloop.loop.collect.errors.web import DatasetNeedsKey
from kpiloop.loop.collect.locations import resolve_location
from kpiloop.loop.collect.models import Source
from kpiloop.loop.collect.source_reading import shape_of

#: Sources that are no files: what they hold now is known only by asking.
REMOTE = frozenset({REST})


@dataclass(frozen=True)
class Asked:
    """How far and how much is read."""

    since: str = ""  #: only what is newer than this mark; empty: everything
    is_look: bool = False  #: a look before loading: the first page is enough
    told: Callable[[int], None] | None = None  #: called with the number of records so far; may raise to stop


def open_source(
    held: Source, recipe: Mapping[str, object], location: str | None, asked: Asked | None = None
) -> Reading:
    """Everything a source holds; a location overrides its own place, e.g. an uploaded file."""
    if held.kind in REMOTE and location is None:
        return _ask(held, recipe, asked or Asked())
    return read_source(held.kind, resolve_location(location or held.location), recipe)


def _ask(held: Source, recipe: Mapping[str, object], asked: Asked) -> Reading:
    stated = read_settings(held.settings)
    if stated.paging != "none" and not asked.is_look and not shape_of(held.dataset).key_columns:
        raise DatasetNeedsKey(dataset=held.dataset)
    if asked.is_look:
        stated = replace(stated, paging="none", total="")
    secret = secret_of(held, usual_secret(held.kind, held.settings))
    return read_rest(
        held.location,
        recipe,
        stated,
        secret=secret.reveal() if secret else "",
        since=asked.since,
        allowed=settings.SOURCE_HOSTS,
        told=asked.told,
    )
