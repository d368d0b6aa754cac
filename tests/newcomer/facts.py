"""The facts of the July company, and what its KPIs are by plain arithmetic over them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

MONTHS = (date(2025, 7, 1), date(2025, 8, 1), date(2025, 9, 1), date(2025, 10, 1))
BRANCHES = {"SH": "上海", "HZ": "杭州", "CD": "成都", "XA": "西安"}
#: Who counts for whom, themselves included.
BELOW = {
    "HQ": (*BRANCHES, "PLANT", "CARE"),
    "EAST": ("SH", "HZ"),
    "WEST": ("CD", "XA"),
    "PLANT": ("PLANT",),
    "CARE": ("CARE",),
    **{code: (code,) for code in BRANCHES},
}
STATUSES = ("delivered", "delivered", "delivered", "open", "cancelled")
#: What no report states: the receivables of this branch in this month are a real blank.
BLANK = ("XA", MONTHS[0])

Row = tuple[object, ...]


@dataclass(frozen=True)
class Facts:
    """Rows of every source as the other systems hold them."""

    finance: dict[tuple[str, date], tuple[Fraction, Fraction, Fraction | None]] = field(default_factory=dict)
    orders: list[Row] = field(default_factory=list)  #: no, day, branch, customer, fen, status, is late
    staff: list[Row] = field(default_factory=list)  #: day, branch, heads
    tickets: list[Row] = field(default_factory=list)  #: no, day, team, is complaint, quarter hours, score
    inspections: list[Row] = field(default_factory=list)  #: no, day, workshop, pieces, passed


def make_facts() -> Facts:
    """The same facts every time."""
    dice, facts = random.Random(7), Facts()
    for month in MONTHS:
        for place, branch in enumerate(BRANCHES):
            revenue = Fraction(dice.randint(800_000, 3_200_000), 10_000)  # 万元 with four decimals
            gross = Fraction(int(revenue * dice.randint(26, 40)), 100)
            owed = None if (branch, month) == BLANK else Fraction(dice.randint(20_000, 90_000), 100)
            facts.finance[branch, month] = (revenue, gross, owed)
            facts.staff.append((month_end(month), branch, 30 - 3 * place + dice.randint(0, 3)))
            facts.orders.extend([_order(dice, branch, month, len(facts.orders) + at) for at in range(12)])
        facts.tickets.extend([_ticket(dice, month, len(facts.tickets) + at) for at in range(20)])
        for at in range(6):
            pieces = dice.randint(200, 400)
            number = f"QC{len(facts.inspections):05}"
            facts.inspections.append((number, month + timedelta(at * 4), "PLANT", pieces, pieces - dice.randint(0, 9)))
    return facts


def _order(dice: random.Random, branch: str, month: date, number: int) -> Row:
    day = month + timedelta(dice.randint(0, 27))
    customer = f"客户{dice.randint(1, 15):02}"
    return (
        f"SO{number:05}",
        day,
        branch,
        customer,
        dice.randint(100_000, 9_000_000),
        dice.choice(STATUSES),
        dice.random() < 0.2,
    )


def _ticket(dice: random.Random, month: date, number: int) -> Row:
    score = dice.choice((None, 3, 4, 5, 5))
    day = month + timedelta(dice.randint(0, 27))
    return f"T{number:05}", day, "CARE", dice.random() < 0.3, dice.randint(4, 120), score


def month_end(month: date) -> date:
    """The last day of a month."""
    return (month.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)


def truth(facts: Facts) -> dict[tuple[str, str, str], Fraction | None]:
    """Figure by KPI, subject and month: money in yuan, shares as fractions; None where there is none."""
    found: dict[tuple[str, str, str], Fraction | None] = {}
    for unit, below in BELOW.items():
        for month in MONTHS:
            for kpi, compute in KPIS.items():
                found[kpi, unit, f"{month:%Y-%m}"] = compute(facts, below, month)
    return found


def _finance(place: int) -> Callable[[Facts, tuple[str, ...], date], Fraction | None]:
    def total(facts: Facts, below: tuple[str, ...], month: date) -> Fraction | None:
        rows = [facts.finance[branch, month][place] for branch in below if branch in BRANCHES]
        stated = [figure for figure in rows if figure is not None]
        return sum(stated, Fraction(0)) * 10_000 if stated else None

    return total


def _of(rows: Iterable[Row], below: tuple[str, ...], month: date) -> list[Row]:
    """Rows of a month that count for a unit; day stands second and unit third in every table."""
    return [row for row in rows if row[2] in below and f"{row[1]:%Y-%m}" == f"{month:%Y-%m}"]


def _orders(facts: Facts, below: tuple[str, ...], month: date, *statuses: str) -> list[Row]:
    return [row for row in _of(facts.orders, below, month) if row[5] in statuses]


def _kept(facts: Facts, below: tuple[str, ...], month: date) -> list[Row]:
    return _orders(facts, below, month, "delivered", "open")


def _sum(rows: Iterable[Row], place: int, parts: int = 1) -> Fraction:
    return sum((Fraction(int(str(row[place])), parts) for row in rows), Fraction(0))


def _share(above: Fraction | None, below: Fraction | int | None) -> Fraction | None:
    return above / below if above is not None and below else None


def _order_amount(facts: Facts, below: tuple[str, ...], month: date) -> Fraction | None:
    return _sum(_kept(facts, below, month), 4, 100) if _of(facts.orders, below, month) else None


def _customers(facts: Facts, below: tuple[str, ...], month: date) -> Fraction | None:
    kept = _kept(facts, below, month)
    return Fraction(len({row[3] for row in kept})) if _of(facts.orders, below, month) else None


def _on_time(facts: Facts, below: tuple[str, ...], month: date) -> Fraction | None:
    delivered = _orders(facts, below, month, "delivered")
    return _share(Fraction(sum(not row[6] for row in delivered)), len(delivered))


def _per_head(facts: Facts, below: tuple[str, ...], month: date) -> Fraction | None:
    heads = sum(int(str(row[2])) for row in facts.staff if row[1] in below and row[0] == month_end(month))
    return _share(_finance(0)(facts, below, month), heads)


def _complaints(facts: Facts, below: tuple[str, ...], month: date) -> Fraction | None:
    return Fraction(sum(bool(row[3]) for row in _of(facts.tickets, below, month)))


def _mean(place: int, parts: int) -> Callable[[Facts, tuple[str, ...], date], Fraction | None]:
    def mean(facts: Facts, below: tuple[str, ...], month: date) -> Fraction | None:
        rows = [row for row in _of(facts.tickets, below, month) if row[place] is not None]
        return _share(_sum(rows, place, parts), len(rows))

    return mean


def _pass_rate(facts: Facts, below: tuple[str, ...], month: date) -> Fraction | None:
    rows = _of(facts.inspections, below, month)
    return _share(_sum(rows, 4), _sum(rows, 3))


KPIS: dict[str, Callable[[Facts, tuple[str, ...], date], Fraction | None]] = {
    "revenue": _finance(0),
    "gross_margin": lambda *given: _share(_finance(1)(*given), _finance(0)(*given)),
    "receivables": _finance(2),
    "order_amount": _order_amount,
    "customers": _customers,
    "order_value": lambda facts, below, month: _share(
        _order_amount(facts, below, month), len(_kept(facts, below, month))
    ),
    "on_time": _on_time,
    "revenue_per_head": _per_head,
    "complaints": _complaints,
    "solve_hours": _mean(4, 4),
    "satisfaction": _mean(5, 1),
    "pass_rate": _pass_rate,
}
