"""Tables, views and columns as a database names them; names are kept letter by letter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Family = Literal["integer", "decimal", "float", "date", "moment", "boolean", "text"]

_FAMILIES: tuple[tuple[Family, tuple[str, ...]], ...] = (
    ("boolean", ("bool", "tinyint(1)", "bit(1)")),
    ("integer", ("int", "integer", "bigint", "smallint", "tinyint", "mediumint", "serial", "bigserial")),
    ("decimal", ("numeric", "decimal", "number", "smallmoney")),
    ("float", ("float", "double", "real", "binary_float", "binary_double")),
    ("moment", ("timestamp", "datetime", "smalldatetime")),
    ("date", ("date",)),
)


@dataclass(frozen=True)
class Column:
    """One column."""

    name: str  #: as the database writes it
    type: str  #: its type in the words of the database
    family: Family  #: what kind of values that means


@dataclass(frozen=True)
class Relation:
    """A table or view."""

    schema: str  #: schema, empty where the database knows none
    name: str  #: as the database writes it
    kind: str  #: table or view
    columns: tuple[Column, ...]  #: in the order of the database


def family_of(type_name: str) -> Family:
    """The family of a type; anything unknown is read as text.

    >>> [family_of(name) for name in ("numeric(18,2)", "interval", "character varying", "int4", "bit(1)")]
    ['decimal', 'text', 'text', 'integer', 'boolean']
    """
    plain = type_name.strip().lower()
    base = plain.split("(")[0].split()[0] if plain else ""
    for family, names in _FAMILIES:
        if plain in names or base in names or base.rstrip("0123456789") in names:
            return family
    return "text"
