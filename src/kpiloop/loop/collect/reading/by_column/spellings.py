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
_MARKS = pa.array(sorted(MISSING_WORDS), pa.string())


def is_plain(texts: pa.Array) -> pa.Array:
    """Texts that are taken as they stand and surely name neither nothing nor a total."""
    bare = bared(texts)
    kept = pc.and_(pc.match_substring_regex(texts, PLAIN), pc.invert(pc.is_in(bare, value_set=_MARKS)))
    return pc.and_(kept, pc.invert(pc.match_substring_regex(texts, TOTAL)))


def bared(texts: pa.Array) -> pa.Array:
    """Plain texts as names are compared: no blanks, small letters."""
    return pc.utf8_lower(pc.replace_substring(texts, " ", ""))


def told_apart(cells: pa.Array) -> tuple[pa.Array, pa.Array]:
    """The different cells of an array, and which of them every place holds."""
    coded = cells.dictionary_encode()
    return coded.dictionary, coded.indices


def asked(texts: pa.Array, plain: pa.Array, ask: Callable[[str], bool]) -> pa.Array:
    """An answer for every spelling: no for plain ones, and what a person's reader says of all others."""
    if pc.all(plain).as_py() in (True, None):
        return pc.invert(plain)
    answers = [not is_sure and ask(text) for text, is_sure in zip(texts.to_pylist(), plain.to_pylist(), strict=True)]
    return pa.array(answers, pa.bool_())
