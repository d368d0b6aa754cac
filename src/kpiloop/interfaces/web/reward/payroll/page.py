"""Pages of what payroll is handed: a quarter with its files, and one file with its lines."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.reports.pay_files import kind_of
from kpiloop.interfaces.web.components.figures import Link
from kpiloop.interfaces.web.worded import ways
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.reward import selectors
from kpiloop.loop.reward.choices import MADE, REJECTED
from kpiloop.loop.reward.pay_rows import OwedRow, PayFileRow, PayLine
from kpiloop.loop.reward.rows import CycleRow

CENTS, FACTOR = 2, 4
#: Light of a state: what waits, what is settled, what needs somebody.
LIGHTS = {"made": "na", "accepted": "green", "rejected": "red", "partly": "amber"}


@dataclass(frozen=True)
class FileLine:
    """One file of the quarter."""

    row: PayFileRow  #: the file
    kind: str  #: whole amounts or differences
    total: str  #: currency
    light: str  #: colour of its state
    rejected: int  #: lines payroll does not pay
    address: str  #: its page


@dataclass(frozen=True)
class QuarterPage:
    """What payroll has of a quarter, and what it does not have yet."""

    title: str  #: the finding
    crumbs: ways.Way  #: the way here
    cycle_id: int  #: the quarter's review
    owed: OwedRow | None  #: None while no run is released
    facts: tuple[tuple[str, str], ...]  #: what the next file would hold; empty where it would be empty
    may_make: bool  #: may make it
    waiting: str  #: where the answer to the newest file is read; empty where none waits or the reader may not
    files: tuple[FileLine, ...]  #: newest first
    bonus_address: str  #: where a run is released, or worked out again


@dataclass(frozen=True)
class PersonLine:
    """One person in a file."""

    name: str  #: who
    number: str  #: employee number
    factor: str  #: individual factor
    amount: str  #: to the cent; below zero takes back
    state: str  #: made, accepted, rejected
    light: str  #: colour of the state
    reason: str  #: why payroll does not pay it


@dataclass(frozen=True)
class FilePage:
    """One file."""

    title: str  #: the finding
    crumbs: ways.Way  #: the way here
    row: PayFileRow  #: the file
    controls: tuple[tuple[str, str], ...]  #: what the receiver checks
    lines: tuple[PersonLine, ...]  #: rejected ones first, then by employee number
    rejected: int  #: lines payroll does not pay
    may_answer: bool  #: may record what payroll says
    quarter_address: str  #: files of the quarter


def quarter_page(viewer: Actor, cycle_id: int) -> QuarterPage:
    """Files of a quarter, and what the next one would hold."""
    cycle = selectors.cycle(viewer, cycle_id)
    owed = selectors.owed_to_payroll(viewer, cycle_id=cycle_id)
    files = selectors.pay_files(viewer, cycle_id=cycle_id)
    return QuarterPage(
        title=_title(cycle, owed, files),
        crumbs=(*ways.bonus(cycle), Link(gettext("Payroll"), "")),
        cycle_id=cycle_id,
        owed=owed,
        facts=_owed_facts(owed) if owed and owed.people else (),
        may_make=_is_payer(viewer) and owed is not None and owed.people > 0,
        waiting=_waiting(files) if _is_payer(viewer) else "",
        files=tuple(_file_line(row) for row in files),
        bonus_address=reverse("reward:bonus", args=[cycle_id]),
    )


def file_page(viewer: Actor, file_id: int) -> FilePage:
    """One file with its lines and control totals."""
    row = selectors.pay_file(viewer, file_id=file_id)
    quarter = reverse("reward:payroll", args=[row.cycle.id])
    named = {
        "quarter": period_name(row.cycle.period_code), "number": row.number, "total": _money(row.total),
        "state": label(f"pay_file_state.{row.state}"),
    }  # fmt: skip
    return FilePage(
        title=gettext("%(quarter)s, pay file %(number)s: CNY %(total)s (%(state)s)") % named,
        crumbs=(*ways.bonus(row.cycle), Link(gettext("Payroll"), quarter), Link(_name(row), "")),
        row=row,
        controls=(
            (gettext("Content"), label(f"pay_file_kind.{kind_of(row)}")),
            (gettext("People"), str(row.people)),
            (gettext("Sum"), _money(row.total)),
            (gettext("Bonus run"), str(row.run_number)),
        ),
        lines=tuple(_person(line) for line in sorted(row.lines, key=lambda line: line.state != REJECTED)),
        rejected=_rejected(row),
        may_answer=_is_payer(viewer) and row.state == MADE,
        quarter_address=quarter,
    )


def _waiting(files: tuple[PayFileRow, ...]) -> str:
    found = next((row.id for row in files if row.state == MADE), None)
    return "" if found is None else reverse("reward:pay_file_status", args=[found])


def _title(cycle: CycleRow, owed: OwedRow | None, files: tuple[PayFileRow, ...]) -> str:
    named: dict[str, object] = {"quarter": period_name(cycle.period_code)}
    if owed is None:
        return gettext("%(quarter)s: no bonus is released yet, nothing to hand to payroll") % named
    if owed.people:
        said = ngettext(
            "%(quarter)s: CNY %(total)s for %(count)s person to be handed to payroll",
            "%(quarter)s: CNY %(total)s for %(count)s people to be handed to payroll",
            owed.people,
        )
        return said % {**named, "total": _money(owed.total), "count": owed.people}
    waiting = [row.number for row in files if row.state == MADE]
    if waiting:
        return gettext("%(quarter)s: pay file %(number)s waits for the answer of payroll") % {
            **named, "number": waiting[0],
        }  # fmt: skip
    return gettext("%(quarter)s: payroll has every amount") % named


def _owed_facts(owed: OwedRow) -> tuple[tuple[str, str], ...]:
    return (
        (gettext("Bonus run"), str(owed.run_number)),
        (gettext("Content"), label(f"pay_file_kind.{'whole' if owed.is_first else 'difference'}")),
        (gettext("People"), str(owed.people)),
        (gettext("Sum"), _money(owed.total)),
        (gettext("People with something to decide first"), str(owed.open_lines)),
    )


def _file_line(row: PayFileRow) -> FileLine:
    return FileLine(
        row=row,
        kind=label(f"pay_file_kind.{kind_of(row)}"),
        total=_money(row.total),
        light=LIGHTS[row.state],
        rejected=_rejected(row),
        address=reverse("reward:pay_file", args=[row.id]),
    )


def _person(line: PayLine) -> PersonLine:
    return PersonLine(
        name=line.person.name(formats.language()),
        number=line.person.code,
        factor=formats.number(line.factor, FACTOR),
        amount=_money(line.amount),
        state=line.state,
        light=LIGHTS[line.state],
        reason=line.answer,
    )


def _name(row: PayFileRow) -> str:
    return gettext("Pay file %(number)s") % {"number": row.number}


def _rejected(row: PayFileRow) -> int:
    return sum(line.state == REJECTED for line in row.lines)


def _is_payer(viewer: Actor) -> bool:
    return viewer.may("bonus.approve") and viewer.may("pay.view_all")


def _money(figure: Decimal | None) -> str:
    return formats.money(figure, places=CENTS)
