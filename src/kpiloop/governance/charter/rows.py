"""What the room of scheme documents hands out and takes in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kpiloop.foundation.org.rows import PersonRow, UnitRow
from kpiloop.governance.charter.choices import USUAL_DAYS
from kpiloop.loop.plan.rows import SchemeRow

#: A document as data: names in both languages, figures and days as text.
Content = Mapping[str, Any]


@dataclass(frozen=True)
class NewOffice:
    """Somebody to name in an office."""

    office: str  #: administrator, hr, finance, committee or sponsor
    person: str  #: employee number
    signs: bool = True  #: whether the document waits for this signature


@dataclass(frozen=True)
class OfficeRow:
    """Who holds an office of a scheme."""

    office: str  #: administrator, hr, finance, committee or sponsor
    person: PersonRow  #: who
    signs: bool  #: whether the document waits for this signature


@dataclass(frozen=True)
class ExemptionRow:
    """Who is not assessed."""

    person: PersonRow  #: who
    reason: str  #: why
    decided_by: str  #: account


@dataclass(frozen=True)
class OutlineRow:
    """What only the document of a scheme knows; what was never written stands at its default."""

    aim: str = ""  #: what the scheme is for
    appeals: str = ""  #: how appeals are heard
    changes: str = ""  #: how the scheme is changed
    days: Mapping[str, int] = field(default_factory=lambda: dict(USUAL_DAYS), hash=False)  #: working days by name
    offices: tuple[OfficeRow, ...] = ()  #: in the order of signing
    exemptions: tuple[ExemptionRow, ...] = ()  #: by employee number


@dataclass(frozen=True)
class UnitCount:
    """The people of one unit by what they are judged on."""

    unit: UnitRow  #: the unit itself, not what is below it
    counts: Mapping[str, int] = field(hash=False)  #: own, unit, position, default, exempt, none -> people

    @property
    def people(self) -> int:
        """Everybody in the unit."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Populace:
    """Who is assessed by what on a day."""

    units: tuple[UnitCount, ...]  #: in the order of the tree, units without people left out
    without: tuple[tuple[PersonRow, UnitRow], ...]  #: people without a card and without exemption
    exempt_with_card: tuple[PersonRow, ...]  #: exempt people who have a card all the same

    def count(self, kind: str) -> int:
        """People of one kind in the whole company."""
        return sum(row.counts.get(kind, 0) for row in self.units)


@dataclass(frozen=True)
class CharterFinding:
    """Something that is missing or odd, and where it is mended."""

    step: str  #: aim, population, responsibilities, calendar or scoring
    code: str  #: what
    severity: str  #: blocks signing, or notice
    fix: str  #: name of the page that mends it
    fields: Mapping[str, object] = field(default_factory=dict, hash=False)  #: of its sentence


@dataclass(frozen=True)
class Difference:
    """One thing the scheme says otherwise than the signed text."""

    chapter: str  #: part of the content
    kind: str  #: added, removed or changed
    before: Content | None = field(hash=False)  #: as it was signed
    after: Content | None = field(hash=False)  #: as it is


@dataclass(frozen=True)
class SignerRow:
    """One place below the document."""

    place: int  #: order of signing, from 0
    office: str  #: for which office
    person: PersonRow  #: who
    signed_at: datetime | None  #: when; None before
    reservation: str = ""  #: what is not agreed to


@dataclass(frozen=True)
class EditionRow:
    """The document as it was signed."""

    number: int  #: 1 is the first
    scheme_version: int  #: version of the scheme it states
    content: Content = field(hash=False)  #: as it was read, cut to what the reader may see
    fingerprint: str  #: of the whole content
    is_whole: bool  #: False when the stored text no longer makes its fingerprint
    made_at: datetime  #: when the first one signed
    signers: tuple[SignerRow, ...]  #: in order

    @property
    def is_signed(self) -> bool:
        """Whether everybody has signed."""
        return all(row.signed_at for row in self.signers)

    @property
    def waits_for(self) -> SignerRow | None:
        """Whose turn it is."""
        return next((row for row in self.signers if row.signed_at is None), None)


@dataclass(frozen=True)
class CharterRow:
    """The document of a scheme as one reader sees it."""

    scheme: SchemeRow  #: newest version in sight
    draft: Content | None = field(hash=False)  #: as the scheme is now; None for who may not see unsigned text
    draft_fingerprint: str  #: of the draft; empty without
    draft_signers: tuple[SignerRow, ...]  #: who signs the draft
    editions: tuple[EditionRow, ...]  #: newest first
    differences: tuple[Difference, ...]  #: of the draft from the newest edition
    may_sign: str  #: office the reader may sign for now; empty when none
    may_compose: bool  #: whether the reader draws the scheme up

    @property
    def state(self) -> str:
        """unsigned, signing, signed, or changed since somebody signed."""
        if not self.editions:
            return "unsigned"
        if self.differences:
            return "changed"
        return "signed" if self.editions[0].is_signed else "signing"
