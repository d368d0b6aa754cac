"""Who and where: accounts, calendar, units with a dated move, positions, people, scopes."""

from __future__ import annotations

from datetime import datetime

from kpiloop.demo.design import Design
from kpiloop.demo.people import PASSWORD
from kpiloop.demo.structure import (
    ACCOUNTS,
    PARENT_BEFORE,
    SEATS,
    UNITS,
    account_of,
    employees,
    parent_of,
    parent_on,
    transfer_day,
)
from kpiloop.foundation.access import services as access
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.access.rows import NewAccount
from kpiloop.foundation.calendar import services as calendar
from kpiloop.foundation.org import services as org
from kpiloop.foundation.org.rows import NewAppointment, NewPerson, NewPosition, NewScope, NewUnit


def organise_company(design: Design, now: datetime) -> dict[str, int]:
    """Found the company; returns counts for the summary."""
    start = design.months[0].start
    calendar.ensure_calendar(
        SYSTEM,
        fiscal_start_month=design.calendar.fiscal_start_month,
        named_by=design.calendar.named_by,
        first_month=design.calendar.year(start).start,
        last_month=design.months[-1].start.replace(year=design.months[-1].start.year + 1),
    )
    people = employees(design)
    accounts = accounts_of(design)
    access.create_accounts(
        SYSTEM,
        accounts=[NewAccount(u, PASSWORD, roles, design.named("zh-hans", "en")) for u, roles in accounts],
        on=start,
    )
    org.import_organisation(
        SYSTEM,
        units=[
            NewUnit(code, zh, start, parent_on(design, code, start), en, kind, order, (erp, design.named(zh, en)))
            for order, (code, zh, en, kind, _parent, erp) in enumerate(UNITS)
        ],
        positions=[NewPosition(code, zh, unit, en, level) for unit, (code, zh, en, level) in SEATS.items()],
        people=[NewPerson(e.number, e.name_zh, e.name_en, account_of(e)) for e in people],
        appointments=[
            NewAppointment(e.number, e.unit, start, e.position or None, e.manager or None, e.is_head) for e in people
        ],
        scopes=[NewScope(username, kind, start, unit) for username, _roles, kind, unit, _person in ACCOUNTS],
    )
    for unit in PARENT_BEFORE if start < design.last_year_start else ():
        org.move_unit(SYSTEM, code=unit, new_parent=parent_of(unit) or "HC", on=design.last_year_start)
    for mover in (e for e in people if e.moves):
        target = mover.moves[0][1]
        org.transfer(
            SYSTEM, person=mover.number, unit=target, position=SEATS[target][0], line_manager=None,
            on=transfer_day(design),
        )  # fmt: skip
    return {"units": len(UNITS), "people": len(people), "accounts": len(accounts)}


def accounts_of(design: Design) -> list[tuple[str, tuple[str, ...]]]:
    """Named accounts of the first screen, and one for everybody else under the employee number."""
    named = {person for _u, _r, _k, _s, person in ACCOUNTS if person}
    rest = [
        (e.number.lower(), ("unit_head",) if e.is_head else ("staff",))
        for e in employees(design)
        if e.number not in named
    ]
    return [(username, roles) for username, roles, _k, _s, _p in ACCOUNTS] + rest
