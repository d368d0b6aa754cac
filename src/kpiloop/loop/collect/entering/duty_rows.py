"""When something is expected and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kpiloop.engine.rhythm import Rhythm
from kpiloop.foundation.org.rows import SubjectRow


@dataclass(frozen=True)
class DutyRow:
    """How often a source or a reported KPI is expected, and by when."""

    id: int  #: key
    kind: str  #: source or kpi
    code: str  #: code of the source or KPI
    rhythm: Rhythm  #: how often, due and grace
    first_day: date  #: the period holding it is the first one expected
    set_by: str  #: account


@dataclass(frozen=True)
class ExpectedRow:
    """One period of a duty, for a source or for one subject of a KPI."""

    duty: DutyRow  #: what is expected
    subject: SubjectRow | None  #: whose figure; None for a source
    start: date  #: first day of the period
    end: date  #: first day after it
    due_on: date  #: last day in time
    arrived_on: date | None  #: day it came; None while it has not
    state: str  #: waiting, due, missing, on_time or late
    days_late: int  #: days past grace
