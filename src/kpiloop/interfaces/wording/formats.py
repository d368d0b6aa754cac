"""How figures are written: the same figure reads the same on a page, in a report, in a terminal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from django.utils.translation import get_language

from kpiloop.engine.targets.band import Band
from kpiloop.engine.values import Missing, is_excused
from kpiloop.interfaces.wording.labels import label

MISSING = "—"  #: a missing value is marked, never written as zero
MINUS = "\u2212"  #: the true minus sign, as wide as a digit
AT_MOST = "≤"
AT_LEAST = "≥"

Shown = Decimal | int | Missing | None


@dataclass(frozen=True)
class Display:
    """How figures of one KPI are written, as its definition says."""

    unit: str = "number"  #: a currency code (CNY), percent, or the value of a "unit." label (days, score, ...)
    scale: str = "one"  #: one, thousand, wan (万 / millions with two places more), yi (亿 / billions) or percent
    places: int = 0  #: decimal places in Chinese; English keeps the same precision under its own scale

    @property
    def is_money(self) -> bool:
        """True for currency codes."""
        return len(self.unit) == 3 and self.unit.isupper()

    @property
    def is_percent(self) -> bool:
        """True for ratios shown as percentages; they differ in points."""
        return self.unit in ("percent", "points")


class HasDisplay(Protocol):
    """Any row that says how its figures are written, such as a KPI definition."""

    @property
    def measurement_unit(self) -> str:
        """Code of the unit."""

    @property
    def display_scale(self) -> str:
        """Code of the scale."""

    @property
    def decimals(self) -> int:
        """Decimal places shown."""


def display_of(row: HasDisplay) -> Display:
    """How figures of this KPI are written."""
    return Display(unit=row.measurement_unit, scale=row.display_scale, places=row.decimals)


@dataclass(frozen=True)
class Scale:
    """One display scale in one language."""

    divisor: Decimal  #: the figure is divided by this
    extra_places: int  #: places added so that no precision is lost against the other language


SCALES: dict[str, dict[str, Scale]] = {
    "zh": {
        "one": Scale(Decimal(1), 0),
        "percent": Scale(Decimal(1), 0),
        "thousand": Scale(Decimal(1_000), 0),
        "wan": Scale(Decimal(10_000), 0),
        "yi": Scale(Decimal(100_000_000), 0),
    },
    "en": {
        "one": Scale(Decimal(1), 0),
        "percent": Scale(Decimal(1), 0),
        "thousand": Scale(Decimal(1_000), 0),
        "wan": Scale(Decimal(1_000_000), 2),
        "yi": Scale(Decimal(1_000_000_000), 1),
    },
}


def language() -> str:
    """The two-letter language the reader uses: zh or en."""
    return "en" if (get_language() or "zh").startswith("en") else "zh"


def is_absent(figure: Shown) -> bool:
    """True when there is no figure to write."""
    return figure is None or isinstance(figure, Missing)


def number(figure: Shown, places: int | None = None, *, signed: bool = False) -> str:
    """A figure with thousands separators and a true minus; a missing one as a dash.

    >>> number(Decimal("-1234.5"), 1), number(Decimal("0.04"), 1, signed=True), number(None)
    ('−1,234.5', '0.0', '—')
    """
    if figure is None or isinstance(figure, Missing):
        return MISSING
    exact = Decimal(figure)
    rounded = exact if places is None else exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    digits = f"{abs(rounded):,f}"
    if rounded == 0:
        return digits
    sign = MINUS if rounded < 0 else "+" if signed else ""
    return sign + digits


def scale_for(figure: Shown) -> str:
    """The scale that leaves one to five digits before the point, for figures without a chosen one."""
    if figure is None or isinstance(figure, Missing):
        return "one"
    size = abs(Decimal(figure))
    if size >= 1_000_000_000:
        return "yi"
    return "wan" if size >= 100_000 else "one"


def money(figure: Shown, *, scale: str = "one", places: int = 0, signed: bool = False) -> str:
    """An amount in its display scale without the unit, which stands in the column head.

    >>> money(Decimal("127900000"), scale="wan")
    '12,790'
    """
    if figure is None or isinstance(figure, Missing):
        return MISSING
    step = SCALES[language()][scale]
    return number(Decimal(figure) / step.divisor, places + step.extra_places, signed=signed)


#: What English writes after an amount for its scale; the currency stands before the amount.
_ENGLISH_SCALES = {"thousand": " k", "wan": " M", "yi": " bn"}


def money_unit(scale: str = "one", currency: str = "CNY") -> str:
    """The unit that belongs to amounts of one scale: 元, 万元, 亿元; CNY, CNY M, CNY bn."""
    if language() == "en":
        return currency + _ENGLISH_SCALES.get(scale, "")
    name = "元" if currency == "CNY" else f" {currency}"
    return ({"thousand": "千", "wan": "万", "yi": "亿"}.get(scale, "") + name).strip()


def percent(ratio: Shown, places: int = 1, *, signed: bool = False) -> str:
    """A ratio as a percentage: 0.964 -> 96.4%."""
    if ratio is None or isinstance(ratio, Missing):
        return MISSING
    return number(Decimal(ratio) * 100, places, signed=signed) + "%"


def points(difference: Shown, places: int = 1) -> str:
    """A difference of two ratios, signed, in percentage points: 0.014 -> +1.4 个百分点 / +1.4 pp."""
    if difference is None or isinstance(difference, Missing):
        return MISSING
    return f"{number(Decimal(difference) * 100, places, signed=True)} {unit_word('points')}"


def unit_word(unit: str) -> str:
    """The short unit written after a figure: 天 / d, 分 / pts."""
    return label(f"unit.{unit}")


def unit_of(display: Display) -> str:
    """The unit a column head or a card shows for one display."""
    if display.is_money:
        return money_unit(display.scale, display.unit)
    if display.is_percent:
        return "%" if display.unit == "percent" else unit_word("points")
    return "" if display.unit == "number" else unit_word(display.unit)


def value(figure: Shown, display: Display, *, signed: bool = False) -> str:
    """A KPI figure without its unit, in the scale and places of its definition."""
    if figure is None or isinstance(figure, Missing):
        return MISSING
    if display.is_percent:
        return number(Decimal(figure) * 100, display.places, signed=signed)
    if display.scale not in {"one", "percent"}:
        return money(figure, scale=display.scale, places=display.places, signed=signed)
    return number(figure, display.places, signed=signed)


def value_with_unit(figure: Shown, display: Display) -> str:
    """A KPI figure with its unit: 96.4%, 52 天, 12,790 万元; in English CNY 127.90 M."""
    if is_absent(figure):
        return MISSING
    if display.is_money and language() == "en":
        return f"{display.unit} {value(figure, display)}{_ENGLISH_SCALES.get(display.scale, '')}"
    if display.unit == "percent":
        return value(figure, display) + "%"
    return f"{value(figure, display)} {unit_of(display)}".strip()


def difference(figure: Shown, display: Display, *, with_unit: bool = True) -> str:
    """A signed variance; percentages differ in points, amounts in their own scale."""
    text = value(figure, display, signed=True)
    if is_absent(figure) or not with_unit or display.is_money or display.unit == "number":
        return text
    unit = unit_word("points") if display.is_percent else unit_word(display.unit)
    return f"{text} {unit}"


def as_typed(display: Display, *figures: Shown) -> Display:
    """How targets are written: with the places somebody typed, up to two more than the definition shows.

    A target of 25.3% that reads 25% looks like another one; what is worked out has more places and is rounded, as are
    amounts under a scale.

    >>> as_typed(Display("percent", "percent", 0), Decimal("0.253"), Decimal("0.2")).places
    1
    """
    if display.scale not in {"one", "percent"}:
        return display
    factor = 100 if display.is_percent else 1
    exact = [Decimal(each) * factor for each in figures if each is not None and not isinstance(each, Missing)]
    needed = max((-int(each.normalize().as_tuple().exponent) for each in exact), default=0)
    return replace(display, places=needed) if display.places < needed <= display.places + 2 else display


def band(bounds: Band, display: Display, *, with_unit: bool = True) -> str:
    """A range with its unit once: 95–105 天, 2.0–4.5%."""
    display = as_typed(display, bounds.low, bounds.high)
    upper = value_with_unit(bounds.high, display) if with_unit else value(bounds.high, display)
    return f"{value(bounds.low, display)}–{upper}"


def target(figure: Shown | Band, display: Display, direction: str, *, with_unit: bool = True) -> str:
    """A target with its direction: lower-is-better targets read "≤ 48 天", ranges "95–105 天"."""
    if isinstance(figure, Band):
        return band(figure, display, with_unit=with_unit)
    if isinstance(figure, Missing) and is_excused(figure):
        return label("target_meaning.not_applicable")
    if is_absent(figure):
        return MISSING
    display = as_typed(display, figure)
    text = value_with_unit(figure, display) if with_unit else value(figure, display)
    if direction == "unscored":
        return f"{text} {label('target_meaning.unscored')}"
    return f"{AT_MOST} {text}" if direction == "lower" else text


def join(names: list[str] | tuple[str, ...]) -> str:
    """Names in a row as the language separates them."""
    return (", " if language() == "en" else "、").join(names)


def clauses(parts: list[str] | tuple[str, ...]) -> str:
    """Short clauses in a row, as a note or a title has them; empty ones are left out."""
    return (", " if language() == "en" else "，").join(part for part in parts if part)
