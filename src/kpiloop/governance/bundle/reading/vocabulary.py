"""Words a workbook may use for sheets, columns and choices: codes, and what the doors call them in every language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from kpiloop.loop.collect.cleaning.texts import same_name


@dataclass(frozen=True)
class Vocabulary:
    """What is meant by a word, compared without blanks, case and width."""

    sheets: Mapping[str, str]  #: code of the sheet by word
    heads: Mapping[str, Mapping[str, str]]  #: by sheet: code of the column by word
    choices: Mapping[tuple[str, str], Mapping[str, str]]  #: by sheet and column: code of the choice by word

    def sheet(self, word: str) -> str | None:
        """The sheet a name means."""
        return self.sheets.get(same_name(word))

    def head(self, sheet: str, word: str) -> str | None:
        """The column a heading of a sheet means."""
        return self.heads[sheet].get(same_name(word))

    def choice(self, sheet: str, column: str, word: str) -> str:
        """The choice a word means; a word that means none stays, so that the check can name it."""
        return self.choices.get((sheet, column), {}).get(same_name(word), word)


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """All words of the doors; they are put together once."""
    found: Vocabulary = import_string(settings.BUNDLE_WORDS)()
    return found
