"""The rows a guess is made of: what was found, how sure it is, and what only a person can say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kpiloop.engine.formula.shapes import ColumnType
from kpiloop.loop.collect.reading.guessing.matching import Match


@dataclass(frozen=True)
class Question:
    """Something nothing in the file tells."""

    code: str  #: names, day_order, year, month, decimal, percent, key, unit, person
    about: str  #: column or spelling it is about, may be empty
    written: str  #: an example as written
    choices: tuple[str, ...]  #: answers to choose from; none for free text
    answer: str  #: what was answered or is assumed, empty while nobody said
    is_needed: bool  #: nothing can be loaded before it is answered

    @property
    def key(self) -> str:
        """Name of the answer.

        >>> Question("day_order", "on", "3/10/2026", ("dmy", "mdy"), "", True).key
        'day_order:on'
        """
        return f"{self.code}:{self.about}" if self.about else self.code

    @property
    def is_open(self) -> bool:
        """Whether it stands in the way."""
        return self.is_needed and not self.answer


@dataclass(frozen=True)
class NewDataset:
    """A dataset that would be registered for the file."""

    columns: Mapping[str, ColumnType]  #: type by column, in order
    key_columns: tuple[str, ...]  #: what makes a row what it is
    date_columns: tuple[str, ...]  #: date roles
    unit_column: str  #: column of units, or empty
    person_column: str  #: column of people, or empty
    dimensions: tuple[str, ...]  #: columns to split by


@dataclass(frozen=True)
class Guess:
    """How a file would be read."""

    recipe: Mapping[str, object]  #: as it would be confirmed
    matches: tuple[Match, ...]  #: columns with the heading they come from
    unused: tuple[str, ...]  #: headings nothing is taken from
    questions: tuple[Question, ...]  #: what a person must or may say
    new_dataset: NewDataset | None  #: description when there is no dataset yet
    sheet: str  #: sheet, empty for text files
    header_row: int  #: line of the headings, 0 = none
    notices: tuple[str, ...] = field(default=())  #: codes of what was assumed: scale, sections, blocks ...
