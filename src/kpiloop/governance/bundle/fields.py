"""What one column of a bundle may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

#: text and code as written; figure is exact; day is ISO; names is a list of texts; nested is any
#: structure of texts; tree is one whose whole numbers and truths stay what they are.
Kind = Literal["text", "code", "integer", "figure", "day", "flag", "names", "nested", "tree"]
Nested = str | int | bool | None | list["Nested"] | dict[str, "Nested"]
#: What a cell holds once it is understood; None where nothing is written.
Value = str | int | Decimal | date | bool | tuple[str, ...] | list[Nested] | dict[str, Nested] | None


#: No figure of a company is larger than this, nor lies further below nought.
LARGEST = 10**17


@dataclass(frozen=True)
class Field:
    """One column of a part."""

    name: str  #: key in the text file and head of the column in the workbook
    kind: Kind = "text"  #: how it is spelled
    is_required: bool = False  #: refused when empty
    choices: tuple[str, ...] = ()  #: words that are allowed; empty: any
    refers: tuple[str, ...] = ()  #: parts whose first key it names; empty: none
    default: Value = None  #: taken when nothing is written
    any_order: bool = False  #: a list in which the order says nothing
    within: tuple[int, int] | None = None  #: smallest and largest figure that can be kept; None: as any figure


@dataclass(frozen=True)
class Part:
    """One file of the folder, one sheet of the workbook."""

    name: str  #: name of the file and the sheet
    fields: tuple[Field, ...]  #: columns, in order
    key: tuple[str, ...]  #: columns that tell two rows apart; empty: there is one row
    #: What happens to a row that is no longer in the bundle; a thing of several rows retires when all of them are gone,
    #: and a list belonging to one thing is replaced as a whole wherever some of it is stated.
    removal: Literal["ends", "stays", "retires", "replaced"] = "stays"
    is_stored: bool = True  #: False: it says something about the company, and an import writes nothing of it

    def field(self, name: str) -> Field | None:
        """One column by name."""
        return self._by_name().get(name)

    def _by_name(self) -> Mapping[str, Field]:
        return {field.name: field for field in self.fields}
