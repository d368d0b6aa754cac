"""One ready KPI of the library, as it is read from its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as declared
from decimal import Decimal

#: Who usually carries the KPI.
LEVELS = ("company", "unit", "position")


@dataclass(frozen=True)
class Bilingual:
    """The same words in both languages."""

    zh: str  #: Chinese
    en: str  #: English

    def of(self, language: str) -> str:
        """The words in a language."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True)
class LibraryKpi:
    """A KPI ready to be adopted; adopting copies it, so a later library changes nobody's definition."""

    code: str  #: code it is adopted under
    field: str  #: finance, sales, operations, service, people, manufacturing, retail or software
    names: Bilingual  #: name
    definition: Bilingual  #: what it means
    words: Bilingual  #: formula in words
    source: Bilingual  #: where its figures usually come from
    pitfalls: Bilingual  #: how it is abused or misleads
    formula: str  #: in the metric language; empty where it is reported
    columns: Mapping[str, Mapping[str, str]] = declared(hash=False)  #: dataset -> column -> type that the formula reads
    direction: str  #: higher, lower, range or binary
    time_kind: str  #: flow, stock, ratio or distinct
    measurement_unit: str  #: CNY, percent, pieces ...
    display_scale: str  #: one, wan, percent ...
    decimals: int  #: shown decimals
    achievement_method: str  #: see engine.achievement
    achievement_parameters: Mapping[str, str] = declared(hash=False)  #: parameters of the method
    green_from: Decimal  #: achievement from which it is green
    amber_from: Decimal  #: achievement from which it is amber
    empty_means: str  #: default, zero or missing when there are no rows
    level: str  #: company, unit or position
    counter: str  #: code of the KPI that keeps it honest

    def name(self, language: str) -> str:
        """The name in a language."""
        return self.names.of(language)
