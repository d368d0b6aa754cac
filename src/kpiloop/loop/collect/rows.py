"""What collecting gives to others, and what it takes in bulk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from kpiloop.foundation.marks import mark_of
from kpiloop.loop.collect.reading.guessing.guess import Guess
from kpiloop.loop.collect.reading.suspects import Suspect

#: What a source is called.
SOURCE_NAMES = ("name_zh", "name_en")
#: Where a source lies and how it is reached.
SOURCE_PLACE = ("location", "settings")


@dataclass(frozen=True)
class SourceRow:
    """Where facts come from."""

    id: int  #: key
    code: str  #: stable code
    name_zh: str  #: Chinese name
    name_en: str  #: English name, may be empty
    kind: str  #: csv, xlsx, sqlite, one_sheet
    location: str  #: file or pattern
    dataset: str  #: dataset in the fact store, empty for the one-sheet workbook
    is_active: bool  #: whether it is still read
    mapping_version: int | None  #: version of the confirmed recipe
    recipe: Mapping[str, object] | None  #: the confirmed recipe
    last_batch: BatchRow | None  #: newest load
    waiting: int  #: rows of all loads that wait in quarantine
    mark: Mapping[str, object] = field(default_factory=dict)  #: newest value loaded of the increment column
    settings: Mapping[str, object] = field(default_factory=dict)  #: how it is reached, without any secret
    secrets: tuple[SecretRow, ...] = ()  #: which secrets are set; what they are is never read back

    @property
    def names_mark(self) -> str:
        """Sent back as `seen` by who renames it."""
        return mark_of(self, SOURCE_NAMES)

    @property
    def place_mark(self) -> str:
        """Sent back as `seen` by who says anew where it lies or how it is reached."""
        return mark_of(self, SOURCE_PLACE)

    def name(self, language: str) -> str:
        """The name in a language, the other one where it is empty."""
        return self.name_zh if language.startswith("zh") or not self.name_en else self.name_en


@dataclass(frozen=True)
class SecretRow:
    """A secret of a source: that it is set, never what it is."""

    name: str  #: password, token, ...
    is_set: bool  #: whether somebody set it
    set_by: str = ""  #: account
    set_at: datetime | None = None  #: when


@dataclass(frozen=True)
class TriedRow:
    """How trying a connection went."""

    code: str = ""  #: why it failed, empty when all is well
    fields: Mapping[str, str] = field(default_factory=dict)  #: fields of that reason
    tables: int = 0  #: tables and views in sight
    columns: tuple[str, ...] = ()  #: columns of the chosen table

    @property
    def is_ok(self) -> bool:
        """Whether the source can be read."""
        return not self.code


@dataclass(frozen=True)
class BatchRow:
    """One reading of a source; read = kept + skipped + repeated + quarantined."""

    id: int  #: key
    number: int  #: load number, stands on every row it brought
    source: str  #: source code
    source_zh: str  #: its Chinese name
    source_en: str  #: its English name, may be empty
    state: str  #: running, done, failed, undone
    file_name: str  #: file it read
    file_sha256: str  #: hash of what it read
    mapping_version: int  #: recipe it was read by
    rows_read: int  #: looked at
    rows_kept: int  #: new or replaced in the fact store
    rows_skipped: int  #: titles, blanks, totals
    rows_repeated: int  #: known already with equal content
    rows_quarantined: int  #: put aside for a person
    rows_replaced: int  #: of the kept ones, how many replaced other content of the same key
    control_totals: Mapping[str, str]  #: sums of the figures taken
    covers_from: date | None  #: first day the load stands for
    covers_to: date | None  #: first day after
    warehouse_version: int | None  #: version it published
    loaded_by: str  #: account
    started_at: datetime  #: when it began
    finished_at: datetime | None  #: when it ended
    error_code: str  #: why it failed, else empty
    error_fields: Mapping[str, object]  #: fields of that reason
    source_report: Mapping[str, object] = field(default_factory=dict)  #: what the source said, and what was noticed
    is_known: bool = False  #: the same content was loaded before and nothing was done
    waiting: int = 0  #: of the rows put aside, how many still wait under this load

    def name(self, language: str) -> str:
        """Name of its source in a language, the Chinese one where there is no other."""
        return self.source_en if language == "en" and self.source_en else self.source_zh


@dataclass(frozen=True)
class WaitingRow:
    """A row in quarantine."""

    id: int  #: key
    batch_number: int  #: load it came with
    source: str  #: source code
    line: int  #: line of the source
    values: Mapping[str, str]  #: cells as written, by column of the dataset
    reason: str  #: code
    fields: Mapping[str, str]  #: what the sentence needs
    state: str  #: waiting, fixed, accepted, rejected, undone; again or mended where a newer load speaks of it
    decided_by: str  #: account, empty while waiting
    decided_at: datetime | None  #: when
    why: str = ""  #: said by who decided
    taken_by: int | None = None  #: load that took it, or that named it again


@dataclass(frozen=True)
class SubmissionRow:
    """A value reported by a person or a workbook."""

    id: int  #: key
    kpi_id: int  #: KPI
    subject_id: int  #: whose result
    period_id: int  #: period
    value: Decimal | None  #: reported value; None says there is none
    batch_number: int | None  #: load, when a workbook brought it
    file_name: str  #: workbook, empty for a person
    line: int | None  #: row of the workbook
    submitted_by: str  #: account
    submitted_at: datetime  #: when
    is_current: bool = True  #: the version in force


@dataclass(frozen=True)
class NewValue:
    """A value to report."""

    kpi: str  #: KPI code
    subject: str  #: subject code
    period: str  #: month code
    value: Decimal | None  #: in the unit of the KPI; None withdraws it
    line: int | None = None  #: row of the workbook


@dataclass(frozen=True)
class PreviewCell:
    """What stands there and what was understood."""

    column: str  #: column of the dataset, or heading while there is no recipe
    written: str  #: as in the source
    understood: str  #: as it would be stored
    problem: str  #: reason code when it cannot be taken


@dataclass(frozen=True)
class PreviewRow:
    """One row of the preview."""

    line: int  #: line of the source
    cells: tuple[PreviewCell, ...]  #: one per column
    problem: str  #: reason code when the row would wait in quarantine
    fields: Mapping[str, str] = field(default_factory=dict)  #: what the sentence needs


@dataclass(frozen=True)
class Preview:
    """A look at a source; nothing was stored."""

    columns: tuple[str, ...]  #: columns of the dataset, or headings while there is no recipe
    headings: tuple[tuple[str, ...], ...]  #: headings of the source, top to bottom
    rows: tuple[PreviewRow, ...]  #: first rows
    suspects: tuple[Suspect, ...]  #: oddities
    counts: Mapping[str, int]  #: read, kept, skipped, repeated, quarantined
    totals: Mapping[str, str]  #: sums of the figures
    notes: Mapping[str, str]  #: encoding, delimiter, sheet


@dataclass(frozen=True)
class Proposal:
    """How a file nobody described would be read; nothing was stored."""

    kind: str  #: connector: csv or xlsx
    file_name: str  #: name of the file
    dataset: str  #: dataset it goes into, empty while a new one is described
    guess: Guess  #: recipe, matches, questions
    preview: Preview | None  #: what it gives; None while a question stands in the way


@dataclass(frozen=True)
class MendedRows:
    """What became of rows handed back mended."""

    taken: int  #: rows taken
    still_wrong: int  #: changed, and still not readable
    waiting: int  #: rows of the load that go on waiting


@dataclass(frozen=True)
class CorrectionRow:
    """A figure put right by a person."""

    id: int  #: key
    dataset: str  #: dataset
    row: str  #: business key for people
    row_key: str  #: business key as stored
    field: str  #: column
    old: str  #: figure of the source
    new: str  #: corrected figure
    reason: str  #: why
    state: str  #: proposed, in_force, refused, withdrawn
    corrected_by: str  #: account
    corrected_at: datetime  #: when
    decided_by: str  #: account, empty while proposed
    decided_at: datetime | None  #: when
    waiver: str  #: why nobody else approved, empty otherwise
    load_number: int | None  #: load that put it in force
