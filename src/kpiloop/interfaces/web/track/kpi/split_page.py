"""The page of a KPI opened: units below, month by month, by a dimension, each figure with the way to its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext, ngettext

from kpiloop.engine.values import EXACT, Figure, Missing
from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.charts.marks.sparkline import Sparkline, sparkline
from kpiloop.interfaces.web.components.figures import Difference, Link
from kpiloop.interfaces.web.shell.place import Place
from kpiloop.interfaces.web.track.kpi.breakdown import way_name
from kpiloop.interfaces.web.track.kpi.splitting import BY_UNIT, MONTHS, Course, Split, UnitSplit, read_split
from kpiloop.interfaces.web.worded import addresses
from kpiloop.interfaces.web.worded.figures import bare, change_unit_of, gap, unit_of
from kpiloop.interfaces.web.worded.paging import Sheaf, cut
from kpiloop.interfaces.wording import formats, periods
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.plan.rows import KpiRow

ROWS = 30


@dataclass(frozen=True)
class SplitCell:
    """One month of a row."""

    text: str  #: figure without unit
    address: str = ""  #: its rows; empty for a part of a figure


@dataclass(frozen=True)
class SplitRow:
    """A unit, or a member of the dimension in it."""

    name: str  #: unit or member
    cells: tuple[SplitCell, ...]  #: months, oldest first
    change: Difference  #: last month against the one before
    course: Sparkline  #: the months as a line
    is_unit: bool = False  #: a unit with its members below it
    is_whole: bool = False  #: the unit that is opened
    page: str = ""  #: page of the KPI of this unit
    deeper: str = ""  #: this page of the units below it


@dataclass(frozen=True)
class SplitPage:
    """Everything the page shows."""

    crumbs: tuple[Link, ...]  #: KPIs, the KPI, units on the way
    title: str  #: KPI and unit
    under: tuple[str, ...]  #: what is shown
    ways: tuple[tuple[str, str, bool], ...]  #: word, value of the address, True when chosen
    spans: tuple[tuple[str, int, bool], ...]  #: word, months, True when chosen
    first_head: str  #: head of the first column
    heads: tuple[str, ...]  #: months
    change_head: str  #: head of the change
    rows: Sheaf[SplitRow]  #: rows of this page
    export_address: str  #: the same as a file
    note: str  #: where the figures come from


def build_split(
    viewer: Actor, place: Place, *, assignment_id: int, by: str, count: int, unit: str, number: int
) -> SplitPage:
    """The page of one assignment opened in one month."""
    found = read_split(viewer, place.period, assignment_id=assignment_id, by=by, count=count, unit=unit)
    kpi, months = found.assignment.kpi, found.months
    asked = {"by": found.by, "months": len(months)}
    below = "" if found.unit.id == found.assignment.subject.id else found.unit.code
    first = label("split.unit") if found.by == BY_UNIT else formats.join([label("split.unit"), way_name(found.by)])
    return SplitPage(
        crumbs=_crumbs(found),
        title=_title(found),
        under=_under(found),
        ways=tuple((way_name(way), way, way == found.by) for way in found.ways),
        spans=tuple((_months_word(count), count, count == len(months)) for count in MONTHS),
        first_head=f"{first} {unit_of(kpi)}".strip(),
        heads=tuple(periods.period_name(row.code, short=True) for row in months),
        change_head=f"{gettext('On month before')} {change_unit_of(kpi)}".strip(),
        rows=cut(tuple(_rows(found)), number, size=ROWS),
        export_address=addresses.page("track:kpi_split_file", assignment_id, **asked, unit=below),
        note=_note(found),
    )


def _rows(found: Split) -> Iterator[SplitRow]:
    yield _unit_row(found, found.whole, is_whole=True)
    for unit in found.units:
        yield _unit_row(found, unit)
        for member, course in unit.members.items():
            yield _member_row(found, member, course)


def _unit_row(found: Split, unit: UnitSplit, *, is_whole: bool = False) -> SplitRow:
    figures = [value.actual if value else None for value in _in_order(found, unit)]
    cells = [
        SplitCell(bare(found.assignment.kpi, figure), addresses.page("proof:value", value.id) if value else "")
        for figure, value in zip(figures, _in_order(found, unit), strict=True)
    ]
    deeper = addresses.page(
        "track:kpi_split", found.assignment.id, by=found.by, months=len(found.months), unit=unit.subject.code
    )
    return SplitRow(
        unit.subject.name(formats.language()), tuple(cells), _change(found.assignment.kpi, figures),
        sparkline(figures), is_unit=not is_whole and found.by != BY_UNIT, is_whole=is_whole,
        page=addresses.kpi_page(unit.assignment_id) if unit.assignment_id else "",
        deeper=deeper if unit.has_units and not is_whole else "",
    )  # fmt: skip


def _member_row(found: Split, member: str, course: Course) -> SplitRow:
    figures = [course.get(month.code) for month in found.months]
    cells = tuple(SplitCell(bare(found.assignment.kpi, figure)) for figure in figures)
    return SplitRow(
        member or label("total.residual"), cells, _change(found.assignment.kpi, figures), sparkline(figures)
    )


def _in_order(found: Split, unit: UnitSplit) -> list[ValueRow | None]:
    return [unit.values.get(month.code) for month in found.months]


def _change(kpi: KpiRow, figures: Sequence[Decimal | None]) -> Difference:
    last, before = (figures[-1], figures[-2]) if len(figures) > 1 else (None, None)
    change: Figure = Missing("no_value") if last is None or before is None else EXACT.subtract(last, before)
    return gap(kpi, change, with_unit=False)


def _crumbs(found: Split) -> tuple[Link, ...]:
    language, assignment = formats.language(), found.assignment
    named = gettext("%(subject)s %(kpi)s") % {
        "subject": assignment.subject.name(language), "kpi": assignment.kpi.name(language)
    }  # fmt: skip
    own = addresses.page("track:kpi_split", assignment.id, by=found.by, months=len(found.months))
    is_below = found.unit.id != assignment.subject.id
    tail = (Link(found.unit.name(language), ""),) if is_below else ()
    return (
        Link(label("noun.kpis"), addresses.page("plan:kpis")),
        Link(named, addresses.kpi_page(assignment.id)),
        Link(gettext("Split"), own if is_below else ""),
        *tail,
    )


def _title(found: Split) -> str:
    language = formats.language()
    fields = {"subject": found.unit.name(language), "kpi": found.assignment.kpi.name(language)}
    if found.by == BY_UNIT:
        return gettext("%(subject)s %(kpi)s by unit and month") % fields
    return gettext("%(subject)s %(kpi)s by unit, month and %(way)s") % {**fields, "way": way_name(found.by)}


def _under(found: Split) -> tuple[str, ...]:
    first, last = (periods.period_name(found.months[place].code) for place in (0, -1))
    units = ngettext("%(count)s unit below", "%(count)s units below", len(found.units)) % {"count": len(found.units)}
    return (gettext("%(first)s to %(last)s") % {"first": first, "last": last}, units)


def _months_word(count: int) -> str:
    return gettext("Last %(count)s months") % {"count": count}


def _note(found: Split) -> str:
    if not found.units:
        return gettext("No unit lies below this one, or none that you may see.")
    if found.by == BY_UNIT or not any(unit.members for unit in found.units):
        return gettext("A figure opens to the rows it was made of.")
    return gettext(
        "A figure of a unit opens to the rows it was made of. Parts are counted from the facts as they are now; "
        "what was computed or closed before newer facts came may differ from their sum."
    )
