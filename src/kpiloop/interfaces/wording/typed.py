"""Figures as people type them into a cell, and back: the unit of the KPI is not what is on the screen."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_UP, Decimal, InvalidOperation

from kpiloop.engine.targets.band import Band
from kpiloop.interfaces.wording.formats import SCALES, Display, language
from kpiloop.loop.collect.cleaning.numbers import ungrouped

#: What may follow a figure, and by how much it multiplies; written so, the scale of the screen is ignored.
ENDINGS = {
    "亿": Decimal(100_000_000),
    "万": Decimal(10_000),
    "千": Decimal(1_000),
    "元": Decimal(1),
    "bn": Decimal(1_000_000_000),
    "m": Decimal(1_000_000),
    "k": Decimal(1_000),
    "%": Decimal("0.01"),
}
_FIGURE = re.compile(r"^(?P<figure>[+-]?\d+(?:\.\d+)?)(?P<ending>亿|万|千|元|bn|m|k|%)?元?$")
#: Blanks with a figure on one side at most.
_BESIDE = re.compile(r"(?<!\d)\s+|\s+(?!\d)")

#: What stands between two bounds; a minus is one only right after a figure.
_BETWEEN = re.compile(r"(?<=[\d%万亿千元kmbn)])\s*(?:~|\u2013|\u2014|\.\.|至|到|to|-)\s*(?=[-+(\u2212\d])")
_BOUNDS = 2


class NotAFigure(ValueError):
    """What was typed is no figure."""


def typed(figure: Decimal | None, display: Display) -> str:
    """A figure as it stands in a cell to be edited: in the scale of the screen, without separators.

    >>> typed(Decimal("0.964"), Display("percent", "percent", 1)), typed(None, Display())
    ('96.4', '')
    """
    if figure is None:
        return ""
    shown = figure / divisor_of(display)
    return f"{shown.normalize():f}"


def typed_up(figure: Decimal, display: Display) -> str:
    """A figure to be edited in the places of the screen, away from zero: a gap so written is closed by it.

    >>> typed_up(Decimal("0.0441176"), Display("percent", "percent", 1)), typed_up(Decimal("-9.31"), Display("days"))
    ('4.5', '-10')
    """
    is_scaled = not display.is_percent and display.scale not in {"one", "percent"}
    places = display.places + (SCALES[language()][display.scale].extra_places if is_scaled else 0)
    shown = (figure / divisor_of(display)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_UP)
    return f"{shown:f}"


def read_figure(text: str, display: Display) -> Decimal | None:
    """What was typed, in the unit of the KPI; None for an empty cell.

    >>> read_figure("96.4", Display("percent", "percent", 1)), read_figure("1.2亿", Display("CNY", "wan"))
    (Decimal('0.964'), Decimal('120000000.0'))
    >>> read_figure("3,100,000元", Display("CNY", "wan"))
    Decimal('3100000')
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    plain = _BESIDE.sub("", ungrouped(plain)).replace("\u2212", "-")
    if not plain or plain == "-":
        return None
    if plain.startswith("(") and plain.endswith(")"):
        plain = f"-{plain[1:-1]}"
    found = _FIGURE.match(plain)
    if found is None:
        raise NotAFigure(text)
    factor = ENDINGS[found["ending"]] if found["ending"] else divisor_of(display)
    try:
        return Decimal(found["figure"]) * factor
    except InvalidOperation:
        raise NotAFigure(text) from None


def typed_aim(figure: Decimal | None, bounds: Band | None, display: Display) -> str:
    """A target as it stands in a cell to be edited: a figure, or both bounds of a range.

    >>> typed_aim(Decimal(100), Band(Decimal(95), Decimal(105)), Display("days"))
    '95–105'
    """
    return typed(figure, display) if bounds is None else f"{typed(bounds.low, display)}–{typed(bounds.high, display)}"


def read_aim(text: str, display: Display) -> Decimal | Band | None:
    """What was typed as a target: a figure, two bounds (95–105, 95~105, 2.0至4.5%), or nothing.

    Law:      an ending after the upper bound holds for both where the lower one has none.

    >>> read_aim("2~4.5%", Display("percent", "percent", 1)) == Band(Decimal("0.02"), Decimal("0.045"))
    True
    """
    parts = _BETWEEN.split(unicodedata.normalize("NFKC", text).strip().lower())
    if len(parts) != _BOUNDS:
        return read_figure(text, display)
    low, high = parts
    if not _ending(low):
        low += _ending(high)
    bounds = read_figure(low, display), read_figure(high, display)
    if bounds[0] is None or bounds[1] is None:
        raise NotAFigure(text)
    return Band(bounds[0], bounds[1])


def _ending(text: str) -> str:
    return next((end for end in ENDINGS if text.endswith((end, f"{end}元"))), "")


def typed_places(display: Display) -> int:
    """Decimals of a shared-out figure so that none is finer than the screen shows; below 0 for whole 10,000s."""
    if display.is_percent:
        return display.places + 2
    if display.scale in {"one", "percent"}:
        return display.places
    return display.places - SCALES["zh"][display.scale].divisor.adjusted()


def divisor_of(display: Display) -> Decimal:
    """What a figure in the scale of the screen is multiplied by to be in the unit of the KPI."""
    if display.is_percent:
        return Decimal("0.01")
    if display.scale in {"one", "percent"}:
        return Decimal(1)
    return SCALES[language()][display.scale].divisor
