"""How a figure comes from the figures below it: chips with signs between them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext

from kpiloop.engine.trace import Step, is_leaf, leaf_kind
from kpiloop.interfaces.web.proof.page import Term
from kpiloop.interfaces.web.proof.words import figure_of, kpi_name, name_of, unit_of
from kpiloop.interfaces.wording import formats, periods

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
    chips = [chip(child, index, way, within=step.unit) for index, child in enumerate(step.children)]
    if step.operation == "formula" and len(chips) == 1 and step.children[0].operation == "rows":
        caption = f"{chips[0].text} · {chips[0].caption}"
        return (Term("formula", step.parameters.get("formula", ""), caption=caption), chips[0])
    if step.operation == "formula":
        return _expression(step.parameters.get("expression", ""), chips)
    if step.operation == "largest_remainder":
        return _pool_share(step, chips)
    if step.operation == "weighted_total":
        chips = [_weighted(child, term) for child, term in zip(step.children, chips, strict=True)]
    if step.operation == "override":
        return _overridden(step, chips)
    if step.operation == "sum":
        chips = _dated(step, chips)
    return _signed(chips, SIGNS.get(step.operation, "·"), way.opened)


def chip(step: Step, index: int, way: Way, *, within: str = "") -> Term:
    """One figure; a leaf says what it is, any other opens; the unit stands where it differs from the level's."""
    is_end = is_leaf(step)
    unit = unit_of(step)
    return Term(
        kind="figure",
        text=f"{figure_of(step)}%" if unit == "%" else figure_of(step),
        caption=name_of(step) if unit in {"", "%"} or step.unit in {within, "score"} else f"{name_of(step)} {unit}",
        leaf=leaf_kind(step) if is_end else "",
        is_open=index == way.opened,
        address="" if is_end else way.address((*way.trail, index)),
    )


def _overridden(step: Step, chips: Sequence[Term]) -> tuple[Term, ...]:
    """What was decided first where it stands in place of the system's figure, else the system's and what is added."""
    system, *decided = chips
    effect = step.parameters.get("effect")
    if effect == "added":
        return _signed(chips, "+", None)
    if effect == "replaced":
        return (*_signed(decided, "+", None), Term("operator", gettext("instead of")), system)
    return (system, Term("operator", gettext("computed without")), *_signed(decided, "·", None))


def _weighted(line: Step, term: Term) -> Term:
    """A line by the points it brings, with score and weight below: 37.12, net revenue 92.80 × 40%."""
    points = line.fields.get("points", "")
    weight = next((child for child in line.children if child.kind == "weight"), None)
    if not points or weight is None:
        return term
    named = {"name": kpi_name(line), "score": figure_of(line), "weight": figure_of(weight)}
    caption = gettext("%(name)s %(score)s × %(weight)s%%") % named
    return replace(term, text=formats.number(Decimal(points), 2), caption=caption)


def _dated(step: Step, chips: Sequence[Term]) -> list[Term]:
    """The months of a sum by their month: all of them are the same figure."""
    codes = [child.fields.get("period", "") for child in step.children]
    if len(set(codes)) < len(codes) or not all(codes):
        return list(chips)
    return [replace(term, caption=periods.period_name(code)) for term, code in zip(chips, codes, strict=True)]


def _pool_share(step: Step, chips: Sequence[Term]) -> tuple[Term, ...]:
    """Pool × own share ÷ (own share + shares of the others) + remainder."""
    by_kind = {child.kind: term for child, term in zip(step.children, chips, strict=True)}
    pool, own, others, rest = (by_kind.get(kind) for kind in ("pool", "share", "other_shares", "left_over"))
    if pool is None or own is None or others is None or rest is None:
        return _signed(chips, "·", None)
    again = replace(own, is_open=False, address="", kind="operator")
    signs = (Term("operator", sign) for sign in ("×", "÷ (", "+", ") +"))
    times, over, plus, close = signs
    return (pool, times, own, over, again, plus, others, close, rest)


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
    rows = formats.number(int(step.evidence.get("row_count") or 0))
    return gettext("%(rows)s rows of %(dataset)s") % {"rows": rows, "dataset": step.evidence.get("dataset", "")}
