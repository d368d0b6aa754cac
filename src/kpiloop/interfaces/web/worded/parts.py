"""Parts of a change as pages name and write them."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext, pgettext

from kpiloop.engine.values import Figure
from kpiloop.interfaces.web.worded import figures
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import has_label, label
from kpiloop.loop.analyse.choices import HIDDEN, OTHER_MEMBERS
from kpiloop.loop.analyse.rows import FactorChoice, PartRow
from kpiloop.loop.plan.rows import KpiRow

#: From here on decimals of a sum say nothing.
_LARGE = 1000
#: Rows that stand for several and have a word of their own.
STANDING_FOR = {HIDDEN: "part.hidden", OTHER_MEMBERS: "part.others"}


def part_name(part: PartRow) -> str:
    """Name of a part; those the reader may not see, and those that are not told apart, stand together."""
    if part.key in STANDING_FOR:
        return label(STANDING_FOR[part.key])
    return _named(part.name(figures.tongue()) or part.key, part.note) or gettext("without a member")


def choice_name(choice: FactorChoice) -> str:
    """Name of a figure somebody may name as a factor."""
    name = choice.name_en if figures.tongue().startswith("en") and choice.name_en else choice.name_zh
    return _named(name, choice.note)


def part_figure(kpi: KpiRow, part: PartRow, figure: Figure) -> str:
    """A figure of a part: a factor that is a KPI keeps its own unit, one that is a sum of rows has none."""
    if part.kpi is not None:
        return figures.figure(part.kpi, figure)
    if part.note != "rows":
        return figures.bare(kpi, figure)
    return formats.number(figure, 2 if isinstance(figure, Decimal) and abs(figure) < _LARGE else 0)


def short_aggregate(text: str) -> str:
    """An aggregate without its conditions.

    >>> short_aggregate('sum(orders.cost) where orders.status != "cancelled"'), short_aggregate("count(orders)")
    ('orders.cost …', 'count(orders)')
    """
    shown = text.split(" where ", 1)[0]
    plain = shown[4:-1] if shown.startswith("sum(") and shown.endswith(")") and "(" not in shown[4:] else shown
    return f"{plain} …" if shown != text else plain


def _named(name: str, note: str) -> str:
    if note == "rows":
        return short_aggregate(name)
    if not has_label(f"factor_note.{note}"):
        return name
    return pgettext("factor", "%(name)s (%(note)s)") % {"name": name, "note": label(f"factor_note.{note}")}
