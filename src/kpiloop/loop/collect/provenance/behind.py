"""Loads, reports and corrections by number, as facts about the figures that rest on them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.warehouse.engine_io import shapes
from kpiloop.loop.collect.choices import IN_FORCE, WAITING
from kpiloop.loop.collect.cleaning.days import read_day
from kpiloop.loop.collect.entering.models import Evidence
from kpiloop.loop.collect.models import Correction, LoadBatch, QuarantineRow, Submission
from kpiloop.loop.collect.provenance.again import waiting_since
from kpiloop.loop.collect.provenance.models import Overruled
from kpiloop.loop.collect.reading.corrections import shown_key
from kpiloop.loop.collect.row_building import correction_row
from kpiloop.loop.collect.rows import CorrectionRow
from kpiloop.loop.collect.timetable.models import SourceOutage

_CHUNK = 500
#: Sources that are files: somebody hands them over, unless the product reads them at their times by itself.
_FILES = frozenset({"csv", "xlsx", "one_sheet"})


@dataclass(frozen=True)
class LoadFact:
    """What is known about one load."""

    source_id: int  #: its source
    source: str  #: code of the source
    is_file: bool  #: a person handed the file over
    has_told: bool  #: the source told its own count and sums, and they agreed
    waiting: tuple[date | None, ...]  #: day of each row of it that waits for a person; None where none can be read
    is_faulty: bool  #: its source cannot be read now

    def waiting_in(self, start: date, end: date) -> int:
        """Rows that wait and may belong to some days: those of a day without a readable date too."""
        return sum(day is None or start <= day < end for day in self.waiting)


@dataclass(frozen=True)
class ReportFact:
    """What is known about one report."""

    kpi_id: int  #: KPI
    kpi: str  #: its code
    subject_id: int  #: whose result
    period_id: int  #: month
    ends_before: date  #: first day after the month
    is_file: bool  #: a workbook brought it
    has_evidence: bool  #: a file proves it
    submitted_by: str  #: account


def loads_behind(numbers: Collection[int]) -> dict[int, LoadFact]:
    """Facts of loads by number; numbers the collecting room does not know are left out."""
    found: dict[int, LoadFact] = {}
    wanted = sorted(set(numbers))
    for start in range(0, len(wanted), _CHUNK):
        held = list(LoadBatch.objects.filter(number__in=wanted[start : start + _CHUNK]).select_related("source"))
        if not held:
            continue
        faulty = set(SourceOutage.objects.filter(ended_at=None).values_list("source_id", flat=True))
        waiting = _waiting([row.number for row in held])
        for row in held:
            found[row.number] = LoadFact(
                source_id=row.source_id,
                source=row.source.code,
                is_file=row.source.kind in _FILES and row.loaded_by != SYSTEM.username,
                has_told=bool(row.source_report),
                waiting=tuple(waiting[row.number]),
                is_faulty=row.source_id in faulty,
            )
    return found


def reports_behind(ids: Collection[int]) -> dict[int, ReportFact]:
    """Facts of reports by key, superseded ones too."""
    wanted = sorted(set(ids))
    held: list[Submission] = []
    for start in range(0, len(wanted), _CHUNK):
        part = Submission.objects.filter(pk__in=wanted[start : start + _CHUNK])
        held += part.select_related("kpi", "period")
    proven = _proven({row.period_id for row in held})
    return {
        row.pk: ReportFact(
            kpi_id=row.kpi_id,
            kpi=row.kpi.code,
            subject_id=row.subject_id,
            period_id=row.period_id,
            ends_before=row.period.ends_before,
            is_file=row.batch_id is not None,
            has_evidence=proven[row.kpi_id, row.subject_id, row.period_id] > 0,
            submitted_by=row.submitted_by,
        )
        for row in held
    }


def corrections_behind() -> list[CorrectionRow]:
    """Every correction in force, oldest first."""
    return [correction_row(row) for row in Correction.objects.filter(state=IN_FORCE).order_by("pk")]


@dataclass(frozen=True)
class OverruledRow:
    """What a weaker source says under a key where a stronger one is believed."""

    dataset: str  #: dataset
    row: str  #: business key for people
    row_key: str  #: business key as stored
    winner: str  #: code of the source that is believed
    winner_load: int  #: its load
    winner_values: Mapping[str, str]  #: columns that differ, as text
    loser: str  #: code of the source that gives way
    loser_load: int  #: its load
    loser_line: int  #: line of its row
    loser_values: Mapping[str, str]  #: the same columns, as text
    noted_at: datetime  #: when they were last compared


def overruled_behind(datasets: Collection[str] | None = None, *, limit: int | None = None) -> list[OverruledRow]:
    """Rows that gave way, of some datasets or of all, newest first."""
    held = Overruled.objects.select_related("winner", "loser").order_by("-noted_at", "-pk")
    held = held if datasets is None else held.filter(dataset__in=list(datasets))
    return [
        OverruledRow(
            dataset=row.dataset,
            row=shown_key(row.row_key),
            row_key=row.row_key,
            winner=row.winner.code,
            winner_load=row.winner_load,
            winner_values=row.winner_values,
            loser=row.loser.code,
            loser_load=row.loser_load,
            loser_line=row.loser_line,
            loser_values=row.loser_values,
            noted_at=row.noted_at,
        )
        for row in held[:limit]
    ]


def _waiting(numbers: Collection[int]) -> dict[int, list[date | None]]:
    found: dict[int, list[date | None]] = defaultdict(list)
    held = QuarantineRow.objects.filter(batch__number__in=numbers, state=WAITING)
    columns: dict[str, str] = {}
    rows = list(held.values_list("batch__number", "batch__source__dataset", "values"))
    # A row that came again is named by a newer load, which may have brought nothing the figure rests on.
    for number, named in waiting_since(numbers).items():
        rows += [(number, row.batch.source.dataset, row.values) for row in named]
    for number, dataset, cells in rows:
        columns = columns or {code: next(iter(shape.date_columns), "") for code, shape in shapes().items()}
        found[number].append(_day(str(cells.get(columns.get(dataset, ""), ""))))
    return found


def _day(written: str) -> date | None:
    try:
        return read_day(written) if written else None
    except Refusal:
        return None


def _proven(period_ids: Collection[int]) -> Counter[tuple[int, int, int]]:
    columns = ("entry__kpi_id", "entry__subject_id", "entry__period_id")
    found = Evidence.objects.filter(entry__period_id__in=list(period_ids)).values_list(*columns)
    return Counter((kpi, subject, period) for kpi, subject, period in found)
