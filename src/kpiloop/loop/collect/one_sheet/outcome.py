"""What a look at the one-sheet workbook and its loading tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kpiloop.loop.collect.entering.submitting import ValuesWritten
from kpiloop.loop.collect.one_sheet.intent import LineIntent, Notice
from kpiloop.loop.collect.one_sheet.lines import BadCell
from kpiloop.loop.collect.rows import BatchRow


@dataclass(frozen=True)
class UnitWeights:
    """The weights of one unit."""

    unit: str  #: name
    total: Decimal  #: sum of its weights
    is_right: bool  #: exactly 100, or nothing weighed


@dataclass(frozen=True)
class OneSheetPreview:
    """What the sheet would do; nothing was stored."""

    lines: tuple[LineIntent, ...]  #: KPIs of units as understood
    weights: tuple[UnitWeights, ...]  #: by unit
    new_units: tuple[str, ...]  #: names of units that would be created
    new_people: tuple[str, ...]  #: names of people that would be created
    new_kpis: tuple[str, ...]  #: names of KPIs that would be created
    bad_cells: tuple[BadCell, ...]  #: cells that would wait
    notices: tuple[Notice, ...]  #: what to know
    skipped: int  #: blank, note and total lines
    can_load: bool  #: False when the weights stand in the way


@dataclass(frozen=True)
class OneSheetOutcome:
    """What the sheet changed."""

    batch: BatchRow  #: record of the load, counting figures
    company: str  #: code of the root unit
    scheme: str  #: code of the scheme it fills
    units_added: int  #: new units
    people_added: int  #: new people
    kpis_added: int  #: new KPIs
    kpis_revised: int  #: KPIs with a new definition version
    assignments_added: int  #: KPIs given to units
    assignments_changed: int  #: weights, owners or ends
    targets_written: int  #: new or changed monthly targets
    values: ValuesWritten  #: reported actuals
    bad_cells: tuple[BadCell, ...]  #: cells that wait
    notices: tuple[Notice, ...]  #: what to know
    kpis: Mapping[str, str]  #: name of the KPI -> code
