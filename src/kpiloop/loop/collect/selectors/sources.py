"""Reading sources."""

from __future__ import annotations

from django.db.models import Count, Q

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.foundation.warehouse.computing import outside
from kpiloop.loop.collect.choices import PARQUET, WAITING
from kpiloop.loop.collect.connectors.databases import DRIVERS
from kpiloop.loop.collect.connectors.opening import Asked, open_source
from kpiloop.loop.collect.connectors.sql.relations import Relation
from kpiloop.loop.collect.errors import SourceUnknown
from kpiloop.loop.collect.models import LoadBatch, Mapping, Source
from kpiloop.loop.collect.reading.proposing import propose_recipe
from kpiloop.loop.collect.reading.tables.arriving import LOOK_SECONDS, columns_of, target_of
from kpiloop.loop.collect.roster.planning import terms_of
from kpiloop.loop.collect.roster.proposing import propose_from, propose_list
from kpiloop.loop.collect.roster.rows import Terms
from kpiloop.loop.collect.roster.shapes import is_roster
from kpiloop.loop.collect.row_building import source_row
from kpiloop.loop.collect.rows import SourceRow
from kpiloop.loop.collect.source_reading import shape_of, source_by_code


def sources(viewer: Actor) -> tuple[SourceRow, ...]:
    """All sources by code, with recipe, newest load and how many rows wait."""
    require(viewer, "sources.view")
    waiting = Count("batches__quarantine", filter=Q(batches__quarantine__state=WAITING))
    held = list(Source.objects.annotate(waiting=waiting).prefetch_related("secrets").order_by("code"))
    mappings = {row.source_id: row for row in Mapping.objects.filter(is_current=True)}
    newest: dict[int, LoadBatch] = {}
    for row in LoadBatch.objects.select_related("source", "mapping").order_by("number"):
        newest[row.source_id] = row
    return tuple(source_row(row, mappings.get(row.pk), newest.get(row.pk), row.waiting) for row in held)


def source(viewer: Actor, code: str) -> SourceRow:
    """One source by code."""
    found = next((row for row in sources(viewer) if row.code == code), None)
    if found is None:
        raise SourceUnknown(source=code)
    return found


def proposed_recipe(viewer: Actor, code: str) -> dict[str, object]:
    """A first recipe for the chosen table of a database source, or for a list of units, positions or people."""
    require(viewer, "sources.edit")
    held = source_by_code(code)
    if is_roster(held.dataset) and held.kind not in DRIVERS:
        return propose_from(held.dataset, open_source(held, {}, None, Asked(is_look=True)))
    target = target_of(held, {})
    with target.open(LOOK_SECONDS) as opened:
        columns = columns_of(opened, target.wanted)
    if is_roster(held.dataset):
        return propose_list(held.dataset, [column.name for column in columns])
    return propose_recipe(shape_of(held.dataset), columns)


def source_tables(viewer: Actor, code: str) -> tuple[Relation, ...]:
    """Tables and views of a database source with their columns, for choosing one."""
    require(viewer, "sources.edit")
    held = source_by_code(code)
    target = target_of(held, {})
    with target.open(LOOK_SECONDS) as opened:
        return tuple(opened.relations(target.wanted.schema))


def unknown_units(viewer: Actor, code: str) -> tuple[tuple[str, int], ...]:
    """Unit codes no unit has in the folder a source registers; their rows count for the company alone.

    Shape:    -> (code, rows), most rows first; nothing for sources whose rows are taken in, where such rows wait.
    """
    require(viewer, "sources.view")
    held = source_by_code(code)
    if held.kind != PARQUET:
        return ()
    return tuple(outside.unknown_units(warehouse.current_version_number()).get(held.dataset, {}).items())


def roster_terms(viewer: Actor, code: str) -> Terms:
    """Under which terms a list changes the organisation; the usual ones before anybody set them."""
    require(viewer, "sources.view")
    return terms_of(source_by_code(code))


def terms_of_lists(viewer: Actor) -> tuple[tuple[str, Terms], ...]:
    """Every list whose terms somebody set, by code of its source."""
    require(viewer, "sources.view")
    held = Source.objects.filter(roster_rule__isnull=False).order_by("code")
    return tuple((row.code, terms_of(row)) for row in held)
