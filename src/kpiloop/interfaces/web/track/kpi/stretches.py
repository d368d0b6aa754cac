"""What the page of a KPI shows of other stretches of days than months: half-years, and single days."""

from __future__ import annotations

from dataclasses import dataclass

from kpiloop.interfaces.web.components.figures import Picture


@dataclass(frozen=True)
class HalfLine:
    """One half-year of the table."""

    name: str  #: half-year
    span: str  #: first and last month counted
    actual: str  #: figure or dash
    address: str  #: why this figure; empty without one
    target: str  #: target or dash
    prior_half: str  #: figure of the half-year before, or dash
    prior_year: str  #: figure of the same one a year before, or dash
    light: str  #: status
    remark: str  #: not over yet, partly collected; empty for neither


@dataclass(frozen=True)
class Halves:
    """Half-years: chart and table."""

    note: str  #: unit, half-years shown
    picture: Picture | None  #: drawn chart; None before the second figure
    rows: tuple[HalfLine, ...]  #: newest first, by the group's year
    own_head: str  #: by which year the others are; empty where there are none
    own_rows: tuple[HalfLine, ...]  #: by the year of the legal entity, newest first


@dataclass(frozen=True)
class DayLine:
    """One day of the table."""

    name: str  #: date and weekday
    actual: str  #: figure or dash
    reason: str  #: why there is none; empty with a figure
    seven_days: str  #: of the seven days that end with it
    is_seven_partial: bool  #: one of them is not known yet
    prior_day: str  #: of the day before
    prior_year: str  #: of the day a year before
    prior_year_on: str  #: which day that is; empty where there is none
    is_worked: bool  #: False on days off


@dataclass(frozen=True)
class Days:
    """Single days: chart and table."""

    note: str  #: unit, days shown
    first: str  #: first day, as a form field
    last: str  #: last day
    mistake: str  #: why other days were not shown; empty when they are
    legend: str  #: what the marks of the chart are
    policy: str  #: what the day a year before means
    picture: Picture | None  #: drawn chart; None without any figure
    rows: tuple[DayLine, ...]  #: newest first
