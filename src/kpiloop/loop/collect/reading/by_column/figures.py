"""Figures of a whole column, exact: a float is the shortest decimal that stands for it, as a person typed it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

#: Figures below this have at most fifteen digits with six decimals, so that each float stands for one decimal alone.
_LARGEST = 10**9
_MILLION = 10**6
#: Whole numbers from here on would not fit with a scale and six decimals.
_LONGEST = 10**12
_TEXT = r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$"
_UNIT = Decimal("0.000001")
#: Digits a scale may have beside the nineteen of a figure, so that their product fits.
_SCALE_DIGITS = 18
_WHOLE_LIMIT = Decimal(2**63 - 1)


def places_of(scale: Decimal) -> int:
    """Decimals a scale adds to those of a figure."""
    exponent = scale.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def of_floats(floats: pa.Array, scale: Decimal) -> pa.Array | None:
    """Binary figures times a scale; no value where a figure has more than six decimals or fifteen digits.

    Law:      m / 1,000,000 is the float nearest to that decimal, and no other decimal of fifteen digits is as near,
              so the shortest decimal of the float is this one.
    Missing:  None when the scale is too long for the type.
    """
    small = pc.less(pc.abs(floats), float(_LARGEST))
    millionths = pc.round(pc.multiply(pc.if_else(small, floats, pa.scalar(None, pa.float64())), float(_MILLION)))
    whole = millionths.cast(pa.int64(), safe=False)
    is_exact = pc.equal(pc.divide(whole.cast(pa.float64()), float(_MILLION)), floats)
    kept = pc.if_else(is_exact, whole, pa.scalar(None, pa.int64()))
    return _times(kept.cast(pa.decimal128(19, 0)), _UNIT * scale, 6 + places_of(scale))


def of_texts(texts: pa.Array, scale: Decimal) -> pa.Array | None:
    """Plainly written figures times a scale; no value where the text is written in another way."""
    plain = pc.if_else(pc.match_substring_regex(texts, _TEXT), texts, pa.scalar(None, pa.string()))
    return of_figures(plain.cast(pa.decimal128(19, 6)), scale)


def of_wholes(wholes: pa.Array, scale: Decimal) -> pa.Array | None:
    """Whole numbers times a scale; no value where one has more than twelve digits."""
    small = pc.and_(pc.less(wholes, _LONGEST), pc.greater(wholes, -_LONGEST))
    return of_figures(pc.if_else(small, wholes, pa.scalar(None, pa.int64())).cast(pa.decimal128(19, 0)), scale)


def of_figures(figures: pa.Array, scale: Decimal) -> pa.Array | None:
    """Exact figures of at most nineteen digits times a scale."""
    return figures if scale == 1 else _times(figures, scale, places_of(scale))


def _times(figures: pa.Array, factor: Decimal, places: int) -> pa.Array | None:
    digits = max(len(factor.as_tuple().digits), factor.adjusted() + 1 + places, places) + 1
    if digits > _SCALE_DIGITS:
        return None
    return pc.multiply(figures, pa.scalar(factor, pa.decimal128(digits, places)))


#: How cells of each kind become figures.
FIGURES: Mapping[str, Callable[[pa.Array, Decimal], pa.Array | None]] = {
    "float": of_floats,
    "whole": of_wholes,
    "figure": of_figures,
    "text": of_texts,
}


def limited(figures: pa.Array, low: Decimal | None, high: Decimal | None) -> tuple[pa.Array, pa.Array]:
    """Figures, and which of them are there and believable."""
    fits = pc.is_valid(figures)
    for limit, compare in ((low, pc.greater_equal), (high, pc.less_equal)):
        if limit is not None:
            fits = pc.and_(fits, pc.fill_null(compare(figures, pa.scalar(limit, figures.type)), fill_value=False))
    return figures, fits


def whole_numbers(figures: pa.Array, fits: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Figures without decimals as whole numbers, and which of them are."""
    is_whole = pc.and_(
        pc.equal(pc.round(figures, ndigits=0), figures),
        pc.less_equal(pc.abs(figures), pa.scalar(_WHOLE_LIMIT, figures.type)),
    )
    is_taken = pc.and_(fits, pc.fill_null(is_whole, fill_value=False))
    return pc.if_else(is_taken, figures, pa.scalar(None, figures.type)).cast(pa.int64()), is_taken
