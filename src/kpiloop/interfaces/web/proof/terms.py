"""How a figure comes from the figures below it: chips with signs between them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext

from kpiloop.engine.trace import Step, is_leaf, leaf_kind
from kpiloop.interfaces.web.proof.page import Term
from kpiloop.interfaces.web.proof.words import figure_of, name_of, unit_of

#: Chips of a long sum that are shown; the rest is counted.
SHOWN = 7
SIGNS = {
    "product": "×",
    "scale": "×",
    "sum": "+",
    "weighted_total": "+",
    "day_weighted": "+",
    "difference": "−",
    "quotient": "÷",
    "achievement": "÷",
    "line": "×",
    "curve": "·",
    "min": "∧",
    "max": "∨",
}
WRITTEN = {"*": "×", "/": "÷", "-": "−"}
_TOKEN = re.compile(r"a\d+|\d+(?:\.\d+)?|[-+*/()]")


@dataclass(frozen=True)
class Way:
    """Where on the open path a level stands."""

    trail: tuple[int, ...]  #: choices that led here
    opened: int | None  #: child the next level explains
    address: Callable[[tuple[int, ...]], str]  #: address of a page with another path


def terms_of(step: Step, way: Way) -> tuple[Term, ...]:
    """The terms of one level."""
    if step.operation == "rows":
        return (Term("formula", step.fields.get("aggregate", name_of(step)), caption=_row_caption(step)),)
    chips = [chip(child, index, way) for index, child in enumerate(step.children)]
    if step.operation == "formula" and len(chips) == 1 and step.children[0].operation == "rows":
        caption = f"{chips[0].text} · {chips[0].caption}"
        return (Term("formula", step.parameters.get("formula", ""), caption=caption), chips[0])
    if step.operation == "formula":
        return _expression(step.parameters.get("expression", ""), chips)
    return _signed(chips, SIGNS.get(step.operation, "·"), way.opened)


def chip(step: Step, index: int, way: Way) -> Term:
    """One figure; a leaf says what it is, any other opens."""
    is_end = is_leaf(step)
    unit = unit_of(step)
    return Term(
        kind="figure",
        text=f"{figure_of(step)}%" if unit == "%" else figure_of(step),
        caption=f"{name_of(step)} {unit}".strip() if unit not in {"", "%"} else name_of(step),
        leaf=leaf_kind(step) if is_end else "",
        is_open=index == way.opened,
        address="" if is_end else way.address((*way.trail, index)),
    )


def _signed(chips: Sequence[Term], sign: str, opened: int | None) -> tuple[Term, ...]:
    kept = [index for index in range(len(chips)) if index < SHOWN or index == opened]
    found: list[Term] = []
    for index in kept:
        if found:
            found.append(Term("operator", sign))
        found.append(chips[index])
    if len(kept) < len(chips):
        found.append(Term("operator", f"{sign} … ({len(chips) - len(kept)})"))
    return tuple(found)


def _expression(text: str, chips: Sequence[Term]) -> tuple[Term, ...]:
    """The formula with its figures in place of the names."""
    found: list[Term] = []
    for token in without_needless_brackets(_TOKEN.findall(text)):
        if token.startswith("a") and int(token[1:]) < len(chips):
            term = chips[int(token[1:])]
            # A figure may stand twice in a formula; only the first one is drawn as open.
            found.append(replace(term, is_open=False) if term in found else term)
        else:
            found.append(Term("operator", WRITTEN.get(token, token)))
    return tuple(found)


def without_needless_brackets(tokens: Sequence[str]) -> list[str]:
    """Leave out brackets that change nothing at the start of an expression: ((a - b) - c) reads a - b - c."""
    shown = list(tokens)
    while shown and shown[0] == "(":
        end = _closing(shown)
        after = shown[end + 1] if end + 1 < len(shown) else ""
        if after in {"*", "/"} and _has_loose_sum(shown[1:end]):
            break
        shown = [*shown[1:end], *shown[end + 1 :]]
    return shown


def _closing(tokens: Sequence[str]) -> int:
    depth = 0
    for place, sign in enumerate(tokens):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return place
    return len(tokens) - 1


def _has_loose_sum(tokens: Sequence[str]) -> bool:
    depth = 0
    for sign in tokens:
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and sign in {"+", "-"}:
            return True
    return False


def _row_caption(step: Step) -> str:
    fields = {"rows": step.evidence.get("row_count", "0"), "dataset": step.evidence.get("dataset", "")}
    return gettext("%(rows)s rows of %(dataset)s") % fields
