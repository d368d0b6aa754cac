"""What a bundle holds once it is read, what is wrong with it, and what an import would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kpiloop.governance.bundle.fields import Value

#: Values of the key columns of a row.
Key = tuple[Value, ...]


@dataclass(frozen=True)
class Row:
    """One row of a part, understood."""

    values: Mapping[str, Value]  #: by column, defaults filled in
    where: str = ""  #: file and line, or sheet and line
    cells: Mapping[str, str] = field(default_factory=dict, hash=False, compare=False)  #: place of each written column

    def place(self, column: str = "") -> str:
        """Where a column stands, or the row when it is not written."""
        return self.cells.get(column, self.where)


@dataclass(frozen=True)
class Bundle:
    """A whole scheme: rows by part. A part that is absent is left alone by an import."""

    parts: Mapping[str, tuple[Row, ...]]  #: rows in the order they are written

    def rows(self, part: str) -> tuple[Row, ...]:
        """Rows of a part, none when it is absent."""
        return self.parts.get(part, ())


@dataclass(frozen=True)
class Fault:
    """Something that keeps a bundle from being imported, with the place to mend it."""

    code: str  #: what is wrong
    where: str  #: file:line or sheet and cell
    fields: Mapping[str, object] = field(default_factory=dict, hash=False)  #: what the sentence needs


@dataclass(frozen=True)
class Change:
    """One row that an import would write."""

    part: str  #: part it belongs to
    kind: str  #: added, changed, ended, or left: no longer in the bundle, and kept
    key: tuple[str, ...]  #: key columns as text
    before: Mapping[str, str] = field(default_factory=dict, hash=False)  #: changed columns as they are
    after: Mapping[str, str] = field(default_factory=dict, hash=False)  #: changed columns as they will be


@dataclass(frozen=True)
class Expectation:
    """A figure the author states, and what the installation has for it."""

    where: str  #: file:line or cell
    key: str  #: subject, KPI, period and window
    column: str  #: actual, target, achievement, score or grade
    stated: str  #: what the author expects
    found: str | None  #: what there is, at the decimals stated; None before it is computed

    @property
    def is_met(self) -> bool | None:
        """Whether both are equal; None before there is a figure."""
        if self.found is None or self.column == "grade":
            return None if self.found is None else self.found == self.stated
        return Decimal(self.found) == Decimal(self.stated)


@dataclass(frozen=True)
class Reading:
    """A bundle as far as it could be read, with what could not."""

    bundle: Bundle  #: rows that were understood
    faults: tuple[Fault, ...]  #: everything else


@dataclass(frozen=True)
class ImportPlan:
    """An import that is ready to be applied; making it wrote nothing."""

    bundle: Bundle  #: what shall be
    held: Bundle  #: what is
    changes: tuple[Change, ...]  #: rows that would be written, in the order of parts
    faults: tuple[Fault, ...]  #: what keeps it from being applied
    fingerprint: str  #: hash of what is
    expectations: tuple[Expectation, ...] = ()  #: figures the author states, beside those there are


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    counts: Mapping[str, Mapping[str, int]]  #: part -> kind of change -> rows
