"""The frame of the demo company: how big, which months, and what is planted on purpose."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from kpiloop.demo.english import ENGLISH
from kpiloop.engine.periods import Calendar, Period

#: size -> (rows factor in percent, sales people per selling unit, staff per other unit)
SIZES = {"small": (25, 3, 2), "standard": (100, 4, 4), "large": (400, 8, 8)}


#: What the people and files of the company are kept in.
LANGUAGES = ("zh", "en")

#: The oldest planted fact lies eight months back, and every fact needs a month before it.
FEWEST_MONTHS = 9


@dataclass(frozen=True)
class Planted:
    """One fact put in on purpose, which the tests look for in what the product says."""

    kind: str  #: what it is: missed_three, missed_two, abnormal_day, late_correction, transfer ...
    kpi: str  #: KPI code it shows in, or ""
    subject: str  #: unit or person code it concerns
    months: tuple[str, ...]  #: period codes concerned
    note: str  #: the fact in a sentence, for people who read the file


@dataclass(frozen=True, eq=False)  # what is known of a design is kept by it: comparing all its months would be slower
class Design:
    """Everything the generators share; the same design always gives the same bytes."""

    seed: int  #: root of all randomness
    size: str  #: small, standard or large
    calendar: Calendar  #: the company's fiscal calendar
    months: tuple[Period, ...]  #: the generated months, oldest first
    planted: tuple[Planted, ...] = field(default=())  #: facts put in on purpose
    language: str = "zh"  #: zh or en: what its people write and its source files are kept in

    def said(self, text: str) -> str:
        """A text of the story in the language of the company; a text without English is an error there."""
        return text if self.language == "zh" else ENGLISH[text]

    def named(self, name_zh: str, name_en: str) -> str:
        """The one of two names the company's own files use."""
        return name_zh if self.language == "zh" else name_en

    @property
    def rows_percent(self) -> int:
        """Rows relative to the standard size, in percent."""
        return SIZES[self.size][0]

    @property
    def sellers(self) -> int:
        """Sales people per selling unit."""
        return SIZES[self.size][1]

    @property
    def staff(self) -> int:
        """Staff per unit that does not sell."""
        return SIZES[self.size][2]

    @property
    def planned_months(self) -> tuple[Period, ...]:
        """The generated months and the rest of the running fiscal year: targets are set for all of them."""
        end = self.calendar.year(self.months[-1].start).end
        months = list(self.months)
        while months[-1].end < end:
            months.append(self.calendar.month(months[-1].end))
        return tuple(months)

    @cached_property
    def last_year_start(self) -> date:
        """First day of the fiscal year of the last month: the running scheme starts here."""
        return self.calendar.year(self.months[-1].start).start

    def has_year_before(self, start: date) -> bool:
        """True when every month from this day on has the same month of the year before."""
        return self.months[0].start <= start.replace(year=start.year - 1)

    def stream(self, *names: object) -> random.Random:
        """An own random stream per purpose, so that one more row here changes nothing there."""
        return random.Random(":".join(str(name) for name in (self.seed, *names)))

    def has(self, kind: str, subject: str, month: str) -> bool:
        """True when a fact of this kind is planted for the subject in the month."""
        return (kind, subject, month) in self._planted

    @cached_property
    def _planted(self) -> frozenset[tuple[str, str, str]]:
        return frozenset((each.kind, each.subject, month) for each in self.planted for month in each.months)


def plan_design(
    seed: int, size: str, until: date, fiscal_start_month: int, count: int = 24, language: str = "zh"
) -> Design:
    """Lay out so many months, ending with the month of `until`, and plant the facts in them."""
    calendar = Calendar(fiscal_start_month=fiscal_start_month)
    months = [calendar.month(until)]
    while len(months) < count:
        months.insert(0, calendar.previous(months[0]))
    return Design(seed, size, calendar, tuple(months), _planted(tuple(months)), language)


def _planted(months: tuple[Period, ...]) -> tuple[Planted, ...]:
    codes = [month.code for month in months]
    return (
        Planted(
            "missed_three",
            "on_time_delivery",
            "EAST",
            tuple(codes[-4:]),
            "East delivers late in three closed months and the running one",
        ),
        Planted(
            "missed_two", "first_pass_yield", "P1", tuple(codes[-2:]), "Plant 1 fails inspections two months running"
        ),
        Planted(
            "person_missed_three",
            "lead_conversion",
            "E1103",
            tuple(codes[-4:]),
            "a seller converts too few leads in three closed months and the running one",
        ),
        Planted("abnormal_day", "revenue", "SOUTH", (codes[-5],), "one bulk order makes one day eight times as large"),
        Planted(
            "late_correction", "revenue", "NORTH", (codes[-8],), "an order entered ten times too large, mended later"
        ),
        Planted("seasonal", "revenue", "RETAIL", tuple(codes), "retail peaks around New Year and in November"),
        Planted("incident", "recordable_injuries", "P2", (codes[-6],), "one injury against a target of zero"),
        Planted("transfer", "", "E1203", (codes[-3],), "a seller moves from South to North in mid-month"),
        Planted("price_cut", "gross_margin", "EAST", tuple(codes[-2:]), "East gives discounts that eat the margin"),
    )


#: Retail's shape over the calendar months, January first; the other units use LEVEL_SEASON.
RETAIL_SEASON = tuple(Decimal(x) / 100 for x in (135, 120, 75, 80, 85, 95, 85, 80, 90, 95, 150, 110))
LEVEL_SEASON = tuple(Decimal(x) / 100 for x in (92, 80, 100, 100, 102, 106, 98, 97, 103, 104, 108, 110))
