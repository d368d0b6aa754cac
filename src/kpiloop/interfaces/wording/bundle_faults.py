"""Faults of a bundle in words: for a workbook in its reader's own, for text files in theirs, with what may be meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from kpiloop.governance.bundle.contents.sheets import SHEETS, Sheet
from kpiloop.governance.bundle.reading.vocabulary import vocabulary
from kpiloop.governance.bundle.rows import Fault
from kpiloop.interfaces.wording.messages import sentence
from kpiloop.interfaces.wording.workbook_words import choice_word, head_word, sheet_word
from kpiloop.loop.collect.cleaning.texts import same_name

#: Code of a fault -> the field with what is written, and the field with what may stand there.
_NEAR = {
    "bundle_part_unknown": ("part", "parts"),
    "bundle_column_unknown": ("column", "columns"),
    "bundle_choice_unknown": ("written", "choices"),
}
#: What a column holds and would hold.
_SIDES = frozenset({"before", "after"})
_LIKE = 0.5
_MOST_NEAR = 3
#: Names of the text files inside a sentence: marked where they could be words of the sentence.
_NAMES = re.compile(r"`([a-z_]+)`|\b[a-z]+(?:_[a-z]+)+\b")
#: Columns whose choices stand in other fields of a fault.
_CHOSEN = {
    "method": ("method", "achievement_method"),
    "direction": ("direction",),
    "rule": ("owner_rule", "provider_rule"),
}


def fault_sentence(fault: Fault) -> str:
    """What is wrong and how to mend it; a fault of a workbook names sheets, headings and choices by their words."""
    fields = {name: str(value) for name, value in fault.fields.items()}
    sheet_name, mark, _ = fault.where.partition("!")
    code = vocabulary().sheet(sheet_name) if mark or fault.code == "bundle_part_unknown" else None
    sheet = SHEETS[code] if code else None
    if sheet is not None:
        fields = _worded(sheet, fields)
    elif fault.code == "bundle_part_unknown" and not _is_file(fault.where):
        fields["parts"] = _each(fields["parts"], sheet_word)
    said = sentence(_with_near(fault, sheet, fields), fields)
    return _NAMES.sub(lambda found: _name(sheet, found[1] or found[0]), said)


def _is_file(where: str) -> bool:
    return where.partition(":")[0].endswith((".yaml", ".yml"))


def _worded(sheet: Sheet, fields: dict[str, str]) -> dict[str, str]:
    column = fields.get("column", "")
    found = dict(fields)
    if sheet.column(column):
        found["column"] = head_word(sheet.name, column)
        found |= {name: choice_word(sheet.name, column, fields[name]) for name in _SIDES & fields.keys()}
    if "columns" in fields:
        found["columns"] = _each(fields["columns"], lambda each: head_word(sheet.name, each))
    for name in ("part", "parts"):
        if name in fields:
            found[name] = _each(fields[name], lambda each: sheet_word(each) if each in SHEETS else each)
    if "choices" in fields:
        methods = (column, "achievement_method", "method")
        chosen = next((each for each in methods if sheet.column(each)), column)
        found["choices"] = _each(fields["choices"], lambda each: choice_word(sheet.name, chosen, each))
    for name, columns in _CHOSEN.items():
        known = next((each for each in columns if sheet.column(each)), None)
        if name in fields and known:
            found[name] = choice_word(sheet.name, known, fields[name])
    return found


def _each(listed: str, word: Callable[[str], str]) -> str:
    return "; ".join(word(each) for each in listed.split(", "))


def _with_near(fault: Fault, sheet: Sheet | None, fields: dict[str, str]) -> str:
    """The code of the sentence that says what may be meant, where something is like what is written."""
    written, known = _NEAR.get(fault.code, ("", ""))
    if not known or known not in fields:
        return fault.code
    codes = str(fault.fields[known]).split(", ")
    shown = {code: _shown(fault, sheet, code) for code in codes}
    said = [(word, shown[code]) for code, word in _words(fault, sheet, codes)]
    near = _nearest(str(fault.fields[written]), [*said, *((word, word) for word in shown.values())])
    if not near:
        return fault.code
    fields["near"] = ", ".join(near)
    return f"{fault.code}_near"


def _shown(fault: Fault, sheet: Sheet | None, code: str) -> str:
    if fault.code == "bundle_part_unknown":
        return code if _is_file(fault.where) else sheet_word(code)
    if sheet is None:
        return code
    if fault.code == "bundle_column_unknown":
        return head_word(sheet.name, code)
    return choice_word(sheet.name, str(fault.fields.get("column", "")), code)


def _words(fault: Fault, sheet: Sheet | None, codes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Codes with everything people call them, in any language."""
    words = vocabulary()
    column = str(fault.fields.get("column", ""))
    if fault.code == "bundle_part_unknown":
        known: Mapping[str, str] = words.sheets
    elif sheet is None:
        known = {}
    elif fault.code == "bundle_column_unknown":
        known = words.heads[sheet.name]
    else:
        known = words.choices.get((sheet.name, column), {})
    yield from ((code, word) for word, code in known.items() if code in codes)


def _nearest(written: str, known: Sequence[tuple[str, str]]) -> list[str]:
    """What is shown of the words most like the one written, the nearest first."""
    wanted = same_name(written)
    best: dict[str, float] = {}
    for word, shown in known:
        like = SequenceMatcher(None, wanted, same_name(word)).ratio() if word else 0.0
        if like >= _LIKE:
            best[shown] = max(like, best.get(shown, 0.0))
    return sorted(best, key=lambda shown: -best[shown])[:_MOST_NEAR]


def _name(sheet: Sheet | None, name: str) -> str:
    if sheet is None:
        return name
    if sheet.column(name):
        return head_word(sheet.name, name)
    return sheet_word(name) if name in SHEETS else name
