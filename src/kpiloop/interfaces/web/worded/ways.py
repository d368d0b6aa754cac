"""The way to a page: area, list, thing. A form says it above its title and goes back along it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.warehouse.rows import DatasetRow
from kpiloop.interfaces.web.components.figures import Link
from kpiloop.interfaces.web.worded.figures import kpi_of, tongue
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.collect.rows import SourceRow
from kpiloop.loop.plan.rows import AssignmentRow, ObjectiveRow, SchemeRow
from kpiloop.loop.reward.rows import CycleRow, SheetRow

Way = tuple[Link, ...]


def step(word: str, page: str, *arguments: object, is_open: bool = True) -> Link:
    """One page of a way; a word without an address where the reader may not open it."""
    return Link(word, reverse(page, args=arguments) if is_open else "")


def organisation() -> Way:
    """Units and people."""
    return (step(_("Organisation"), "org:organisation"),)


def unit(name: str, code: str) -> Way:
    """One unit."""
    return (*organisation(), step(name, "org:unit", code))


def person(name: str, number: str) -> Way:
    """One person."""
    return (*organisation(), step(name, "org:person", number))


def tree(name: str, code: str) -> Way:
    """A further tree."""
    return (*organisation(), step(name, "org:tree", code))


def entities() -> Way:
    """Legal entities and exchange rates."""
    return (*organisation(), step(_("Legal entities and rates"), "org:entities"))


def calendar() -> Way:
    """The working calendar."""
    return (*organisation(), step(_("Calendar"), "org:calendar"))


def accounts(viewer: Actor) -> Way:
    """Every account; who only grants reach does not see the list."""
    return (step(_("Accounts"), "access:accounts", is_open=viewer.may("accounts.manage")),)


def account(viewer: Actor, username: str) -> Way:
    """One account."""
    may = viewer.may("accounts.manage")
    return (*accounts(viewer), step(username, "access:account", username, is_open=may))


def webhooks() -> Way:
    """Addresses that are told news."""
    return (step(_("Webhooks"), "notify:hooks"),)


def kpis() -> Way:
    """The dictionary of KPIs."""
    return (step(_("KPIs"), "plan:kpis"),)


def kpi(name: str, code: str) -> Way:
    """The definition of a KPI."""
    return (*kpis(), step(name, "plan:kpi", code))


def assignment(row: AssignmentRow) -> Way:
    """A KPI of a subject."""
    return (*kpis(), step(kpi_of(row), "track:kpi", row.id))


def negotiations() -> Way:
    """KPIs made together."""
    return (*kpis(), step(_("Negotiations"), "design:negotiations"))


def objectives(year: int) -> Way:
    """Objectives of a fiscal year."""
    return (Link(_("Objectives"), f"{reverse('plan:objectives')}?year={year}"),)


def objective(row: ObjectiveRow) -> Way:
    """One objective."""
    return (*objectives(row.fiscal_year), step(row.name(tongue()), "plan:objective_change", row.code))


def strategy(year: int) -> Way:
    """The strategy map of a fiscal year."""
    return (Link(_("Strategy map"), f"{reverse('design:strategy')}?year={year}"),)


def targets() -> Way:
    """The grid of targets."""
    return (step(_("Targets"), "plan:targets"),)


def schemes() -> Way:
    """Every scheme."""
    return (step(_("Schemes and weights"), "plan:schemes"),)


def scheme(row: SchemeRow) -> Way:
    """One scheme."""
    return (*schemes(), step(row.name(tongue()), "plan:scheme", row.code))


def data() -> Way:
    """Sources and tables."""
    return (step(_("Data"), "collect:sources"),)


def source(row: SourceRow) -> Way:
    """One source."""
    return (*data(), step(row.name(tongue()), "collect:source", row.code))


def table(row: DatasetRow) -> Way:
    """One table of facts."""
    return (*data(), step(table_name(row), "collect:table", row.code))


def table_name(row: DatasetRow) -> str:
    """What a table is called in the reader's language."""
    return row.name_en if tongue().startswith("en") and row.name_en else row.name_zh


def meetings() -> Way:
    """Every meeting."""
    return (step(_("Meetings"), "review:meetings"),)


def actions() -> Way:
    """The board of actions."""
    return (step(_("Actions"), "review:actions"),)


def reviews() -> Way:
    """The newest review."""
    return (step(_("Reviews"), "reward:reviews"),)


def cycle(row: CycleRow) -> Way:
    """The review of a quarter."""
    return (*reviews(), step(period_name(row.period_code), "reward:cycle", row.id))


def bonus(row: CycleRow) -> Way:
    """The bonus of a quarter."""
    return (*cycle(row), step(_("Bonus"), "reward:bonus", row.id))


def sheet(row: SheetRow) -> Way:
    """The score sheet of somebody in a quarter."""
    return (*cycle(row.cycle), step(row.subject.name(tongue()), "reward:sheet", row.id))
