"""A responsibility letter of the product's own cards, and how far it is signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from kpiloop.foundation.org.rows import PersonRow, SubjectRow
from kpiloop.loop.plan.rows import KpiRow, SchemeRow


@dataclass(frozen=True)
class DocumentLine:
    """A KPI of a letter."""

    kpi: KpiRow  #: meaning and how figures are written
    weight: Decimal  #: percent of the card
    months: Mapping[str, Decimal]  #: target by month of the fiscal year, where there is one
    annual: Decimal | None  #: sum of a flow, else the target of the last month; None without targets
    method: str  #: scoring method, empty where none is stated
    parameters: Mapping[str, object] = field(default_factory=dict, hash=False)  #: of the scoring method


@dataclass(frozen=True)
class Document:
    """What is signed: the card of a subject in a scheme, with the targets of its year."""

    scheme: SchemeRow  #: scheme and version
    subject: SubjectRow  #: whose card
    owner: PersonRow  #: who answers for most of the card
    superior: PersonRow | None  #: who signs for the company; None at the top
    lines: tuple[DocumentLine, ...]  #: by weight, heaviest first
    fingerprint: str  #: of everything above


@dataclass(frozen=True)
class SignatureRow:
    """One name below a letter."""

    side: str  #: owner or superior
    person: PersonRow  #: who
    reservation: str  #: what they do not agree to, empty without
    signed_at: datetime  #: when


@dataclass(frozen=True)
class LetterRow:
    """A letter as the card is now, with the signatures below exactly this text."""

    document: Document  #: as the card is now
    signatures: tuple[SignatureRow, ...]  #: below this very text
    earlier: tuple[SignatureRow, ...]  #: below an earlier text that no longer holds
    may_sign: str  #: side the viewer may sign for, empty when none

    @property
    def state(self) -> str:
        """unsigned, owner or superior (the other is missing), signed, or changed since it was signed."""
        sides = {row.side for row in self.signatures}
        if not sides:
            return "changed" if self.earlier else "unsigned"
        if "owner" in sides and (self.document.superior is None or "superior" in sides):
            return "signed"
        return "owner" if "owner" in sides else "superior"
