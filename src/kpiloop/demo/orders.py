"""The ERP: orders and leads in one SQLite file, with the company's own short unit codes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from kpiloop.demo import levels
from kpiloop.demo.design import Design
from kpiloop.demo.leads import LEAD_TABLE, lead_rows
from kpiloop.demo.structure import ERP_CODE, SELLING, sellers_of
from kpiloop.engine.periods import Period

CENT = Decimal("0.01")
PRODUCTS = (("A100", "A"), ("A200", "A"), ("B100", "B"), ("B300", "B"), ("C500", "C"))
CHANNELS = ("direct", "dealer", "online")
ORDER_TABLE = """
create table sales_order (
  order_no text primary key, order_date text, dept_code text, seller_no text, customer text,
  product text, product_line text, channel text, qty integer, net_amount text, cost text,
  promised_date text, delivered_date text, status text, is_returned integer, is_late integer
)"""


@dataclass(frozen=True)
class Order:
    """One order line of the ERP."""

    order_no: str  #: business key
    on: date  #: day ordered
    unit: str  #: selling unit code
    seller: str  #: employee number
    customer: str  #: customer code
    product: str  #: product code
    line: str  #: product line A, B or C
    channel: str  #: direct, dealer or online
    qty: int  #: pieces
    net_amount: Decimal  #: CNY
    cost: Decimal  #: CNY
    promised: date  #: day promised
    delivered: date | None  #: day delivered
    status: str  #: delivered or cancelled
    is_returned: bool  #: came back

    @property
    def is_late(self) -> bool:
        """Delivered after the promised day."""
        return self.delivered is not None and self.delivered > self.promised


def orders_of(design: Design) -> Iterator[Order]:
    """All orders, month by month and unit by unit."""
    for month in design.months:
        for unit in SELLING:
            yield from _unit_month(design, unit, month)


def _unit_month(design: Design, unit: str, month: Period) -> list[Order]:
    pick = design.stream("orders", unit, month.code)
    count = levels.orders_in(design, unit, month)
    kept = count - max(1, count // 40)
    shares = [Decimal(pick.randrange(500, 1500)) for _ in range(count)]
    revenue, margin = levels.true_revenue(design, unit, month), levels.true_margin(design, unit, month)
    scale = revenue / sum(shares[:kept])
    orders = []
    days = (month.end - month.start).days
    for place in range(count):
        on = month.start + timedelta(days=place * days // count)
        amount = (shares[place] * scale).quantize(CENT, ROUND_HALF_UP)
        product, line = pick.choice(PRODUCTS)
        sellers = sellers_of(design, unit, on)
        orders.append(
            Order(
                f"SO{month.code.replace('-', '')}{ERP_CODE[unit]}{place + 1:04d}",
                on, unit, sellers[place % len(sellers)],
                f"C{ERP_CODE[unit]}{int(pick.random() ** 2 * 120):03d}", product, line, pick.choice(CHANNELS),
                pick.randrange(1, 60), amount, (amount * (1 - margin)).quantize(CENT, ROUND_HALF_UP),
                on + timedelta(days=7), on + timedelta(days=pick.randrange(2, 8)),
                "delivered" if place < kept else "cancelled", False,
            )
        )  # fmt: skip
    return _with_events(design, unit, month, orders, kept)


def _with_events(design: Design, unit: str, month: Period, orders: list[Order], kept: int) -> list[Order]:
    """Late deliveries, returns and the planted bulk order, in exact numbers."""
    pick = design.stream("events", unit, month.code)
    late = round(kept * levels.late_share(design, unit, month))
    for place in pick.sample(range(kept), late):
        orders[place] = replace(orders[place], delivered=orders[place].promised + timedelta(days=pick.randrange(1, 9)))
    for place in pick.sample(range(kept), max(1, kept // 55)):
        orders[place] = replace(orders[place], is_returned=True)
    for place in range(kept, len(orders)):
        orders[place] = replace(orders[place], delivered=None)
    if design.has("abnormal_day", unit, month.code):
        plain = orders[kept // 2]
        orders[kept // 2] = replace(plain, net_amount=plain.net_amount * 8, cost=plain.cost * 8)
    return orders


def wrong_order(design: Design, orders: list[Order]) -> Order | None:
    """The order that was first entered ten times too large."""
    return next((o for o in orders if design.has("late_correction", o.unit, f"{o.on:%Y-%m}")), None)


def write_erp(design: Design, orders: list[Order], path: Path, *, corrected: bool) -> None:
    """Write the ERP file; before the correction one order still has ten times its amount."""
    wrong = wrong_order(design, orders)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as erp:
        erp.execute(ORDER_TABLE)
        erp.execute(LEAD_TABLE)
        rows = [_stored(o, 10 if o == wrong and not corrected else 1) for o in orders]
        rows += _unknown_units(orders)
        erp.executemany(f"insert into sales_order values ({','.join('?' * 16)})", rows)
        erp.executemany("insert into lead values (?,?,?,?,?,?,?)", lead_rows(design))
    erp.close()


def _stored(order: Order, factor: int) -> tuple[object, ...]:
    return (
        order.order_no, order.on.isoformat(), ERP_CODE[order.unit], order.seller, order.customer, order.product,
        order.line, order.channel, order.qty, str(order.net_amount * factor), str(order.cost),
        order.promised.isoformat(), order.delivered.isoformat() if order.delivered else None,
        order.status, int(order.is_returned), int(order.is_late),
    )  # fmt: skip


def _unknown_units(orders: list[Order]) -> list[tuple[object, ...]]:
    """Two orders of a branch nobody has told the product about: they must wait, not vanish."""
    strange = []
    for place, order in enumerate(orders[-2:]):
        row = list(_stored(order, 1))
        row[0], row[2] = f"SO-DB-{place + 1}", "99"
        strange.append(tuple(row))
    return strange
