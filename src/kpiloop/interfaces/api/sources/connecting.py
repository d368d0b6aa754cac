"""How a source is reached: its place and settings, trying it, its tables, and the secret it signs in with."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema
from pydantic import JsonValue, SecretStr

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.interfaces.api.schemas import out_of
from kpiloop.interfaces.wording.messages import sentence
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.connectors.sql.relations import Relation
from kpiloop.loop.collect.rows import SecretRow, TriedRow

router = Router(tags=["collect"])
Settings = dict[str, JsonValue]


class SecretOut(Schema):
    """That a secret is set; what it is, nobody reads back."""

    name: str
    is_set: bool
    set_by: str = ""
    set_at: datetime | None = None

    @staticmethod
    def of(row: SecretRow) -> SecretOut:
        """From the row."""
        return out_of(SecretOut, row)


class ConnectionOut(Schema):
    """How a source is reached."""

    source: str
    kind: str
    location: str
    settings: Settings = Field(..., description="Never a secret")
    secrets: list[SecretOut]

    @staticmethod
    def of(viewer: Actor, code: str) -> ConnectionOut:
        """As it stands."""
        row = selectors.source(viewer, code)
        held = [SecretOut.of(each) for each in row.secrets]
        return out_of(ConnectionOut, row, source=row.code, settings=dict(row.settings), secrets=held)


class ConnectionIn(Schema):
    """Another place or other settings; what is not sent stays."""

    location: str | None = None
    settings: Settings | None = Field(
        None, description="Replace the earlier ones as a whole, such as host, database, user, schema, table, query"
    )


class TriedOut(Schema):
    """How trying a source went; nothing was stored."""

    is_ok: bool
    tables: int = Field(..., description="Tables and views in sight")
    columns: list[str] = Field(..., description="Columns of the chosen table, query or first page")
    error_code: str
    error: str = Field(..., description="Why it failed, as a sentence")

    @staticmethod
    def of(row: TriedRow) -> TriedOut:
        """From the row."""
        error = "" if row.is_ok else sentence(row.code, dict(row.fields))
        return out_of(TriedOut, row, columns=list(row.columns), error_code=row.code, error=error)


class ColumnOut(Schema):
    """A column of a table."""

    name: str
    type: str = Field(..., description="In the words of the database")
    family: str = Field(..., description="integer, decimal, float, date, moment, boolean or text")


class RelationOut(Schema):
    """A table or view, named as the database names it."""

    database_schema: str = Field(..., description="The setting `schema`; empty where the database knows none")
    name: str
    kind: str = Field(..., description="table or view")
    columns: list[ColumnOut]

    @staticmethod
    def of(row: Relation) -> RelationOut:
        """From the row."""
        columns = [out_of(ColumnOut, column) for column in row.columns]
        return out_of(RelationOut, row, database_schema=row.schema, columns=columns)


class SecretIn(Schema):
    """A password or token."""

    value: SecretStr = Field(..., description="Sealed when it arrives")
    name: str = Field("", description="password or token; empty: what the source signs in with")


class SecretNamed(Schema):
    """Which secret."""

    name: str = Field("", description="password or token; empty: what the source signs in with")


@reading(
    router,
    "/collect/sources/{code}/connection",
    answer=ConnectionOut,
    permission="sources.edit",
    object_kind="source",
    summary="How a source is reached, without any secret",
)
def get_connection(request: HttpRequest, code: str) -> ConnectionOut:
    """Place, settings, and which secrets are set."""
    return ConnectionOut.of(reader(request), code)


@writing(
    router,
    "/collect/sources/{code}/connection",
    answer=ConnectionOut,
    permission="sources.edit",
    object_kind="source",
    summary="Say anew how a source is reached, or which of its tables is read",
)
def set_connection(request: HttpRequest, code: str, body: ConnectionIn) -> ConnectionOut:
    """Recipe, loads and secrets stay."""
    services.change_source(reader(request), source=code, location=body.location, settings=body.settings)
    return ConnectionOut.of(reader(request), code)


@writing(
    router,
    "/collect/sources/{code}/test",
    answer=TriedOut,
    permission="sources.edit",
    object_kind="source",
    summary="Try a source: sign in and look what is there",
)
def try_source(request: HttpRequest, code: str) -> TriedOut:
    """A failure is an answer too, with its reason."""
    return TriedOut.of(services.test_source(reader(request), source=code))


@reading(
    router,
    "/collect/sources/{code}/tables",
    answer=list[RelationOut],
    permission="sources.edit",
    object_kind="source",
    summary="Tables and views of a database with their columns, for choosing one",
)
def list_source_tables(request: HttpRequest, code: str) -> list[RelationOut]:
    """Read from the database now."""
    return [RelationOut.of(row) for row in selectors.source_tables(reader(request), code)]


@writing(
    router,
    "/collect/sources/{code}/secret",
    answer=SecretOut,
    permission="sources.edit",
    object_kind="source",
    summary="Set the password or token of a source; it is never shown again",
)
def set_source_secret(request: HttpRequest, code: str, body: SecretIn) -> SecretOut:
    """In place of an earlier one."""
    plain = body.value.get_secret_value()
    name = services.set_secret(reader(request), source=code, name=body.name, value=plain, now=timezone.now())
    held = {row.name: row for row in selectors.source(reader(request), code).secrets}
    return SecretOut.of(held[name])


@writing(
    router,
    "/collect/sources/{code}/secret/remove",
    answer=SecretOut,
    permission="sources.edit",
    object_kind="source",
    summary="Forget the password or token of a source",
)
def remove_source_secret(request: HttpRequest, code: str, body: SecretNamed) -> SecretOut:
    """Until another one is set the source cannot sign in."""
    name = services.remove_secret(reader(request), source=code, name=body.name, now=timezone.now())
    return SecretOut(name=name, is_set=False)
