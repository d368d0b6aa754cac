"""The statement of one person, and the leaderboard."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.components.figures import Link
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.reward import selectors
from kpiloop.loop.reward.pay_rows import BonusLineRow, StatementRow
from kpiloop.loop.reward.rows import BoardGroup, CycleRow

CENTS = 2
FACTOR = 4


@dataclass(frozen=True)
class StatementPage:
    """The whole page."""

    title: str  #: finding: the amount
    row: StatementRow  #: what reward says
    amount: str  #: money to the cent
    factors: tuple[tuple[str, str], ...]  #: name and figure of every factor, in the order of the product
    proof_address: str  #: why this amount
    sheet: Link | None  #: own score sheet
    quarter: str  #: its name
    back: str  #: the quarter


@dataclass(frozen=True)
class BoardPage:
    """The leaderboard of one quarter."""

    title: str  #: finding
    cycle: CycleRow  #: quarter
    kind: str  #: unit or person
    groups: tuple[BoardGroup, ...]  #: comparable groups
    language: str  #: names are shown in it
    back: str  #: the quarter


def statement_page(viewer: Actor, cycle_id: int, person_id: int) -> StatementPage:
    """Put a statement together."""
    row = selectors.statement(viewer, cycle_id=cycle_id, person_id=person_id)
    line = row.line
    amount = formats.money(line.paid, places=CENTS) if line and line.paid is not None else formats.MISSING
    fields = {
        "name": row.person.name(formats.language()),
        "quarter": period_name(row.cycle.period_code),
        "amount": amount,
    }
    if line is None:
        title = gettext("%(name)s, %(quarter)s: the bonus is not settled yet") % fields
    else:
        title = gettext("%(name)s, %(quarter)s: bonus CNY %(amount)s") % fields
    sheet = row.sheet
    score = formats.number(sheet.total, 1) if sheet else ""
    return StatementPage(
        title=title,
        row=row,
        amount=amount,
        factors=tuple(_factors(line, row)) if line else (),
        proof_address=reverse("proof:bonus", args=[line.id]) if line and line.amount is not None else "",
        sheet=Link(f"{score} {sheet.grade}", reverse("reward:sheet", args=[sheet.id])) if sheet else None,
        quarter=fields["quarter"],
        back=reverse("reward:cycle", args=[row.cycle.id]),
    )


def _factors(line: BonusLineRow, row: StatementRow) -> list[tuple[str, str]]:
    found = [
        (gettext("Bonus base of a full quarter"), formats.money(line.base_amount, places=CENTS)),
        (gettext("Days employed"), f"{line.days_employed} / {line.days_in_period}"),
        (gettext("Company factor"), _factor(line.company_factor)),
        (gettext("Unit factor"), _factor(line.unit_factor)),
        (gettext("Individual factor"), _factor(line.individual_factor)),
    ]
    found += _held(line)
    found.append((gettext("Entitlement"), formats.money(line.entitlement, places=CENTS)))
    found += _pooled(line)
    if line.carried:
        found.append((gettext("Bonus of this quarter"), formats.money(line.amount, places=CENTS)))
        found.append((gettext("Carried from a closed quarter (late data)"), formats.money(line.carried, places=CENTS)))
    return found


def _pooled(line: BonusLineRow) -> list[tuple[str, str]]:
    """What the pool made of the entitlement, and what it did with money a gate withheld."""
    if line.amount is None or not line.entitlement:
        return []
    found = [(gettext("Share of the pool: amount ÷ entitlement"), _factor(line.amount / line.entitlement))]
    if line.gate_money and line.ungated is not None and line.ungated != line.entitlement:
        full = formats.money(line.ungated, places=CENTS)
        found.insert(0, (gettext("Entitlement without gates: what the share of the pool is taken by"), full))
        found.append((gettext("Gate and pool"), label(f"gate_money.{line.gate_money}")))
    return found


def _held(line: BonusLineRow) -> list[tuple[str, str]]:
    """What held the payout: gates that concern the person, the one that binds named, and vetoes or the cap."""
    found: list[tuple[str, str]] = []
    for gate in line.gates:
        name = gate.name_en if formats.language() == "en" and gate.name_en else gate.name_zh
        fields = {"name": name, "share": formats.percent(gate.most, 0)}
        state = gettext("binds") if gate.binds else label(f"adjustment_state.{gate.state}")
        found.append((gettext("Gate “%(name)s”: entitlement at most %(share)s of the base") % fields, state))
    if line.gates:
        found.append((gettext("Payout factor after the gates"), _factor(line.payout_factor)))
    elif line.binding:
        found.append((gettext("Individual factor held by"), label(f"pay_binding.{line.binding}")))
    return found


def _factor(figure: Decimal | None) -> str:
    return formats.number(figure, FACTOR)


def board_page(viewer: Actor, cycle_id: int, kind: str) -> BoardPage:
    """Put a leaderboard together."""
    cycle = selectors.cycle(viewer, cycle_id)
    groups = selectors.leaderboard(viewer, cycle_id=cycle_id, kind=kind)
    groups = tuple(sorted(groups, key=lambda group: not group.rows))  # what can be read comes first
    best = next((row for group in groups for row in group.rows if row.place == 1), None)
    fields = {"quarter": period_name(cycle.period_code)}
    title = gettext("%(quarter)s: no group is large enough for a leaderboard") % fields
    if best is not None:
        fields["name"] = best.subject.name(formats.language())
        title = gettext("%(quarter)s: %(name)s leads") % fields
    back = reverse("reward:cycle", args=[cycle_id])
    return BoardPage(title, cycle, kind, groups, formats.language(), back)
