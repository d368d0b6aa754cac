"""What an import of a scheme would change, in the words of its workbook."""

from __future__ import annotations

from collections.abc import Sequence

from kpiloop.governance.bundle.contents.sheets import SHEETS
from kpiloop.interfaces.wording.workbook_words import choice_word, head_word, sheet_word


def part_word(part: str) -> str:
    """Name of a part of a bundle."""
    return sheet_word(part)


def row_word(part: str, key: Sequence[str]) -> str:
    """What tells a row apart, without what is empty in it; a part of one row by its name."""
    return " / ".join(filter(None, key)) or part_word(part)


def column_word(part: str, column: str) -> str:
    """Heading of a column, as the workbook says it; a column no sheet has by its name."""
    return head_word(part, column) if _is_said(part, column) else column


def cell_word(part: str, column: str, text: str) -> str:
    """What stands in a column, a choice by its word."""
    return choice_word(part, column, text) if _is_said(part, column) else text


def _is_said(part: str, column: str) -> bool:
    return part in SHEETS and SHEETS[part].column(column) is not None
