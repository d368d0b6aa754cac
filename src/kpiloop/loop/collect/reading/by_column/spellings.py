"""Questions to the different spellings of a column, each asked once."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from kpiloop.loop.collect.cleaning.texts import MISSING_WORDS

#: Letters and signs that stay as they are when a text is tidied.
PLAIN = r"^[!-~\x{4e00}-\x{9fff}]+( [!-~\x{4e00}-\x{9fff}]+)*$"
TOTAL = r"(?i)total|小计|合计|总计|共计|汇总"
NOTE = r"^[\pL ]+[0-9]*\s*[:：.、]"
#: Numbers of documents and figures: too few letters for a total, a digit as no mark for nothing has, no sign of a note.
CODE = r"^([A-Za-z]{1,4}[-_/]?)?[0-9][0-9_/-]*$|^-?[0-9]+(\.[0-9]+)?$"
_MARKS = pa.array(sorted(MISSING_WORDS), pa.string())


def is_code(texts: pa.Array) -> pa.Array:
    """Texts that by one look surely are plain, no total and no note."""
    return pc.match_substring_regex(texts, CODE)


def is_plain(texts: pa.Array) -> pa.Array:
    """Texts that are taken as they stand and surely name neither nothing nor a total."""
    codes = is_code(texts)
    if holds_for_all(codes):
        return codes
    kept = pc.and_(pc.match_substring_regex(texts, PLAIN), pc.invert(pc.is_in(bared(texts), value_set=_MARKS)))
    return pc.and_(kept, pc.invert(pc.match_substring_regex(texts, TOTAL)))


def bared(texts: pa.Array) -> pa.Array:
    """Plain texts as names are compared: no blanks, small letters."""
    return pc.utf8_lower(pc.replace_substring(texts, " ", ""))


def holds_for_all(answers: pa.Array) -> bool:
    """Whether every answer that there is says yes."""
    return pc.all(answers).as_py() in (True, None)


def asked(texts: pa.Array, plain: pa.Array, ask: Callable[[str], bool]) -> pa.Array:
    """An answer for every spelling: no for plain ones and blanks, and what a person's reader says of all others."""
    if holds_for_all(plain):
        return pa.repeat(pa.scalar(value=False), len(texts))
    doubtful = texts.filter(pc.invert(plain)).unique().to_pylist()
    return pc.is_in(texts, value_set=pa.array([text for text in doubtful if ask(text)], pa.string()))
