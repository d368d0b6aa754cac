"""What collect hands out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True)
class SubmissionRow:
    """A value somebody reported directly."""

    id: int  #: key
    kpi_id: int  #: KPI
    subject_id: int  #: unit, position or person
    period_id: int  #: period
    value: Decimal | None  #: in the KPI's measurement unit; None = reported as missing
    batch_number: int | None  #: load it came with; None when entered by hand
    line: int | None  #: row of the workbook it stood in
    file_name: str  #: workbook, empty when entered by hand
    submitted_by: str  #: account
    submitted_at: datetime  #: when
