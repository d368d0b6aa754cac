"""Further trees over the same facts, and legal entities with their currencies and rates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.rows import EntityRow, UnitRow
from kpiloop.foundation.org.tree import Tree
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.measure.selectors import RateRow


@dataclass(frozen=True)
class NodeLine:
    """One place in a further tree."""

    code: str  #: code of the unit
    name: str  #: its name
    depth: int  #: steps below the company
    brings: int  #: units of the company's own tree it brings along
    is_company: bool  #: the top
    stands_alone: bool  #: it stands in this tree alone


@dataclass(frozen=True)
class FurtherPage:
    """A further tree on a day."""

    title: str  #: the finding
    code: str  #: code of the tree
    name: str  #: its name
    on: date  #: the day shown
    lines: tuple[NodeLine, ...]  #: parents before children
    unplaced: tuple[tuple[str, str], ...]  #: code and name of units no place brings along
    may_edit: bool  #: True when the reader may change it


@dataclass(frozen=True)
class EntityLine:
    """A legal entity."""

    code: str  #: code of its unit
    name: str  #: its name
    currency: str  #: ISO code
    time_zone: str  #: empty = that of the installation
    day_begins: int  #: hour its day begins at
    years: tuple[tuple[int | None, date], ...]  #: month its own year begins in (None: the group's), from which day
    is_company: bool  #: the top, whose year is the group's


@dataclass(frozen=True)
class EntitiesPage:
    """Legal entities and exchange rates."""

    title: str  #: the finding
    entities: tuple[EntityLine, ...]  #: by place in the tree
    rates: tuple[RateRow, ...]  #: rates in force, newest period first
    may_edit: bool  #: True when the reader may change entities
    may_rate: bool  #: True when the reader may record rates


def further_page(viewer: Actor, code: str, on: date) -> FurtherPage:
    """Build the page of one tree."""
    tree, main = org.further_tree(viewer, code, on=on), org.tree(viewer, on=on)
    language = get_language() or "zh-hans"
    named = next(row for row in org.further_trees(viewer) if row.code == code)
    left = org.unplaced(viewer, code, on=on)
    lines = tuple(_line(tree.units[key], tree, main, language) for key in _in_order(tree))
    said = {"name": named.name(language), "count": len(left)}
    title = gettext("%(name)s: every unit has its place") % said
    if left:
        title = (
            ngettext("%(name)s: %(count)d unit without a place", "%(name)s: %(count)d units without a place", len(left))
            % said
        )
    return FurtherPage(
        title=title,
        code=code,
        name=named.name(language),
        on=on,
        lines=lines,
        unplaced=tuple((row.code, row.name(language)) for row in left),
        may_edit=viewer.may("org.edit"),
    )


def _line(row: UnitRow, tree: Tree, main: Tree, language: str) -> NodeLine:
    is_company = row.id == main.root_id
    brings = [] if is_company else [key for key in main.descendants(row.id) if key != row.id]
    return NodeLine(row.code, row.name(language), row.depth, len(brings), is_company, row.id not in main.units)


def _in_order(tree: Tree) -> list[int]:
    waiting = [key for key, row in tree.units.items() if row.parent_id not in tree.units][::-1]
    found: list[int] = []
    while waiting:
        found.append(waiting.pop())
        waiting.extend(reversed(tree.children.get(found[-1], ())))
    return found


def entity_of_unit(viewer: Actor, code: str, on: date) -> EntityRow | None:
    """The legal entity a unit is; None where it is none."""
    held = org.entities(viewer, on=on)
    return next((held[row.id] for row in org.units(viewer, on=on) if row.code == code and row.id in held), None)


def _entity_line(row: UnitRow, held: EntityRow, language: str, *, is_company: bool) -> EntityLine:
    years = tuple((year.start_month, year.valid_from) for year in held.years)
    return EntityLine(
        row.code, row.name(language), held.currency, held.time_zone, held.day_begins, years, is_company=is_company
    )


def entities_page(viewer: Actor, on: date) -> EntitiesPage:
    """Build the page of legal entities and rates."""
    language = get_language() or "zh-hans"
    held = org.entities(viewer, on=on)
    units = org.units(viewer, on=on)
    lines = tuple(
        _entity_line(row, held[row.id], language, is_company=row.parent_id is None) for row in units if row.id in held
    )
    rates = tuple(measure.rates(viewer)) if viewer.may("values.view") else ()
    currencies = len({line.currency for line in lines})
    said = {"count": len(lines), "currencies": currencies}
    title = gettext("No legal entity is kept: every amount is in one currency")
    if lines:
        title = gettext("Legal entities: %(count)d, currencies: %(currencies)d") % said
    return EntitiesPage(title, lines, rates, viewer.may("org.edit"), viewer.may("plan.edit"))
