"""Cells of a scheme workbook in the reader's language."""

from __future__ import annotations

from kpiloop.governance.bundle.contents.sheets import PAIRS
from kpiloop.governance.bundle.fields import Field
from kpiloop.governance.bundle.reading.inside import unpaired
from kpiloop.interfaces.wording.workbook_words import choice_word, choices_of

_BETWEEN = ", "


def shown(sheet: str, field: Field, text: str) -> str:
    """A cell as the reader sees it: choices in words, everything else as it is kept."""
    codes = choices_of(sheet, field)
    if not text or not codes:
        return text
    if (sheet, field.name) in PAIRS:
        return _pairs(sheet, field.name, text)
    if field.kind == "names":
        return _BETWEEN.join(_entry(sheet, field.name, each, codes) for each in text.split(_BETWEEN))
    return choice_word(sheet, field.name, text) if text in codes else text


def _entry(sheet: str, column: str, text: str, codes: tuple[str, ...]) -> str:
    kind, colon, rest = text.partition(":")
    if colon and f"{kind}:" in codes:
        return f"{choice_word(sheet, column, f'{kind}:')}{rest}"
    return choice_word(sheet, column, text) if text in codes else text


def _pairs(sheet: str, column: str, text: str) -> str:
    pairs = unpaired(text)
    if not isinstance(pairs, dict):
        return text
    words = [[choice_word(sheet, column, str(each)) for each in pair] for pair in pairs.items()]
    return "; ".join(f"{name} = {value}" for name, value in words)
