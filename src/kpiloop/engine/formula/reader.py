"""The reading position inside a formula, with a bound on how deep it may nest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from kpiloop.engine.formula.errors import FormulaError
from kpiloop.engine.formula.library import DEEPEST, KEYWORDS
from kpiloop.engine.formula.tokens import Kind, Token


class Reader:
    """Walks over the tokens once, never back."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    @property
    def kind(self) -> Kind:
        """Kind of the token that comes next."""
        return self._tokens[self._at].kind

    @property
    def position(self) -> int:
        """Position of the token that comes next."""
        return self._tokens[self._at].position

    def is_finished(self) -> bool:
        """True when nothing is left."""
        return self.kind == "end"

    def is_sign(self, *signs: str) -> bool:
        """True when one of these signs comes next."""
        return self.kind == "sign" and self._tokens[self._at].text in signs

    def is_name(self, *names: str) -> bool:
        """True when one of these words comes next."""
        return self.kind == "name" and self._tokens[self._at].text in names

    def next_is_sign(self, sign: str) -> bool:
        """True when the token after the next one is this sign."""
        following = self._tokens[min(self._at + 1, len(self._tokens) - 1)]
        return following.kind == "sign" and following.text == sign

    def take(self) -> Token:
        """The next token; the end mark is never passed."""
        token = self._tokens[self._at]
        if token.kind != "end":
            self._at += 1
        return token

    def take_name(self, expected: str = "name") -> Token:
        """The next token, which must be a name and no word of the grammar."""
        if self.kind != "name" or self._tokens[self._at].text in KEYWORDS:
            raise self.unexpected(expected)
        return self.take()

    def expect(self, sign: str) -> Token:
        """The next token, which must be this sign."""
        if not self.is_sign(sign):
            raise self.unexpected(sign)
        return self.take()

    def unexpected(self, expected: str) -> FormulaError:
        """The refusal for what stands here: a sign or word of the grammar, or the kind of thing that should."""
        token = self._tokens[self._at]
        if token.kind == "end":
            return FormulaError("formula_ends_early", position=token.position, expected=expected)
        if self.is_name("where"):
            return FormulaError("formula_where_place", position=token.position)
        return FormulaError("formula_syntax", position=token.position, found=token.text, expected=expected)

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """One level of nesting; too many are refused before Python's own stack notices."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise FormulaError("formula_too_deep", position=self.position, limit=DEEPEST)
        try:
            yield
        finally:
            self._depth -= 1
