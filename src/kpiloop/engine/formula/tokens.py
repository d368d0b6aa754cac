"""Cut the text of a formula into words, numbers, texts and signs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from kpiloop.engine.formula.errors import FormulaError
from kpiloop.engine.formula.library import LONGEST_LITERAL, LONGEST_TEXT

Kind = Literal["name", "number", "text", "sign", "end"]

#: Signs typed with a Chinese keyboard mean the same as their narrow forms.
WIDE = str.maketrans("（），．＋－＊／＝＜＞！×÷", "(),.+-*/=<>!*/")
QUOTES = {'"': '"', "'": "'", "“": "”", "”": "”", "‘": "’"}
PATTERN = re.compile(r"(?P<number>\d+(?:\.\d+)?)|(?P<name>[^\W\d]\w*)|(?P<sign>!=|<=|>=|[-+*/(),.=<>])", re.ASCII)
NAME = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True)
class Token:
    """One piece of a formula."""

    kind: Kind  #: name, number, text, sign or end
    text: str  #: what was typed, without quotes and in narrow signs
    position: int  #: first character, counted from 1


def read_tokens(text: str) -> list[Token]:
    """Cut a formula into its pieces; the last one is always the end mark.

    Errors: formula_too_long, formula_syntax with the position of the strange character.

    >>> [token.text for token in read_tokens("sum(a.b)*1.5")]
    ['sum', '(', 'a', '.', 'b', ')', '*', '1.5', '']
    """
    if len(text) > LONGEST_TEXT:
        raise FormulaError("formula_too_long", position=LONGEST_TEXT + 1, length=len(text), limit=LONGEST_TEXT)
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        token, at = _read_one(text, at)
        tokens.append(token)
    return [*tokens, Token("end", "", len(text) + 1)]


def _read_one(text: str, at: int) -> tuple[Token, int]:
    if text[at] in QUOTES:
        return _read_text(text, at)
    name = NAME.match(text, at)
    if name:
        return Token("name", name.group(), at + 1), name.end()
    narrow = text[at : at + 40].translate(WIDE)
    found = PATTERN.match(narrow)
    if not found:
        raise FormulaError("formula_strange_character", position=at + 1, character=text[at])
    kind: Kind = "number" if found.lastgroup == "number" else "sign"
    return Token(kind, found.group(), at + 1), at + found.end()


def _read_text(text: str, start: int) -> tuple[Token, int]:
    closing = QUOTES[text[start]]
    characters: list[str] = []
    at = start + 1
    while at < len(text) and text[at] != closing:
        if text[at] == "\\" and at + 1 < len(text):
            at += 1
        characters.append(text[at])
        at += 1
    if at >= len(text):
        raise FormulaError("formula_text_not_closed", position=start + 1)
    if len(characters) > LONGEST_LITERAL:
        raise FormulaError("formula_too_long", position=start + 1, length=len(characters), limit=LONGEST_LITERAL)
    return Token("text", "".join(characters), start + 1), at + 1
