"""One node of the proof chain and the walk over its leaves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias

from kpiloop.engine.errors import InternalError

LeafKind: TypeAlias = Literal["source_row", "decision", "missing", "restricted"]
LEAF_KINDS: tuple[LeafKind, ...] = ("source_row", "decision", "missing", "restricted")

#: Operations whose figure is what somebody or something gave: without children they are leaves.
GIVEN = ("given", "decision")


class Person_(NamedTuple):  # noqa: N801 - "person" is a room of the organisation
    """Somebody who had a part in a step."""

    role_code: str  #: owner, provider, assessor, approver ... (label id)
    name: str  #: as it read then
    at_text: str  #: when, as ISO text; "" when the role lasts


@dataclass(frozen=True)
class Step:
    """One figure, how it was made and from what."""

    kind: str  #: bonus, score, actual, target, weight, source_rows, row ...
    title_code: str  #: label id, e.g. "proof.actual"
    fields: Mapping[str, str] = field(default_factory=dict)  #: names the title needs
    figure: Decimal | None = None  #: the figure as it was used; None = missing
    unit: str = ""  #: measurement unit code; "" = a plain number
    operation: str = "given"  #: how the children become the figure (engine/proof/operations)
    parameters: Mapping[str, str] = field(default_factory=dict)  #: of the operation
    leaf: LeafKind | None = None  #: None when the step rests on its children
    people: tuple[tuple[str, str, str], ...] = ()  #: Person_ or a like tuple
    evidence: Mapping[str, str] = field(default_factory=dict)  #: versions, loads, hashes, row_count
    children: tuple[Step, ...] = ()  #: what the figure was made from, in order


def is_leaf(step: Step) -> bool:
    """Tell whether the chain ends here.

    Shape:    a step -> true for a leaf kind, and for a given figure without children.

    >>> is_leaf(Step("weight", "proof.weight", figure=Decimal("0.4")))
    True
    """
    return step.leaf is not None or (not step.children and step.operation in GIVEN)


def walk(step: Step) -> Iterator[Step]:
    """Go through a chain from the figure down, a parent before its children.

    Law:      what hangs under a leaf is not visited: the leaf answers for it.

    >>> [node.kind for node in walk(Step("a", "", operation="sum", children=(Step("b", ""),)))]
    ['a', 'b']
    """
    yield step
    if not is_leaf(step):
        for child in step.children:
            yield from walk(child)


def leaves(step: Step) -> list[Step]:
    """List everything a figure finally rests on.

    Shape:    a step -> its leaves, left to right.

    >>> len(leaves(Step("a", "", operation="sum", children=(Step("b", ""), Step("c", "")))))
    2
    """
    return [node for node in walk(step) if is_leaf(node)]


def leaf_kind(step: Step) -> LeafKind:
    """Name the kind of a leaf; a given figure is a decision.

    Errors:   InternalError when the step is no leaf.

    >>> leaf_kind(Step("weight", "proof.weight", figure=Decimal("0.4")))
    'decision'
    """
    if not is_leaf(step):
        raise InternalError(f"step {step.kind} is no leaf")
    if step.leaf is None:
        return "decision" if step.figure is not None else "missing"
    if step.leaf not in LEAF_KINDS:
        raise InternalError(f"unknown leaf kind {step.leaf}")
    return step.leaf


def count_leaves(step: Step) -> dict[str, int]:
    """Count what a figure rests on, by kind.

    Shape:    a step -> count per leaf kind that occurs.
    Law:      a page of source rows counts all rows it stands for (evidence row_count), not only
              those listed.

    >>> count_leaves(Step("a", "", operation="rows", evidence={"row_count": "1204"},
    ...     children=(Step("row", "", figure=Decimal(1), leaf="source_row"),)))
    {'source_row': 1204}
    """
    if is_leaf(step):
        return {leaf_kind(step): 1}
    if step.operation == "rows" and "row_count" in step.evidence:
        count = int(step.evidence["row_count"])
        return {"source_row": count} if count else {}
    counts: dict[str, int] = {}
    for child in step.children:
        for kind, count in count_leaves(child).items():
            counts[kind] = counts.get(kind, 0) + count
    return counts
