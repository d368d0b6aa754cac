"""The plain values a recipe is written with: numbers, factors, headings, words of a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from kpiloop.loop.collect.cleaning.days import DayOrder
from kpiloop.loop.collect.cleaning.numbers import SCALES
from kpiloop.loop.collect.cleaning.texts import same_name
from kpiloop.loop.collect.errors import RecipeInvalid


def day_order(name: str, written: object) -> DayOrder | None:
    """Which number of 3/10/2026 is the day; None where nothing is said."""
    if written in (None, ""):
        return None
    if written in ("dmy", "mdy"):
        return written
    raise RecipeInvalid(field=f"columns.{name}.order", value=str(written))


def scale(name: str, written: object) -> Decimal:
    """The factor of a whole column: a number, or a word such as 万元."""
    if written in (None, ""):
        return Decimal(1)
    if isinstance(written, str) and written in SCALES:
        return SCALES[written]
    found = number(f"columns.{name}.scale", written)
    if found is None or found == 0:
        raise RecipeInvalid(field=f"columns.{name}.scale", value=str(written))
    return found


def number(place: str, written: object) -> Decimal | None:
    """A finite number; None where nothing is written."""
    if written in (None, ""):
        return None
    try:
        found = Decimal(str(written))
    except InvalidOperation:
        raise RecipeInvalid(field=place, value=str(written)) from None
    if not found.is_finite():
        raise RecipeInvalid(field=place, value=str(written))
    return found


def whole(place: str, written: object) -> int | None:
    """A whole number of a line or a year; None where nothing is written."""
    if written in (None, ""):
        return None
    if isinstance(written, bool) or not str(written).isdigit():
        raise RecipeInvalid(field=place, value=str(written))
    return int(str(written))


def one_of(place: str, written: object, known: Sequence[str]) -> str:
    """One of the known words; empty stands for nothing."""
    stated = str(written or "")
    if stated not in known:
        raise RecipeInvalid(field=place, value=stated)
    return stated


def heading_path(heading: Any) -> tuple[str, ...] | None:
    """A heading, or top and sub heading."""
    if heading in (None, ""):
        return None
    return (heading,) if isinstance(heading, str) else tuple(str(part) for part in heading)


def pairs(place: str, written: Any) -> Mapping[Any, Any]:
    """Names with what belongs to them; empty where nothing is written."""
    if not written:
        return {}
    if not isinstance(written, Mapping):
        raise RecipeInvalid(field=place, value=str(written))
    return written


def spellings(place: str, written: Any) -> dict[str, str]:
    """What each spelling stands for, by the form names are compared in."""
    return {same_name(key): str(value) for key, value in pairs(place, written).items()}


def listed(place: str, written: Any) -> Sequence[Any]:
    """Several texts; a single one would be taken apart into its letters, so it is refused."""
    if not written:
        return ()
    if not isinstance(written, list | tuple):
        raise RecipeInvalid(field=place, value=str(written))
    return written


def refuse_unknown(place: str, written: Any, known: frozenset[str] | Sequence[str]) -> None:
    """Refuse a word nobody knows, by its place."""
    if not isinstance(written, Mapping):
        raise RecipeInvalid(field=place, value=type(written).__name__)
    for key in written:
        if key not in known:
            raise RecipeInvalid(field=place, value=str(key))
