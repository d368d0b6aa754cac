"""When sources are read, what is expected when, whose hands figures go through, and rates."""

from __future__ import annotations

from collections import defaultdict

from kpiloop.governance.bundle.alert_rules import alert_rule_of
from kpiloop.governance.bundle.applying import cells
from kpiloop.governance.bundle.applying.work import Work
from kpiloop.governance.bundle.consequence_rules import rung_of
from kpiloop.governance.bundle.rows import Row
from kpiloop.governance.bundle.timetables import timetable
from kpiloop.loop.collect import services as collect
from kpiloop.loop.collect.entering.choices import ROLLING
from kpiloop.loop.collect.entering.rows import NewNode
from kpiloop.loop.improve import services as improve
from kpiloop.loop.measure import services as measure
from kpiloop.loop.measure.services.rates import NewRate
from kpiloop.loop.track import services as track


def apply_schedules(work: Work) -> None:
    """Due times of sources; those that are gone pause."""
    for row in (*work.rows("schedules", "added"), *work.rows("schedules", "changed")):
        source = cells.text(row, "source")
        collect.set_schedule(
            work.actor,
            source=source,
            times=timetable(row),
            zone=cells.text(row, "zone"),
            catch_up=cells.text(row, "catch_up"),
            now=work.now,
        )
        collect.pause_schedule(work.actor, source=source, is_active=cells.flag(row, "is_active"), now=work.now)
    for change in work.changes("schedules", "ended"):
        collect.pause_schedule(work.actor, source=change.key[0], now=work.now)


def apply_rhythms(work: Work) -> None:
    """How often sources are loaded and KPIs reported."""
    for row in (*work.rows("rhythms", "added"), *work.rows("rhythms", "changed")):
        collect.set_duty(
            work.actor,
            source=cells.text(row, "source"),
            kpi=cells.text(row, "kpi"),
            frequency=cells.text(row, "frequency"),
            due_days=cells.whole(row, "due_days"),
            grace_days=cells.whole(row, "grace_days"),
            first_day=cells.day(row, "first_day"),
        )


def apply_flows(work: Work) -> None:
    """Each flow with all its hands; ended ones first, so that their KPIs are free for the others."""
    touched = {
        change.key[0]
        for change in work.plan.changes
        if change.part in ("flows", "flow_steps") and change.kind in ("added", "changed", "ended")
    }
    ended = {change.key[0] for change in work.changes("flows", "ended")}
    for code in sorted(ended):
        collect.end_flow(work.actor, code=code, now=work.now)
    rows = [row for row in work.stated("flows") if cells.text(row, "code") in touched - ended]
    for row in sorted(rows, key=lambda row: cells.flag(row, "is_active")):
        code = cells.text(row, "code")
        collect.set_flow(
            work.actor,
            code=code,
            name_zh=cells.text(row, "name_zh"),
            name_en=cells.text(row, "name_en"),
            kpis=cells.names(row, "kpis"),
            nodes=_nodes(work, code),
            now=work.now,
        )
        if not cells.flag(row, "is_active"):
            collect.end_flow(work.actor, code=code, now=work.now)


def apply_locks(work: Work) -> None:
    """Until when figures may be changed; rules that are gone end."""
    for row in (*work.rows("lock_rules", "added"), *work.rows("lock_rules", "changed")):
        collect.set_lock_rule(
            work.actor,
            code=cells.text(row, "code"),
            kind=cells.text(row, "kind"),
            days=cells.whole(row, "days"),
            kpis=cells.names(row, "kpis"),
            now=work.now,
        )
    for change in work.changes("lock_rules", "ended"):
        days = int(change.before["days"]) if change.before["kind"] == ROLLING else 0
        collect.set_lock_rule(
            work.actor, code=change.key[0], kind=change.before["kind"], days=days, is_active=False, now=work.now
        )


def apply_alert_rules(work: Work) -> None:
    """What alerts fire on and whom they tell; rules that are gone end."""
    for row in (*work.rows("alert_rules", "added"), *work.rows("alert_rules", "changed")):
        track.set_alert_rule(work.actor, rule=alert_rule_of(row), now=work.now)
    for change in work.changes("alert_rules", "ended"):
        track.end_alert_rule(work.actor, code=change.key[0], reason=work.reason, now=work.now)


def apply_consequence_rules(work: Work) -> None:
    """What follows after how many misses; rules that are gone end."""
    for row in (*work.rows("consequence_rules", "added"), *work.rows("consequence_rules", "changed")):
        improve.set_rung(work.actor, rung=rung_of(row), now=work.now)
    for change in work.changes("consequence_rules", "ended"):
        improve.end_rung(work.actor, code=change.key[0], now=work.now)


def apply_rates(work: Work) -> None:
    """Exchange rates, by where they come from."""
    by_source: dict[str, list[Row]] = defaultdict(list)
    for row in (*work.rows("rates", "added"), *work.rows("rates", "changed")):
        by_source[cells.text(row, "source")].append(row)
    for source, rows in sorted(by_source.items()):
        measure.record_rates(
            work.actor,
            rates=[
                NewRate(
                    cells.text(row, "currency"),
                    cells.text(row, "into"),
                    cells.text(row, "period"),
                    cells.text(row, "rate_type"),
                    cells.figure(row, "rate"),
                )
                for row in rows
            ],
            source=source,
        )


def _nodes(work: Work, flow: str) -> list[NewNode]:
    rows = [row for row in work.stated("flow_steps") if cells.text(row, "flow") == flow]
    return [
        NewNode(
            cells.text(row, "act"),
            cells.text(row, "who"),
            cells.whole(row, "due_days"),
            cells.whole(row, "grace_days"),
            cells.text(row, "person"),
        )
        for row in sorted(rows, key=lambda row: cells.whole(row, "place"))
    ]
