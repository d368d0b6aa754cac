"""A figure kept as its digits: binary columns of a database would shorten it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    _Text = models.CharField[Decimal | str | int | None, Decimal | None]
else:
    _Text = models.CharField

#: Fifty digits, sign, separator and exponent.
_LENGTH = 64


class FigureField(_Text):
    """An exact decimal of up to fifty digits; None means no figure."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = _LENGTH
        kwargs["null"] = True
        super().__init__(*args, **kwargs)

    def from_db_value(self, stored: str | None, _expression: object, _connection: object) -> Decimal | None:
        """The figure as it was written."""
        return None if stored is None else Decimal(stored)

    def to_python(self, given: Any) -> Decimal | None:
        """A figure of what a form or fixture gives."""
        return None if given is None or given == "" else Decimal(given)

    def get_prep_value(self, given: Any) -> str | None:
        """The digits to store."""
        return None if given is None else str(Decimal(given))
