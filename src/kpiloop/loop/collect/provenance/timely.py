"""Whether what figures rest on came in time; only what somebody declared a due day for can be late."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from kpiloop.engine.periods import Calendar
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.loop.collect.entering.days import day_of
from kpiloop.loop.collect.entering.expecting import by_kpi, expected
from kpiloop.loop.collect.entering.flows import days_late
from kpiloop.loop.collect.entering.locking import first_entries
from kpiloop.loop.collect.entering.models import Flow, FlowKpi
from kpiloop.loop.collect.models import Duty
from kpiloop.loop.collect.provenance.behind import ReportFact

ONE_DAY = timedelta(days=1)
#: More deliveries back than this are not looked at: two years of days.
_MOST = 800
_OPEN = ("missing", "due")
Dues = Mapping[int, tuple[int, int, date]]  # KPI -> due days, grace days, from which day on


@dataclass(frozen=True)
class Delivery:
    """One expected delivery of a source."""

    start: date  #: first day it is about
    end: date  #: first day after
    days_late: int  #: past grace, 0 in time
    is_absent: bool  #: it has not come although it is due


@dataclass(frozen=True)
class Timeliness:
    """Deliveries of sources and due days of KPIs."""

    deliveries: Mapping[int, tuple[Delivery, ...]]  #: source -> expected ones, oldest first
    dues: Dues  #: KPI -> due days, grace days, from which day on
    firsts: Mapping[tuple[int, int, int], date] = field(default_factory=dict)  #: (KPI, subject, period) -> first day

    def of_sources(self, source_ids: Collection[int], start: date, end: date) -> tuple[int, frozenset[int]]:
        """Days the latest delivery for some days came late, and sources whose delivery is absent."""
        about = {
            (source_id, each)
            for source_id in source_ids
            for each in self.deliveries.get(source_id, ())
            if each.start < end and each.end > start
        }
        late = max((each.days_late for _, each in about if not each.is_absent), default=0)
        return late, frozenset(source_id for source_id, each in about if each.is_absent)

    def of_report(self, report: ReportFact) -> int:
        """Days a report came late; 0 where nobody said until when."""
        due = self.dues.get(report.kpi_id)
        first = self.firsts.get((report.kpi_id, report.subject_id, report.period_id))
        if due is None or first is None or report.ends_before <= due[2]:
            return 0
        return days_late(report.ends_before - ONE_DAY + timedelta(days=due[0]), due[1], first)


def timeliness(source_ids: Collection[int], reports: Collection[ReportFact], today: date) -> Timeliness:
    """What was expected of some sources and reports, beside what came."""
    held = list(Duty.objects.filter(source_id__in=list(source_ids)).select_related("source")) if source_ids else []
    cut = calendar.calendar_or_months(SYSTEM) if held else Calendar()
    deliveries = {
        duty.source_id or 0: tuple(
            Delivery(row.start, row.end, row.days_late, row.state in _OPEN) for row in expected(duty, cut, today, _MOST)
        )
        for duty in held
    }
    firsts = first_entries({row.period_id for row in reports}) if reports else {}
    return Timeliness(deliveries, dues() if reports else {}, firsts)


def cut_off(known: Dues, kpi_id: int, ends_before: date, usual: int) -> date:
    """Last day in time of a figure of a month, grace included."""
    due_days, grace, _ = known.get(kpi_id, (usual, 0, ends_before))
    return ends_before - ONE_DAY + timedelta(days=due_days + grace)


def dues() -> dict[int, tuple[int, int, date]]:
    """Until when each KPI is reported: by its flow, else by its rhythm."""
    first_days = dict(Duty.objects.filter(kpi__isnull=False).values_list("kpi_id", "first_day"))
    found = {key: (row.due_days, row.grace_days, first_days[key]) for key, row in by_kpi().items()}
    running = Flow.objects.filter(is_active=True).prefetch_related("nodes")
    flows = {flow.pk: (flow, flow.nodes.all()[0]) for flow in running if flow.nodes.all()}
    for kpi_id, flow_id in FlowKpi.objects.filter(flow_id__in=list(flows)).values_list("kpi_id", "flow_id"):
        flow, node = flows[flow_id]
        found[kpi_id] = (node.due_days, node.grace_days, day_of(flow.set_at))
    return found
