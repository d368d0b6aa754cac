"""Finds a source, its confirmed recipe and the shape of its dataset."""

from __future__ import annotations

from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.foundation.warehouse.errors import DatasetUnknown
from kpiloop.loop.collect.errors import MappingMissing, SourceUnknown
from kpiloop.loop.collect.models import Mapping, Source
from kpiloop.loop.collect.roster.shapes import ROSTERS


def source_by_code(code: str) -> Source:
    """One source."""
    found = Source.objects.filter(code=code).first()
    if found is None:
        raise SourceUnknown(source=code)
    return found


def current_mapping(source: Source) -> Mapping:
    """The confirmed recipe of a source."""
    found = source.mappings.filter(is_current=True).first()
    if found is None:
        raise MappingMissing(source=source.code)
    return found


def shape_of(dataset: str) -> DatasetShape:
    """The columns rows of a dataset have, or a list of units, positions or people."""
    if dataset in ROSTERS:
        return ROSTERS[dataset]
    found = warehouse.shapes().get(dataset)
    if found is None:
        raise DatasetUnknown(dataset=dataset)
    return found
