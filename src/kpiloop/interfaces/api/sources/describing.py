"""Naming a source, pausing it, confirming how it is read and which columns it has now."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema
from pydantic import JsonValue

from kpiloop.interfaces.api import collecting
from kpiloop.interfaces.api.collect_schemas import SourceOut
from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.interfaces.api.sources.connecting import Settings
from kpiloop.loop.collect import selectors, services

router = Router(tags=["collect"])


class SourceIn(Schema):
    """A place facts come from, without its password."""

    code: str = Field(..., min_length=1)
    kind: str = Field(..., description="csv, xlsx, sqlite, postgres, mysql, folder, rest, push, parquet, …")
    dataset: str
    name_zh: str = Field(..., min_length=1)
    name_en: str = ""
    location: str = Field("", description="File, pattern, folder or address")
    settings: Settings | None = Field(None, description="What else the kind needs, never a secret")


class SourceNameIn(Schema):
    """Another name."""

    name_zh: str = Field(..., min_length=1, max_length=120)
    name_en: str = Field("", max_length=120)
    seen: str = Field("", description="names_mark of the source; refused when somebody renamed it since")


class RecipeIn(Schema):
    """How a source is read."""

    recipe: dict[str, JsonValue]


class RecipeOut(Schema):
    """How a source is read."""

    source: str
    version: int | None = Field(None, description="null where none is confirmed")
    recipe: dict[str, Any] | None


class StateIn(Schema):
    """Whether a source is read."""

    is_active: bool = Field(..., description="false pauses it, true takes it up again")
    reason: str = Field("", description="Kept in the audit trail")


# One address, one router: the list of sources stands there too.
@writing(
    collecting.router,
    "/collect/sources",
    answer=SourceOut,
    permission="sources.edit",
    object_kind="source",
    summary="Add a source",
)
def add_source(request: HttpRequest, body: SourceIn) -> SourceOut:
    """Nothing is read before its recipe is confirmed."""
    services.add_source(reader(request), **body.dict())
    return SourceOut.of(selectors.source(reader(request), body.code))


@writing(
    router,
    "/collect/sources/{code}/name",
    answer=SourceOut,
    permission="sources.edit",
    object_kind="source",
    summary="Give a source another name; the code stays",
)
def rename_source(request: HttpRequest, code: str, body: SourceNameIn) -> SourceOut:
    """Recipe and loads stay."""
    services.rename_source(
        reader(request), source=code, name_zh=body.name_zh, name_en=body.name_en, seen=body.seen or None
    )
    return SourceOut.of(selectors.source(reader(request), code))


@reading(
    router,
    "/collect/sources/{code}/recipe",
    answer=RecipeOut,
    permission="sources.view",
    object_kind="source",
    summary="How a source is read",
)
def get_recipe(request: HttpRequest, code: str) -> RecipeOut:
    """The confirmed recipe."""
    return _confirmed(request, code)


@reading(
    router,
    "/collect/sources/{code}/recipe/proposal",
    answer=RecipeOut,
    permission="sources.edit",
    object_kind="source",
    summary="A first recipe for the chosen table or list; nothing is stored",
)
def propose_recipe(request: HttpRequest, code: str) -> RecipeOut:
    """To be looked at, put right and confirmed."""
    return RecipeOut(source=code, version=None, recipe=selectors.proposed_recipe(reader(request), code))


@writing(
    router,
    "/collect/sources/{code}/recipe",
    answer=RecipeOut,
    permission="sources.edit",
    object_kind="source",
    summary="Confirm how a source is read; a recipe that differs becomes a version",
)
def confirm_recipe(request: HttpRequest, code: str, body: RecipeIn) -> RecipeOut:
    """Loads keep the version they were read by."""
    services.confirm_mapping(reader(request), source=code, recipe=body.recipe)
    return _confirmed(request, code)


@writing(
    router,
    "/collect/sources/{code}/recipe/columns",
    answer=RecipeOut,
    permission="sources.edit",
    object_kind="source",
    summary="Accept the columns a source has now, after its load said that they changed",
)
def accept_source_columns(request: HttpRequest, code: str) -> RecipeOut:
    """The recipe stays as it is; the next load compares with the columns it finds."""
    services.accept_columns(reader(request), source=code)
    return _confirmed(request, code)


@writing(
    router,
    "/collect/sources/{code}/state",
    answer=SourceOut,
    permission="sources.edit",
    object_kind="source",
    summary="Pause a source or take it up again",
)
def set_source_state(request: HttpRequest, code: str, body: StateIn) -> SourceOut:
    """A paused source refuses loads and keeps everything it brought."""
    services.set_source_active(reader(request), source=code, is_active=body.is_active, reason=body.reason)
    return SourceOut.of(selectors.source(reader(request), code))


def _confirmed(request: HttpRequest, code: str) -> RecipeOut:
    held = selectors.source(reader(request), code)
    return RecipeOut(source=code, version=held.mapping_version, recipe=dict(held.recipe) if held.recipe else None)
