"""The cells of a row of the target grid as markup: a year of a company is thousands, too many for a template each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

#: Months between the rules of a year of months.
QUARTER = 3


@dataclass(frozen=True)
class Cell:
    """One month of one row."""

    text: str  #: figure in the scale of the KPI, or a dash
    address: str = ""  #: history of this target
    is_changed: bool = False  #: True when it is not the first version
    is_closed: bool = False  #: True when the month is closed
    judgement: str = ""  #: of a gap: worse when the parts do not cover the whole
    name: str = ""  #: name of the field it is edited as; empty where it cannot be
    raw: str = ""  #: figure as it is typed, in the scale of the screen
    was: str = ""  #: figure of the version before, where there is one
    is_locked: bool = False  #: True when spreading and breaking down leave it alone
    is_pinned: bool = False  #: True when threshold and stretch stay where they are
    version: int = 0  #: version shown; who saves says that this one was seen


def drawn_cells(cells: Sequence[Cell], *, ruled_every: int = QUARTER) -> SafeString:
    """All cells of a row; whatever they hold is escaped here."""
    drawn = (_cell(cell, is_ruled=place % ruled_every == 0) for place, cell in enumerate(cells))
    return mark_safe("".join(drawn))


def _cell(cell: Cell, *, is_ruled: bool) -> str:
    text: str = escape(cell.text)
    if cell.address:
        text = f'<a class="plain" href="{escape(cell.address)}">{text}</a>'
    return f"<td{''.join(_attributes(cell, is_ruled))}>{text}</td>"


def _attributes(cell: Cell, is_ruled: bool) -> Iterator[str]:
    flags = (
        (is_ruled, "ruled"),
        (cell.is_changed, "changed"),
        (cell.is_closed, "closed"),
        (cell.is_locked, "locked"),
        (cell.is_pinned, "pinned"),
        (bool(cell.judgement), cell.judgement),
    )
    yield f' class="{" ".join(("num", *(name for is_so, name in flags if is_so)))}"'
    if cell.address:
        yield f' data-raw="{escape(cell.raw)}"'
    if cell.name:
        yield f' data-name="{escape(cell.name)}" data-seen="{cell.version}"'
    if cell.was:
        yield f' title="{escape(gettext("before: %(was)s") % {"was": cell.was})}"'
