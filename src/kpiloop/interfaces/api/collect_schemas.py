"""What the collecting operations take and answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from ninja import Field, Schema

from kpiloop.foundation.jobs.rows import RunRow
from kpiloop.interfaces.api.schemas import out_of
from kpiloop.interfaces.wording.messages import sentence
from kpiloop.loop.collect.connectors.push.rows import PushRow
from kpiloop.loop.collect.rows import BatchRow, SourceRow, WaitingRow

#: A cell of a pushed row; figures may be numbers or text, and keep every digit either way.
PushedCell = str | int | Decimal | bool | None


class PushIn(Schema):
    """Rows for a source, by heading of its recipe."""

    rows: list[dict[str, PushedCell]] = Field(
        ..., description="One object per row; names are the headings of the recipe, else the columns of the dataset"
    )
    all_or_none: bool = Field(False, description="Refuse everything when one row cannot be taken")


class RefusedOut(Schema):
    """A row that waits in quarantine."""

    line: int = Field(..., description="Place in the push, from 1")
    reason: str = Field(..., description="Stable code")
    why: str = Field(..., description="The same as a sentence")
    values: dict[str, str] = Field(..., description="Cells as they were written")


class RunOut(Schema):
    """Background work."""

    id: int
    kind: str
    state: str = Field(..., description="queued, running, done, failed or cancelled")
    load: int | None = Field(None, description="Load number, once there is one")
    error_code: str
    error: str = Field(..., description="Why it failed, as a sentence")
    created_at: datetime
    finished_at: datetime | None

    @staticmethod
    def of(row: RunRow) -> RunOut:
        """From the row."""
        load = row.outcome.get("load")
        return out_of(
            RunOut,
            row,
            load=int(str(load)) if load is not None else None,
            error=sentence(row.error_code, row.error_fields) if row.error_code else "",
        )


class PushOut(Schema):
    """What was understood of a push; read = kept + skipped + repeated + quarantined."""

    source: str
    key: str = Field(..., description="The idempotency key")
    run: int = Field(..., description="Run that publishes the good rows, all at once")
    state: str
    load: int | None = Field(None, description="Load number, once the rows are visible")
    read: int
    kept: int
    skipped: int
    repeated: int
    waiting: int = Field(..., description="Rows that go to quarantine")
    refused: list[RefusedOut]

    @staticmethod
    def of(row: PushRow) -> PushOut:
        """From the row."""
        refused = [
            RefusedOut(line=each.line, reason=each.reason, why=_why(each.reason, each.fields), values=dict(each.values))
            for each in row.refused
        ]
        return out_of(PushOut, row, run=row.run_id, waiting=len(refused), refused=refused)


class LoadOut(Schema):
    """One load; read = kept + skipped + repeated + waiting."""

    number: int
    source: str
    state: str = Field(..., description="running, done, failed or undone")
    file_name: str
    sha256: str
    recipe_version: int
    read: int
    kept: int
    skipped: int
    repeated: int
    replaced: int
    quarantined: int = Field(..., description="Rows that went to quarantine")
    waiting: int = Field(
        ..., description="Of these, rows that still wait; a newer load takes over those it names again"
    )
    totals: dict[str, str] = Field(..., description="Sums of the figures, to compare with the source system")
    covers_from: date | None
    covers_to: date | None
    version: int | None = Field(None, description="Version of the facts it published")
    error_code: str
    error: str
    started_at: datetime
    finished_at: datetime | None

    @staticmethod
    def of(row: BatchRow) -> LoadOut:
        """From the row."""
        return out_of(
            LoadOut,
            row,
            sha256=row.file_sha256,
            recipe_version=row.mapping_version,
            read=row.rows_read,
            kept=row.rows_kept,
            skipped=row.rows_skipped,
            repeated=row.rows_repeated,
            replaced=row.rows_replaced,
            quarantined=row.rows_quarantined,
            totals=dict(row.control_totals),
            version=row.warehouse_version,
            error=sentence(row.error_code, row.error_fields) if row.error_code else "",
        )


class SourceOut(Schema):
    """A place facts come from."""

    code: str
    name_zh: str
    name_en: str
    kind: str
    dataset: str
    is_active: bool
    recipe_version: int | None
    names_mark: str = Field(..., description="Send it back as `seen` to rename it")
    waiting: int = Field(..., description="Rows of all loads that wait in quarantine")
    last_load: LoadOut | None

    @staticmethod
    def of(row: SourceRow) -> SourceOut:
        """From the row."""
        return out_of(
            SourceOut,
            row,
            recipe_version=row.mapping_version,
            last_load=LoadOut.of(row.last_batch) if row.last_batch else None,
        )


class WaitingOut(Schema):
    """A row in quarantine."""

    id: int
    load: int
    source: str
    line: int
    values: dict[str, str]
    reason: str
    why: str
    state: str

    @staticmethod
    def of(row: WaitingRow) -> WaitingOut:
        """From the row."""
        return out_of(WaitingOut, row, load=row.batch_number, why=_why(row.reason, row.fields))


class FixIn(Schema):
    """How a waiting row is put right."""

    values: dict[str, str] = Field(..., description="New cells by column of the dataset")
    reason: str = ""


class RejectIn(Schema):
    """Why a waiting row is no fact."""

    reason: str = Field(..., min_length=1)


def _why(reason: str, fields: Mapping[str, str]) -> str:
    written = fields.get("written", "")
    return sentence(reason, {"unit": written, "person": written, **fields})
