"""What due times, rhythms, flows and locks may not say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import cast

from kpiloop.engine.rhythm import Frequency, Rhythm
from kpiloop.foundation.jobs.timing import next_moment
from kpiloop.governance.bundle.alert_rules import alert_rule_of
from kpiloop.governance.bundle.checking.refusing import refused, unread
from kpiloop.governance.bundle.comparing import indexed
from kpiloop.governance.bundle.consequence_rules import rung_of
from kpiloop.governance.bundle.contents import PARTS
from kpiloop.governance.bundle.rows import Bundle, Fault, Row
from kpiloop.governance.bundle.spelling import written
from kpiloop.governance.bundle.timetables import timetable, unread_times
from kpiloop.loop.collect.entering.choices import MOST_NODES, PERSON, PROVIDE, ROLLING
from kpiloop.loop.improve.ladders.rungs import check_grades, check_rung
from kpiloop.loop.track.rules.checking import check_alert_rule

#: Any moment will do to see whether times can be followed.
_SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def reporting_faults(bundle: Bundle, held: Bundle) -> Iterator[Fault]:
    """Everything about getting figures in that is written correctly and still cannot work."""
    sources = {**indexed(PARTS["sources"], held), **indexed(PARTS["sources"], bundle)}
    for row in bundle.rows("schedules"):
        source = written(row.values.get("source"))
        if (source,) in sources and not sources[(source,)].values.get("recipe"):
            yield Fault("bundle_source_without_recipe", row.place("source"), {"source": source})
        yield from _times(row)
        yield from (unread(row, column, needed) for column, needed in unread_times(row))
    for row in bundle.rows("rhythms"):
        yield from _rhythm(row)
    yield from _flows(bundle, held)
    for row in bundle.rows("alert_rules"):
        if row.values.get("kind"):  # else it is said already
            yield from refused(row, "code", partial(check_alert_rule, alert_rule_of(row)))
    for row in bundle.rows("consequence_rules"):
        if row.values.get("about") and row.values.get("opens") and row.values.get("misses") is not None:
            yield from refused(row, "code", partial(check_rung, rung_of(row)))
            yield from refused(row, "grades", partial(check_grades, rung_of(row), _grades(bundle, held, row)))
    for row in bundle.rows("lock_rules"):
        kind, days = row.values.get("kind"), row.values.get("days")
        if isinstance(days, int) and days < (1 if kind == ROLLING else 0):
            yield Fault("collect_lock_wrong", row.place("days"), {"kind": written(kind), "days": days})


def _grades(bundle: Bundle, held: Bundle, rule: Row) -> list[str]:
    """Grades there will be: a scheme with a grade table in the bundle has that one, the others keep theirs."""
    stated = {written(row.values.get("scheme")) for row in bundle.rows("grades")}
    kept = (row for row in held.rows("grades") if written(row.values.get("scheme")) not in stated)
    scheme = written(rule.values.get("scheme"))
    return list(
        dict.fromkeys(
            written(row.values.get("grade"))
            for row in (*bundle.rows("grades"), *kept)
            if not scheme or written(row.values.get("scheme")) == scheme
        )
    )


def _times(row: Row) -> Iterator[Fault]:
    if not row.values.get("every"):
        return  # said already
    try:
        yield from refused(row, "every", lambda: _followed(row))
    except ValueError:
        yield Fault("bundle_not_a_time", row.place("at"), {"written": written(row.values.get("at"))})


def _followed(row: Row) -> None:
    next_moment(timetable(row).fields(), written(row.values.get("zone")), _SOME_DAY)


def _rhythm(row: Row) -> Iterator[Fault]:
    if bool(row.values.get("source")) == bool(row.values.get("kpi")):
        yield Fault("collect_duty_of_one", row.where)
    frequency, due, grace = (row.values.get(name) for name in ("frequency", "due_days", "grace_days"))
    if isinstance(frequency, str) and isinstance(due, int) and isinstance(grace, int):
        yield from refused(row, "due_days", partial(Rhythm, cast("Frequency", frequency), due, grace))


def _flows(bundle: Bundle, held: Bundle) -> Iterator[Fault]:
    """A flow has one to five pairs of hands, the first provides; a KPI goes through one of them."""
    steps: dict[str, list[Row]] = defaultdict(list)
    for row in (bundle if "flow_steps" in bundle.parts else held).rows("flow_steps"):
        steps[written(row.values.get("flow"))].append(row)
    taken: dict[str, str] = {}
    for row in bundle.rows("flows"):
        code, kpis = written(row.values.get("code")), row.values.get("kpis")
        if not 1 <= len(steps[code]) <= MOST_NODES:
            yield Fault("collect_flow_wrong", row.place("code"), {"fault": "nodes"})
        for kpi in kpis if isinstance(kpis, tuple) and row.values.get("is_active") else ():
            if taken.setdefault(kpi, code) != code:
                fields = {"fault": "taken", "kpi": kpi, "flow": taken[kpi]}
                yield Fault("collect_flow_wrong", row.place("kpis"), fields)
    for rows in steps.values() if "flow_steps" in bundle.parts else ():
        places = sorted(rows, key=lambda row: written(row.values.get("place")).zfill(4))
        for number, row in enumerate(places, start=1):
            if (number == 1) != (row.values.get("act") == PROVIDE):
                yield Fault("collect_flow_wrong", row.place("act"), {"fault": "first"})
            if row.values.get("place") != number:
                yield Fault("bundle_places_not_counted", row.place("place"), {"expected": number})
            yield from _days(row)
            if row.values.get("who") == PERSON and not row.values.get("person"):
                yield Fault("collect_flow_wrong", row.place("person"), {"fault": "person", "written": ""})
            if row.values.get("who") != PERSON and row.values.get("person"):
                yield unread(row, "person", f"who: {PERSON}")


def _days(row: Row) -> Iterator[Fault]:
    for name in ("due_days", "grace_days"):
        if isinstance(days := row.values.get(name), int) and days < 0:
            yield Fault("collect_flow_wrong", row.place(name), {"fault": "days"})
