"""A figure kept as its digits: binary columns of a database would shorten it."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    _Text = models.CharField[Decimal | str | int | None, Decimal | None]
else:
    _Text = models.CharField

#: Fifty digits, sign, separator and exponent.
_LENGTH = 64
_FIFTY_DIGITS = Context(prec=50, rounding=ROUND_HALF_UP)


class FigureField(_Text):
    """An exact decimal of up to fifty digits, with `places` rounded to so many decimals; None means no figure."""

    def __init__(self, *args: Any, places: int | None = None, **kwargs: Any) -> None:
        kwargs["max_length"] = _LENGTH
        kwargs["null"] = True
        self.places = places
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """How a migration writes the field down."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs if self.places is None else {**kwargs, "places": self.places}

    def from_db_value(self, stored: str | None, _expression: object, _connection: object) -> Decimal | None:
        """The figure as it was written."""
        return None if stored is None else Decimal(stored)

    def to_python(self, given: Any) -> Decimal | None:
        """A figure of what a form or fixture gives."""
        return None if given is None or given == "" else Decimal(given)

    def get_prep_value(self, given: Any) -> str | None:
        """The digits to store."""
        if given is None:
            return None
        if self.places is None:
            return str(Decimal(given))
        return str(Decimal(given).quantize(Decimal(1).scaleb(-self.places), context=_FIFTY_DIGITS))
