"""Objectives, KPIs and their definitions as they leave the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from kpiloop.engine.targets.band import Band, band_of
from kpiloop.engine.values import Figure
from kpiloop.foundation.org.rows import PersonRow
from kpiloop.loop.plan.library import LibraryKpi


@dataclass(frozen=True)
class ObjectiveRow:
    """A strategic objective of a fiscal year."""

    id: int  #: key
    code: str  #: stable code
    name_zh: str  #: Chinese name
    name_en: str  #: English name, may be empty
    text: str  #: what it means
    perspective: str  #: financial, customer, process or learning
    fiscal_year: int  #: the year it is pursued in
    sponsor: PersonRow | None  #: leader in charge
    kpi_codes: tuple[str, ...]  #: KPIs that measure it
    ended_on: date | None = None  #: first day it is no longer pursued
    end_reason: str = ""  #: why
    mark: str = ""  #: another one as soon as it says something else

    def name(self, language: str) -> str:
        """The name in a language, the other one where it is empty."""
        return self.name_zh if language.startswith("zh") or not self.name_en else self.name_en


@dataclass(frozen=True)
class KpiRow:
    """A KPI with the definition in force on the day it was asked for."""

    id: int  #: key of the KPI
    code: str  #: stable code
    name_zh: str  #: Chinese name
    name_en: str  #: English name, may be empty
    definition_id: int  #: key of the definition version
    definition_version: int  #: its number
    direction: str  #: higher, lower, range, binary
    time_kind: str  #: flow, stock, ratio, distinct, derived
    measurement_unit: str  #: CNY, percent, pieces ...
    display_scale: str  #: one, thousand, wan, yi, percent
    decimals: int  #: shown decimals
    achievement_method: str  #: see engine.achievement
    achievement_parameters: Mapping[str, Decimal] = field(hash=False)  #: parameters of the method
    green_from: Decimal = Decimal(1)  #: achievement from which it is green
    amber_from: Decimal = Decimal(1)  #: achievement from which it is amber
    judged_on: str = "month"  #: month or ytd value is judged and scored
    empty_means: str = "default"  #: default, zero or missing when there are no rows
    objective_id: int | None = None  #: objective it measures
    state: str = "published"  #: draft, published or retired
    timing: str = "lagging"  #: leading or lagging
    counter: str = ""  #: code of the KPI that keeps it honest
    measured_by: str = "month"  #: month, or week: values of weeks beside those of months

    def parameters_with(self, band: Band | None) -> dict[str, Decimal]:
        """Parameters of the achievement method; the band of a period goes before the bounds of the definition."""
        parameters = dict(self.achievement_parameters)
        if self.direction == "lower" and self.achievement_method in ("signed", "binary"):
            parameters.setdefault("lower", Decimal(1))
        return parameters if band is None else parameters | {"lo": band.low, "hi": band.high}

    def band_with(self, target: Figure | None, band: Band | None) -> Band | None:
        """The band a figure is judged by: of the period, of the definition, or around the target; None for others."""
        return band_of(target, self.parameters_with(band)) if self.achievement_method == "range" else None

    def name(self, language: str) -> str:
        """The name in a language, the other one where it is empty."""
        return self.name_zh if language.startswith("zh") or not self.name_en else self.name_en


@dataclass(frozen=True)
class DefinitionRow:
    """One version of what a KPI means."""

    kpi: KpiRow  #: the meaning
    purpose: str  #: why it is measured
    pitfalls: str  #: how it misleads
    valid_from: date  #: first day it is in force
    published_by: str  #: who published it, empty for a draft
    published_at: datetime | None  #: when
    fingerprint: str  #: hash of the meaning, set when published
    source: str = ""  #: where its figures come from
    retired_by: str = ""  #: who ended the KPI, empty while it lives or was replaced
    retired_at: datetime | None = None  #: when
    retirement_reason: str = ""  #: why


@dataclass(frozen=True)
class DefinitionChange:
    """One thing that reads differently in two versions of a definition."""

    field: str  #: name of the field
    before: str  #: what the older version says, empty for nothing
    after: str  #: what the newer version says


@dataclass(frozen=True)
class LibraryRow:
    """A ready KPI and whether the company has one of its code."""

    ready: LibraryKpi  #: what could be adopted
    is_taken: bool  #: True when the dictionary holds a KPI of this code
