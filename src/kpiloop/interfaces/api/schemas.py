"""What the API answers. Figures travel as text, so that no program turns them into binary floats."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from ninja import Field, Schema

from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org.rows import SubjectRow
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.track.rows import StatusRow

Out = TypeVar("Out", bound=Schema)
FIGURE = "Exact decimal as text; null when there is no value"


def text_of(figure: Decimal | None) -> str | None:
    """A figure with every digit, never in scientific notation."""
    return None if figure is None else f"{figure:f}"


def out_of(schema: type[Out], row: object, **named: object) -> Out:
    """What is handed out of a row: every field of the schema, under its own name or as it is given here."""
    alike = {name: getattr(row, name) for name in schema.model_fields if name not in named}
    return schema(**alike, **named)


class Me(Schema):
    """Who asks."""

    username: str
    roles: list[str]
    permissions: list[str]


class PeriodOut(Schema):
    """A period and its state."""

    code: str
    kind: str
    starts_on: date
    ends_before: date
    fiscal_year: int
    state: str
    revision: int
    closed_at: datetime | None

    @staticmethod
    def of(row: PeriodRow) -> PeriodOut:
        """From the row."""
        return out_of(PeriodOut, row)


class ValueOut(Schema):
    """A KPI of a subject in a period, with what it rests on."""

    id: int
    kpi: str
    subject: str
    subject_name_zh: str
    subject_name_en: str
    period: str
    window: str
    actual: str | None = Field(None, description=FIGURE)
    system: str | None = Field(None, description="Figure of the system; differs from actual where it is overridden")
    override: str = Field("", description="replaced, added, noted, or empty where nobody decided")
    override_ids: list[int] = Field(default_factory=list, description="Overrides the figure rests on")
    state: str
    reason: str
    row_count: int
    run_number: int
    warehouse_version: int | None
    load_numbers: list[int]
    definition_version: int
    formula_version: int | None
    frozen_revision: int

    @staticmethod
    def of(row: ValueRow, subject: SubjectRow) -> ValueOut:
        """From the row and its subject."""
        return out_of(
            ValueOut,
            row,
            kpi=row.kpi_code,
            subject=subject.code,
            subject_name_zh=subject.name_zh,
            subject_name_en=subject.name_en,
            period=row.period_code,
            actual=text_of(row.actual),
            system=text_of(row.system),
            override=row.overridden.effect if row.overridden else "",
            override_ids=list(row.overridden.ids) if row.overridden else [],
        )


class StatusOut(Schema):
    """The light of an assignment in a month."""

    id: int
    assignment_id: int
    kpi: str
    subject: str
    owner: str
    period: str
    weight: str
    actual: str | None = Field(None, description=FIGURE)
    target: str | None = Field(None, description=FIGURE)
    expected: str | None = Field(None, description="Of a running month: what should be reached by `running_on`")
    running_on: date | None = Field(None, description="Day a month that is not over was judged on")
    achievement: str | None = Field(None, description="Fraction as text, 1 = on target, or as expected by now")
    light: str
    reason: str
    streak: int
    value_id: int | None

    @staticmethod
    def of(row: StatusRow) -> StatusOut:
        """From the row."""
        held = row.assignment
        return out_of(
            StatusOut,
            row,
            assignment_id=held.id,
            kpi=held.kpi.code,
            subject=held.subject.code,
            owner=held.owner.code,
            period=row.period_code,
            weight=f"{held.weight:f}",
            actual=text_of(row.actual),
            target=text_of(row.target),
            expected=text_of(row.expected.figure) if row.expected else None,
            achievement=text_of(row.achievement),
        )


class ValuePage(Schema):
    """One page of values."""

    total: int
    page: int
    size: int
    rows: list[ValueOut]


class StatusPage(Schema):
    """One page of lights."""

    total: int
    page: int
    size: int
    rows: list[StatusOut]


class ProofOut(Schema):
    """A proof chain, and the difference when it is recomputed from its leaves."""

    difference: str | None = Field(None, description="0 is the promise; null when the figure is missing")
    proof: dict[str, Any]


class ExportOut(Schema):
    """An export as JSON."""

    kind: str
    columns: list[str]
    rows: list[list[str | int | None]]
    overridden: int = Field(0, description="Rows whose figure a person decided; ask with=override to see which")
