"""Leads of the sellers: the rows behind the conversion rate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from kpiloop.demo import levels
from kpiloop.demo.design import Design
from kpiloop.demo.structure import ERP_CODE, SELLING, sellers_of
from kpiloop.engine.periods import Period

LEAD_TABLE = """
create table lead (
  lead_no text primary key, lead_date text, dept_code text, seller_no text, customer text, channel text, is_won integer
)"""
LEADS_A_MONTH = 25


@dataclass(frozen=True)
class Lead:
    """One lead."""

    lead_no: str  #: business key
    on: date  #: day it came in
    unit: str  #: selling unit code
    seller: str  #: employee number
    is_won: bool  #: became an order


def leads_of(design: Design) -> Iterator[Lead]:
    """All leads, month by month."""
    for month in design.months:
        for unit in SELLING:
            for seller in sellers_of(design, unit, month.start):
                yield from _seller_month(design, unit, seller, month)


def _seller_month(design: Design, unit: str, seller: str, month: Period) -> list[Lead]:
    pick = design.stream("leads", seller, month.code)
    won = set(pick.sample(range(LEADS_A_MONTH), round(LEADS_A_MONTH * levels.won_share(design, seller, month))))
    days = (month.end - month.start).days
    leads = []
    for place in range(LEADS_A_MONTH):
        on = month.start + timedelta(days=place * days // LEADS_A_MONTH)
        # A seller who moved in mid-month brings in leads for the new unit from that day.
        unit_then = unit if seller in sellers_of(design, unit, on) else "NORTH"
        number = f"L{month.code.replace('-', '')}{seller[1:]}{place + 1:02d}"
        leads.append(Lead(number, on, unit_then, seller, place in won))
    return leads


def lead_rows(design: Design) -> Iterator[tuple[object, ...]]:
    """Leads as the ERP stores them."""
    for lead in leads_of(design):
        channel = "online" if int(lead.lead_no[-1]) % 3 == 0 else "direct"
        customer = f"L{lead.lead_no[-6:]}"
        yield (
            lead.lead_no, lead.on.isoformat(), ERP_CODE[lead.unit], lead.seller, customer, channel, int(lead.is_won)
        )  # fmt: skip
