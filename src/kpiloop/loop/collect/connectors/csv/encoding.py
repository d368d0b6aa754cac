"""Which encoding a text file is in, by its bytes alone."""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PAIR = re.compile(rb"[\x81-\xfe]([\x40-\x7e\x80-\xfe])")


def detect_encoding(content: bytes) -> str:
    """Name of the encoding: a mark at the start, else UTF-8, GB18030 or Latin-1.

    >>> detect_encoding("部门,金额".encode("gb18030")), detect_encoding("Müller;Café".encode("latin-1"))
    ('gb18030', 'latin-1')
    """
    for mark, name in _BOMS:
        if content.startswith(mark):
            return name
    if _decodes(content, "utf-8"):
        return "utf-8"
    if _decodes(content, "gb18030") and _looks_chinese(content):
        return "gb18030"
    return "latin-1"


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _looks_chinese(content: bytes) -> bool:
    """Common characters have two high bytes; an accented letter is followed by a plain one."""
    seconds = [found[1][0] for found in _PAIR.finditer(content)]
    high = sum(1 for byte in seconds if byte >= 0xA1)
    return high * 2 > len(seconds)
