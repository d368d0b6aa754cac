"""Every read of the fact store for people: datasets, loads, versions and source rows."""

from __future__ import annotations

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.warehouse import engines
from kpiloop.foundation.warehouse.engines.errors import WarehouseUnreachable
from kpiloop.foundation.warehouse.errors import DatasetUnknown
from kpiloop.foundation.warehouse.models import Load, Pointer, Version
from kpiloop.foundation.warehouse.row_reading import datasets_by_code, load_row, version_row
from kpiloop.foundation.warehouse.rows import DatasetRow, LoadRow, RowFilter, RowPage, VersionRow
from kpiloop.foundation.warehouse.source_rows import read_page

LARGEST_PAGE = 500


def datasets(viewer: Actor) -> list[DatasetRow]:
    """Every registered dataset, for who plans with them and for who brings facts into them."""
    if not viewer.may("sources.view"):
        require(viewer, "plan.view")
    return list(datasets_by_code().values())


def dataset(viewer: Actor, code: str) -> DatasetRow:
    """One dataset by its code."""
    require(viewer, "plan.view")
    found = datasets_by_code().get(code)
    if found is None:
        raise DatasetUnknown(dataset=code)
    return found


def current_version(viewer: Actor) -> VersionRow | None:
    """The version in force; None before the first load."""
    require(viewer, "plan.view")
    pointer = Pointer.objects.select_related("version").first()
    return version_row(pointer.version) if pointer and pointer.version else None


def engine(viewer: Actor) -> tuple[str, str]:
    """Who counts the facts of a run, and why it cannot be reached; an empty reason when it is there."""
    require(viewer, "sources.view")
    try:
        engines.greet()
    except WarehouseUnreachable as refusal:
        return engines.engine_name(), str(refusal.fields["reason"])
    return engines.engine_name(), ""


def versions(viewer: Actor) -> list[VersionRow]:
    """Every version, newest first."""
    require(viewer, "sources.view")
    return [version_row(version) for version in Version.objects.order_by("-number")]


def loads(viewer: Actor, dataset: str | None = None) -> list[LoadRow]:
    """Loads, newest first; of one dataset if named."""
    require(viewer, "sources.view")
    found = Load.objects.select_related("dataset", "version").order_by("-number")
    return [load_row(load) for load in (found.filter(dataset__code=dataset) if dataset else found)]


def load(viewer: Actor, number: int) -> LoadRow | None:
    """One load by its number; None when it was never published."""
    require(viewer, "sources.view")
    found = Load.objects.select_related("dataset", "version").filter(number=number).first()
    return load_row(found) if found else None


def source_rows(
    viewer: Actor,
    *,
    dataset: str,
    version: int | None = None,
    where: RowFilter | None = None,
    page: int = 1,
    size: int = 50,
) -> RowPage:
    """Stored rows of a dataset as they lie, with load and line, one page at a time."""
    require(viewer, "sources.view")
    return read_page(dataset, version, where or RowFilter(), max(1, page), max(1, min(size, LARGEST_PAGE)))
