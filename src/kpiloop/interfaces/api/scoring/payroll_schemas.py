"""What the operations on files for payroll take and answer; figures are decimal text."""

from __future__ import annotations

from datetime import datetime

from ninja import Field, Schema

from kpiloop.interfaces.api.schemas import FIGURE, out_of, text_of
from kpiloop.interfaces.reports.pay_files import kind_of
from kpiloop.loop.reward.pay_rows import OwedRow, PayFileRow

LINE_STATE = "accepted or rejected"


class OwedOut(Schema):
    """What the next file of a quarter would hold."""

    run: int | None = Field(None, description="The released run; null while there is none")
    people: int
    total: str = Field(..., description=FIGURE)
    open_lines: int = Field(..., description="People whose amount is not settled: they come by a later file")

    @staticmethod
    def of(row: OwedRow | None) -> OwedOut:
        """From the row."""
        if row is None:
            return OwedOut(run=None, people=0, total="0", open_lines=0)
        return out_of(OwedOut, row, run=row.run_id, total=text_of(row.total))


class PayFileOut(Schema):
    """A file for payroll, without its lines."""

    id: int
    quarter: str
    scheme: str
    run: int
    number: int
    kind: str = Field(..., description="whole or difference")
    state: str = Field(..., description="made, accepted, rejected or partly")
    people: int
    total: str = Field(..., description=FIGURE)
    sha256: str = Field(..., description="Of the lines: number,amount and a line feed, in order of numbers")
    made_by: str
    made_at: datetime
    answered_by: str
    answered_at: datetime | None
    answer: str

    @staticmethod
    def of(row: PayFileRow) -> PayFileOut:
        """From the row."""
        return out_of(PayFileOut, row, **_head(row))


class PayLineOut(Schema):
    """What a file tells payroll about one person."""

    id: str = Field(..., description="How payroll names the line when it answers")
    person: str
    name: str
    factor: str | None = Field(None, description=FIGURE)
    amount: str = Field(..., description=FIGURE)
    state: str = Field(..., description="made, accepted or rejected")
    reason: str = Field(..., description="Why payroll does not pay it")


class PayFileWithLinesOut(PayFileOut):
    """A file for payroll with its lines, by employee number."""

    lines: list[PayLineOut]

    @staticmethod
    def of(row: PayFileRow) -> PayFileWithLinesOut:
        """From the row."""
        lines = [
            PayLineOut(
                id=row.line_id(line), person=line.person.code, name=line.person.name_zh,
                factor=None if line.factor is None else text_of(line.factor), amount=f"{line.amount:f}",
                state=line.state, reason=line.answer,
            )
            for line in row.lines
        ]  # fmt: skip
        return out_of(PayFileWithLinesOut, row, lines=lines, **_head(row))


class AnswerIn(Schema):
    """One answer for a whole file."""

    state: str = Field(..., description=LINE_STATE)
    note: str = Field("", description="What payroll said")


class LineAnswerIn(Schema):
    """What payroll says about one line."""

    id: str = Field(..., description="Id of the line, as the file gives it")
    state: str = Field(..., description=LINE_STATE)
    reason: str = Field("", description="Why, of what is rejected")


class LineAnswersIn(Schema):
    """What payroll says about every line of a file."""

    lines: list[LineAnswerIn]


def _head(row: PayFileRow) -> dict[str, object]:
    return {
        "quarter": row.cycle.period_code, "scheme": row.cycle.scheme_code, "run": row.run_id, "kind": kind_of(row),
        "total": text_of(row.total),
    }  # fmt: skip
