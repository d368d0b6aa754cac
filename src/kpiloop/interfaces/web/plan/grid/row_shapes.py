"""What the target grid shows: cells, the lines they stand in, and the lines of one KPI."""

from __future__ import annotations

from dataclasses import dataclass

from kpiloop.interfaces.web.plan.grid.cell_drawing import Cell, drawn_cells
from kpiloop.loop.plan.choices import ADDITIVE


@dataclass(frozen=True)
class Beside:
    """Weeks of one row beside the targets of its months."""

    shown: str  #: signed difference of the weeks shown; a dash where a month has no target
    year: str  #: the target of the year its months make
    over_year: str  #: signed difference of all weeks of the year
    elsewhere: str  #: difference of the weeks not shown as it would be typed; empty where there is none to tell


@dataclass(frozen=True)
class GridRow:
    """One line of the grid."""

    kind: str  #: whole, part, sum or gap
    name: str  #: subject, or what the line is
    depth: int  #: steps below the whole
    owner: str  #: who answers
    weight: str  #: percent of the card
    cells: tuple[Cell, ...]  #: months or weeks in order
    annual: str  #: year where it adds up or ends with it
    prior: str  #: change against last year's actual; empty where unknown
    address: str = ""  #: where the annual target is spread
    key: int = 0  #: assignment; of a sum or gap the whole it belongs to
    parent: int = 0  #: assignment it is a part of
    against_before: str = ""  #: change of the year against the versions before
    threshold: str = ""  #: threshold of the year
    stretch: str = ""  #: stretch of the year
    weights: tuple[str, ...] = ()  #: of a ratio: what each month weighs, in the unit of what weighs it
    season: tuple[str, ...] = ()  #: last year's months in the scale of the screen; empty unless all are there
    is_short: bool = False  #: of a gap: True when the year does not cover the whole
    year_note: str = ""  #: by which year figures to date are; empty for the group's
    is_even: bool = False  #: of a gap further down: True when there is nothing to show
    rules: frozenset[int] = frozenset()  #: places of cells with a rule before them
    months: Beside | None = None  #: of weeks of a flow: how they stand beside their months

    @property
    def drawn(self) -> str:
        """The cells as markup."""
        return drawn_cells(self.cells, self.rules)


@dataclass(frozen=True)
class GridGroup:
    """All rows of one KPI."""

    code: str  #: KPI
    name: str  #: its name
    unit: str  #: unit of its figures
    time_kind: str  #: flow and stock add up over units, flow over months too
    direction: str  #: higher, lower, range or binary
    divisor: str  #: what a typed figure is multiplied by
    places: int  #: decimals shown
    rows: tuple[GridRow, ...]  #: whole, parts, sum, gap

    @property
    def adds_up(self) -> bool:
        """True when parts are summed; a ratio is weighed and never broken down by shares."""
        return self.time_kind in ADDITIVE

    @property
    def has_one_whole(self) -> bool:
        """True when everything hangs below one whole: its line then carries the name of the KPI."""
        tops = [row for row in self.rows if row.depth == 0 and row.kind in ("whole", "part")]
        return len(tops) == 1 and tops[0].kind == "whole"
