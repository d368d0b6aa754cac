"""What can be wrong with a formula: a code, the position and the words the sentence needs."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class FormulaError(Refusal):
    """A formula is refused; `position` counts characters from 1."""

    code = "formula_syntax"

    def __init__(self, code: str, *, position: int, **fields: object) -> None:
        super().__init__(code, position=position, **fields)
        self.position = position
