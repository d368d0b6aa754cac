"""Who answers for what in the demo company: cards of units, positions and people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kpiloop.demo.design import Design
from kpiloop.demo.structure import (
    HEADS,
    SEATS,
    SELLING,
    Employee,
    employees,
    parent_on,
    transfer_day,
)

Card = tuple[tuple[str, int], ...]

_SALES_UNIT: Card = (
    ("revenue", 40), ("gross_margin", 20), ("on_time_delivery", 20), ("customer_satisfaction", 10),
    ("expense_ratio", 10),
)  # fmt: skip
_TEAM: Card = (("revenue", 40), ("gross_margin", 25), ("on_time_delivery", 20), ("customer_satisfaction", 15))
_RETAIL: Card = (("revenue", 40), ("gross_margin", 20), ("customer_satisfaction", 25), ("return_rate", 15))
_PLANT: Card = (("first_pass_yield", 40), ("task_completion", 30), ("recordable_injuries", 30))
_OFFICE: Card = (("task_completion", 60), ("department_cost", 40))
_WATCHED: Card = (
    ("expense_ratio", 0), ("return_rate", 0), ("first_pass_yield", 0), ("lead_conversion", 0),
    ("task_completion", 0), ("revenue_per_head", 0),
)  # fmt: skip
#: card of the company while the year before is not loaded, and after
_COMPANY_FIRST: Card = (
    ("net_profit", 30), ("revenue", 25), ("net_margin", 15), ("on_time_delivery", 10), ("customer_satisfaction", 10),
    ("gross_margin", 5), ("recordable_injuries", 5), *_WATCHED,
)  # fmt: skip
_COMPANY: Card = (
    ("net_profit", 25), ("revenue", 20), ("revenue_growth", 15), ("net_margin", 10), ("on_time_delivery", 10),
    ("customer_satisfaction", 10), ("gross_margin", 5), ("recordable_injuries", 5), *_WATCHED,
)  # fmt: skip
CARDS: dict[str, Card] = {
    "SALES": (("revenue", 40), ("gross_margin", 25), ("lead_conversion", 20), ("on_time_delivery", 15)),
    "EAST": _SALES_UNIT, "NORTH": _SALES_UNIT, "SOUTH": _SALES_UNIT, "SH": _TEAM, "SN": _TEAM,
    "RETAIL": _RETAIL, "STORE1": _RETAIL, "STORE2": _RETAIL,
    "MFG": _PLANT, "P1": _PLANT, "P2": _PLANT,
    "SERVICE": (("customer_satisfaction", 70), ("task_completion", 30)),
    "SUPPLY": _OFFICE, "FIN": _OFFICE, "HR": _OFFICE,
}  # fmt: skip
_SELLER: Card = (("revenue", 40), ("lead_conversion", 35), ("task_completion", 25))
_SELLING_SEAT: Card = (("lead_conversion", 60), ("task_completion", 40))
_OTHER_SEAT: Card = (("task_completion", 100),)
#: who answers for a company KPI, where it is not the head of the company
_COMPANY_OWNER = {
    "revenue": "E0010", "revenue_growth": "E0010", "gross_margin": "E0010", "lead_conversion": "E0010",
    "net_profit": "E0060", "net_margin": "E0060", "expense_ratio": "E0060",
    "customer_satisfaction": "E0040", "return_rate": "E0020", "on_time_delivery": "E0050",
    "first_pass_yield": "E0030", "recordable_injuries": "E0030", "task_completion": "E0070",
    "revenue_per_head": "E0070",
}  # fmt: skip
#: who delivers the figures of a KPI, where it is not the owner
_PROVIDER = {
    "net_profit": "E6001", "net_margin": "E6001", "expense_ratio": "E6001", "department_cost": "E6001",
    "revenue": "E6002", "gross_margin": "E6002", "customer_satisfaction": "E4001", "task_completion": "E7001",
}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """One KPI of one subject in a scheme year, with who answers for it."""

    kpi: str  #: KPI code
    subject: str  #: unit, position or employee code
    level: str  #: unit, position or person
    home: str  #: unit whose plan the target follows
    owner: str  #: employee number
    provider: str | None  #: employee number of who delivers the figures
    weight: Decimal  #: percent of the card
    parent: str | None  #: subject code of the parent assignment of the same KPI
    valid_from: date  #: first day
    valid_to: date | None  #: day after the last, None = open


def scheme_years(design: Design) -> list[tuple[str, date, date | None]]:
    """(scheme code, first day, day after the last): what came before the running year, and the running year."""
    start, turn = design.months[0].start, design.last_year_start
    running = design.calendar.year(design.months[-1].start).fiscal_year
    if turn <= start:
        return [(f"FY{running}", start, None)]
    return [(f"FY{running - 1}", start, turn), (f"FY{running}", turn, None)]


def answers(design: Design, start: date, end: date | None) -> list[Answer]:
    """Everything assigned in one scheme year."""
    cards = CARDS | {"HC": _COMPANY if design.has_year_before(start) else _COMPANY_FIRST}
    given = []
    for unit, card in cards.items():
        for kpi, weight in card:
            owner = _COMPANY_OWNER[kpi] if unit == "HC" else HEADS[unit][0]
            above = _nearest(design, cards, parent_on(design, unit, start), kpi, start)
            given.append(Answer(kpi, unit, "unit", unit, owner, _PROVIDER.get(kpi), Decimal(weight), above, start, end))
    for unit, (seat, *_rest) in SEATS.items():
        for kpi, weight in _SELLING_SEAT if unit in SELLING else _OTHER_SEAT:
            above = _nearest(design, cards, unit, kpi, start)
            head = HEADS[unit][0]
            given.append(
                Answer(kpi, seat, "position", unit, head, _PROVIDER.get(kpi), Decimal(weight), above, start, end)
            )
    for employee in employees(design):
        given += _person_answers(design, employee, start, end)
    return given


def _nearest(design: Design, cards: dict[str, Card], unit: str | None, kpi: str, on: date) -> str | None:
    """The closest unit at or above that has the KPI on its card: the parent of the cascade."""
    while unit is not None and all(kpi != held for held, _weight in cards[unit]):
        unit = parent_on(design, unit, on)
    return unit


def _person_answers(design: Design, employee: Employee, start: date, end: date | None) -> list[Answer]:
    if employee.is_head or employee.unit not in SELLING:
        return []
    spans = [(employee.unit, start, end)]
    if employee.moves:
        moved = transfer_day(design)
        spans = [
            (unit, max(first, start), last if end is None else min(last or end, end))
            for unit, first, last in ((employee.unit, start, moved), (employee.moves[0][1], moved, None))
            if (last is None or start < last) and (end is None or first < end)
        ]
    number = employee.number
    return [
        Answer(
            kpi, number, "person", unit, number, _PROVIDER.get(kpi), Decimal(weight),
            unit if kpi == "revenue" else SEATS[unit][0], first, last,
        )
        for unit, first, last in spans
        for kpi, weight in _SELLER
    ]  # fmt: skip
