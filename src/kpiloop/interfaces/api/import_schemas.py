"""What bringing files in, and deciding about their rows, takes and answers."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ninja import Field, Schema

from kpiloop.interfaces.api.schemas import out_of
from kpiloop.interfaces.wording.messages import sentence
from kpiloop.loop.collect.rows import CorrectionRow, PreviewRow, Proposal


class QuestionOut(Schema):
    """Something nothing in the file tells."""

    key: str = Field(..., description="Name of the answer, as in `key=answer`")
    written: str = Field(..., description="An example as it stands there")
    choices: list[str] = Field(..., description="Answers to choose from; none for free text")
    answer: str = Field(..., description="What was answered or is assumed; empty while nobody said")
    is_open: bool = Field(..., description="Nothing can be loaded before it is answered")


class SeenCellOut(Schema):
    """One cell: what stands there beside what was understood."""

    column: str
    written: str
    understood: str
    problem: str = Field(..., description="Reason code when it cannot be taken, else empty")


class SeenRowOut(Schema):
    """One row of a look."""

    line: int
    problem: str
    why: str = Field(..., description="The problem as a sentence")
    cells: list[SeenCellOut]

    @staticmethod
    def of(row: PreviewRow) -> SeenRowOut:
        """From the row."""
        return SeenRowOut(
            line=row.line,
            problem=row.problem,
            why=sentence(row.problem, dict(row.fields)) if row.problem else "",
            cells=[
                SeenCellOut(column=c.column, written=c.written, understood=c.understood, problem=c.problem)
                for c in row.cells
            ],
        )


class SuspectOut(Schema):
    """An oddity to look at before confirming."""

    code: str
    column: str
    line: int = Field(..., description="0 for the whole column")
    written: str
    usual: str


class LookOut(Schema):
    """How a file would be read; nothing was stored."""

    kind: str
    sheet: str
    questions: list[QuestionOut]
    counts: dict[str, int] = Field(..., description="read, kept, skipped, repeated, quarantined; empty before answers")
    totals: dict[str, str] = Field(..., description="Sums of the figures")
    rows: list[SeenRowOut]
    suspects: list[SuspectOut]

    @staticmethod
    def of(found: Proposal) -> LookOut:
        """From the proposal."""
        look = found.preview
        return LookOut(
            kind=found.kind,
            sheet=found.guess.sheet,
            questions=[
                QuestionOut(key=q.key, written=q.written, choices=list(q.choices), answer=q.answer, is_open=q.is_open)
                for q in found.guess.questions
            ],
            counts=dict(look.counts) if look else {},
            totals=dict(look.totals) if look else {},
            rows=[SeenRowOut.of(row) for row in look.rows] if look else [],
            suspects=[
                SuspectOut(code=s.code, column=s.column, line=s.line, written=s.written, usual=s.usual)
                for s in (look.suspects if look else ())
            ],
        )


class AcceptIn(Schema):
    """Waiting rows that are facts after all."""

    rows: list[int] = Field(..., min_length=1, description="Keys of the waiting rows")
    reason: str = Field(..., min_length=1)


class RowsOut(Schema):
    """How many rows it was done to."""

    rows: int


class MendedOut(Schema):
    """What became of a workbook handed back."""

    taken: int
    still_wrong: int
    waiting: int


class CorrectionIn(Schema):
    """Another value for one cell of a stored row."""

    dataset: str
    key: list[str] = Field(..., min_length=1, description="Business key, part by part")
    field: str = Field(..., description="Column")
    value: str = Field("", description="New value; empty for none")
    reason: str = Field(..., min_length=1)
    waiver: str = Field("", description="Why nobody else approves it; empty when somebody shall")


class CorrectionMade(Schema):
    """A correction that was proposed."""

    id: int


class VerdictIn(Schema):
    """What becomes of a correction."""

    act: Literal["approve", "refuse", "withdraw"]
    reason: str = ""


class CorrectionOut(Schema):
    """A figure put right by a person."""

    id: int
    dataset: str
    row: str = Field(..., description="Business key")
    field: str
    old: str = Field(..., description="Figure of the source")
    new: str = Field(..., description="Figure that counts while it is in force")
    reason: str
    state: str = Field(..., description="proposed, in_force, refused or withdrawn")
    corrected_by: str
    corrected_at: datetime
    decided_by: str
    decided_at: datetime | None
    waiver: str
    load: int | None = Field(None, description="Load that put it in force")

    @staticmethod
    def of(row: CorrectionRow) -> CorrectionOut:
        """From the row."""
        return out_of(CorrectionOut, row, load=row.load_number)
