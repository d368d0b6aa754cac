"""The golden company taken through the product's own doors, stage by stage; README.md section 7."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from kpiloop.foundation.access import services as access
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.access.rows import NewAccount
from kpiloop.foundation.calendar import services as calendar
from kpiloop.foundation.org import services as org
from kpiloop.foundation.org.rows import NewAppointment, NewPerson, NewPosition, NewScope, NewUnit
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.governance.archive import services as archive
from kpiloop.loop.collect import services as collect
from kpiloop.loop.measure import services as measure
from kpiloop.loop.measure.rows import NewFormula
from kpiloop.loop.plan import selectors as plan_read
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import NewAssignment, NewTarget
from kpiloop.loop.reward import services as reward
from kpiloop.loop.reward.pay_rows import NewBase
from kpiloop.loop.reward.rows import NewBand, NewRule
from tests.golden.company import (
    APPOINTMENTS,
    COMPANY,
    EAST,
    GRADES,
    KPIS,
    MONTHS,
    ORDERS,
    PEOPLE,
    PERIOD,
    POOL,
    SCORING,
    TARGETS,
    UNITS,
    WEIGHTS,
    WEST,
)
from tests.golden.expected_product import SELL_EAST, SELL_WEST

#: Five days after the end of March: misses have to be answered by now.
NOW = datetime(2026, 4, 6, 1, 0, tzinfo=UTC)
START = date(2025, 1, 1)
SEATS = {EAST: SELL_EAST, WEST: SELL_WEST}
OWNERS = {COMPANY: "E100", EAST: "E101", WEST: "E103", SELL_EAST: "E101", SELL_WEST: "E103"}
MEASURED_IN = {"revenue": "CNY", "on_time": "percent", "cost_rate": "percent", "customers": "customers"}
#: position -> first month, monthly targets of revenue, on time, customers
SEAT_TARGETS = {SELL_EAST: (0, "60000", "1", "6"), SELL_WEST: (1, "64000", "1", "2")}
SEAT_KPIS = ("revenue", "on_time", "customers")
HEADINGS = {
    "order_no": "单号", "order_date": "日期", "unit": "部门", "employee": "工号", "product": "产品",
    "net_amount": "金额", "cost": "成本", "on_time": "准时", "status": "状态", "customer": "客户",
}  # fmt: skip


def after_storing(figure: object) -> Decimal:
    """What follows from a stored value of twelve places, at the places it can be trusted to."""
    assert isinstance(figure, Decimal)
    return figure.quantize(Decimal("0.000000001"))


def found() -> dict[str, Actor]:
    """Calendar, units, positions, people, accounts; an actor per account name."""
    calendar.ensure_calendar(SYSTEM, first_month=START, last_month=date(2026, 12, 1))
    roles = {"hr": "performance_admin", "e100": "executive", "e101": "unit_head", "e103": "unit_head"}
    roles |= {"e102": "staff", "e104": "staff"}
    accounts = [NewAccount(name, "correct-horse-9", (role,)) for name, role in roles.items()]
    access.create_accounts(SYSTEM, accounts=accounts, on=START)
    people = {"E100": {"name_zh": "周正", "name_en": "Zhou Zheng"}, **PEOPLE}
    places = [NewAppointment("E100", COMPANY, START, is_head=True)]
    for person, unit, position, first, _ in APPOINTMENTS:
        if first == START:
            is_head = position == "unit_lead"
            seat = None if is_head else SEATS[unit]
            places.append(NewAppointment(person, unit, START, seat, is_head=is_head))
    org.import_organisation(
        SYSTEM,
        units=[NewUnit(code, str(u["name_zh"]), START, u["parent"], str(u["name_en"])) for code, u in UNITS.items()],
        positions=[NewPosition(SELL_EAST, "东区销售", EAST, "Seller East"),
                   NewPosition(SELL_WEST, "西区销售", WEST, "Seller West")],
        people=[NewPerson(key, str(p["name_zh"]), str(p["name_en"]), key.lower()) for key, p in people.items()],
        appointments=places,
        scopes=[NewScope("hr", "company", START), NewScope("e100", "company", START)],
    )  # fmt: skip
    mover = next(row for row in APPOINTMENTS if row[3] != START)
    org.transfer(SYSTEM, person=mover[0], unit=mover[1], position=SELL_WEST, on=mover[3])
    return {user.username: access.actor_for(user, on=NOW.date()) for user in User.objects.all()}


def lay_plan(hr: Actor) -> None:
    """KPIs with formulas, the scheme with everybody's cards, monthly targets."""
    for code, kpi in KPIS.items():
        plan.draft_kpi(
            hr, code=code, name_zh=code, name_en=code, direction=kpi["direction"], time_kind=kpi["time_kind"],
            measurement_unit=MEASURED_IN[code], achievement_method=kpi["achievement"], green_from=Decimal(1),
            amber_from=Decimal("0.9"), valid_from=START,
        )  # fmt: skip
        plan.publish_kpi(hr, code=code, now=NOW)
    measure.set_formulas(hr, formulas=[NewFormula(code, kpi["formula"], START) for code, kpi in KPIS.items()])
    plan.add_scheme(hr, code="G26", name_zh="2026 方案", fiscal_year=2026)
    wanted = [(kpi, unit, WEIGHTS["unit_lead"].get(kpi, Decimal(0)), 0) for kpi in KPIS for unit in UNITS]
    wanted += [(kpi, seat, WEIGHTS["seller"][kpi], SEAT_TARGETS[seat][0]) for seat in SEAT_TARGETS for kpi in SEAT_KPIS]
    keys = plan.assign_many(
        hr,
        scheme="G26",
        assignments=[
            NewAssignment(kpi, subject, OWNERS[subject], weight, date(2026, 1 + first, 1))
            for kpi, subject, weight, first in wanted
        ],
    )
    plan.publish_scheme(hr, code="G26", now=NOW)
    targets = [
        NewTarget(key, month, Decimal(_target(kpi, subject, place)))
        for key, (kpi, subject, _, first) in zip(keys, wanted, strict=True)
        for place, month in enumerate(MONTHS)
        if place >= first
    ]
    plan.set_targets(hr, targets=targets, method="manual")


def _target(kpi: str, subject: str, place: int) -> str:
    if subject in SEAT_TARGETS:
        return SEAT_TARGETS[subject][1 + SEAT_KPIS.index(kpi)]
    return TARGETS[kpi][subject][place]


def connect_file(hr: Actor, folder: Path) -> Path:
    """A dataset of orders and its source, understood once; returns where the file lies."""
    types = {"net_amount": "decimal", "cost": "decimal", "on_time": "integer", "order_date": "date"}
    warehouse.register_dataset(
        hr, code="orders", name_zh="订单", columns={name: types.get(name, "text") for name in HEADINGS},
        key_columns=["order_no"], date_columns=["order_date"], unit_column="unit", person_column="employee",
    )  # fmt: skip
    path = folder / "orders.csv"
    collect.add_source(hr, code="erp", kind="csv", name_zh="订单", location=str(path), dataset="orders")
    collect.confirm_mapping(hr, source="erp", recipe={"columns": HEADINGS})
    return path


def write_file(path: Path, **changed: str) -> None:
    """The 36 orders as the company's system would export them; `changed` gives other net amounts by order."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(HEADINGS.values())
        for order in ORDERS:
            amounts = {"net_amount": changed.get(str(order["order_no"]), order["net_amount"])}
            lines.writerow([{**order, **amounts}[name] for name in HEADINGS])


def assignment(kpi: str, subject: str) -> int:
    """Key of a KPI of a subject."""
    rows = plan_read.assignments(SYSTEM, on=date(2026, 3, 31), kpi=kpi)
    return next(row.id for row in rows if row.subject.code == subject)


def close_months(hr: Actor) -> None:
    """Freeze the three months, oldest first."""
    for month in MONTHS:
        prepared = archive.prepare_close(hr, period_code=month, now=NOW)
        archive.apply_close(hr, prepared, waiver="unit heads explain at the meeting", now=NOW)


def score(hr: Actor) -> int:
    """Rules, grades, bases; the quarter scored and published."""
    rules = [NewRule(kpi, method, parameters) for kpi, (method, parameters) in SCORING.items()]
    reward.set_scoring_rules(hr, scheme="G26", rules=rules)
    bands = [NewBand(g, Decimal(low), Decimal(high) if high else None, Decimal(f)) for g, low, high, f in GRADES]
    reward.set_grades(hr, scheme="G26", bands=bands)
    reward.set_bonus_rule(hr, scheme="G26", individual_from="grade", pool_method="cap")
    bases = [NewBase(key, Decimal(str(person["base"])), START, "D-1") for key, person in PEOPLE.items()]
    reward.set_bonus_bases(hr, bases=bases)
    cycle = reward.open_cycle(hr, scheme="G26", quarter=str(PERIOD["code"]))
    reward.score_cycle(hr, cycle_id=cycle.id, now=NOW)
    reward.publish_cycle(hr, cycle_id=cycle.id, now=NOW)
    return cycle.id


def pay(actors: dict[str, Actor], cycle: int) -> int:
    """Prepared by one person, released by another."""
    prepared = reward.prepare_bonus(actors["hr"], cycle_id=cycle, pool=POOL, pool_document="D-2")
    assert prepared.run_id is not None
    reward.apply_bonus(actors["e100"], run_id=prepared.run_id, now=NOW)
    return prepared.run_id
