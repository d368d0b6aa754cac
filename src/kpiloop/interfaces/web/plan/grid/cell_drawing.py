"""The cells of a row of the target grid as markup: a year of a company is thousands, too many for a template each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext


@dataclass(frozen=True)
class Cell:
    """One month or week of one row."""

    text: str  #: figure in the scale of the KPI, or a dash
    address: str = ""  #: history of this target
    is_changed: bool = False  #: True when it is not the first version
    is_closed: bool = False  #: True when the month is closed
    judgement: str = ""  #: of a gap: worse when the parts do not cover the whole
    name: str = ""  #: name of the field it is edited as; empty where it cannot be
    raw: str = ""  #: figure as it is typed, in the scale of the screen
    share: str = ""  #: what stands in a week while nothing is typed: the part of its months, as it would be typed
    was: str = ""  #: figure of the version before, where there is one
    is_locked: bool = False  #: True when spreading and breaking down leave it alone
    is_pinned: bool = False  #: True when threshold and stretch stay where they are
    version: int = 0  #: version shown; who saves says that this one was seen


def drawn_cells(cells: Sequence[Cell], rules: Collection[int]) -> str:
    """All cells of a row as markup, a rule before some places; whatever they hold is escaped."""
    drawn = ((_attributes(cell, place in rules), _content(cell)) for place, cell in enumerate(cells))
    return format_html_join("", "<td{}>{}</td>", drawn)


def _content(cell: Cell) -> str:
    return format_html('<a class="plain" href="{}">{}</a>', cell.address, cell.text) if cell.address else cell.text


def _attributes(cell: Cell, is_ruled: bool) -> str:
    return format_html_join("", ' {}="{}"', _pairs(cell, is_ruled))


def _pairs(cell: Cell, is_ruled: bool) -> Iterator[tuple[str, object]]:
    flags = (
        (is_ruled, "ruled"),
        (cell.is_changed, "changed"),
        (cell.is_closed, "closed"),
        (cell.is_locked, "locked"),
        (cell.is_pinned, "pinned"),
        (bool(cell.share) and not cell.raw, "share"),
        (bool(cell.judgement), cell.judgement),
    )
    yield "class", " ".join(("num", *(name for is_so, name in flags if is_so)))
    if cell.address:
        yield "data-raw", cell.raw
    if cell.share:
        yield "data-share", cell.share
    if cell.name:
        yield "data-name", cell.name
        yield "data-seen", cell.version
    if cell.was:
        yield "title", gettext("before: %(was)s") % {"was": cell.was}
