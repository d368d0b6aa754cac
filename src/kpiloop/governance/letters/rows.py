"""Cards of a responsibility workbook and what the check found in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class LetterLine:
    """A KPI of a letter as it was written."""

    sheet: str  #: sheet
    line: int  #: line of the sheet
    kpi: str  #: name of the KPI
    weight: Decimal | None  #: percent of the card; None when it cannot be read
    target: str  #: target as written
    scoring: str  #: way of scoring as written
    source: str  #: where the figure comes from, as written
    definition: str  #: definition or formula as written


@dataclass(frozen=True)
class LetterFinding:
    """Something odd about a letter."""

    code: str  #: kind
    line: int  #: line of the sheet, 0 for the whole card
    kpi: str  #: name of the KPI, empty for the whole card
    fields: Mapping[str, str] = field(default_factory=dict, hash=False)  #: what the sentence needs


@dataclass(frozen=True)
class LetterCard:
    """One letter: whose it is, its lines, what is odd, and weights that would be right."""

    subject: str  #: unit or person the letter is for
    sheet: str  #: sheet it stands on
    lines: tuple[LetterLine, ...]  #: KPIs in order
    findings: tuple[LetterFinding, ...] = ()  #: what the check found
    weights: tuple[Decimal, ...] = ()  #: corrected weights, one per line, 100 together

    @property
    def printed(self) -> tuple[tuple[LetterLine, Decimal], ...]:
        """Lines with their corrected weight."""
        return tuple(zip(self.lines, self.weights, strict=True))


@dataclass(frozen=True)
class LetterBook:
    """A whole workbook of letters."""

    file_name: str  #: name without folders
    sha256: str  #: hash of what was read
    cards: tuple[LetterCard, ...]  #: in the order of the workbook

    @property
    def finding_count(self) -> int:
        """Findings of all cards."""
        return sum(len(card.findings) for card in self.cards)
