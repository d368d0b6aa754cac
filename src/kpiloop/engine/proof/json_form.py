"""A proof chain as JSON and back; decimals travel as text so that no digit is lost."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from kpiloop.engine.errors import InternalError
from kpiloop.engine.proof.step import LEAF_KINDS, Person_, Step


def to_json(step: Step) -> dict[str, object]:
    """Write a chain as plain JSON values.

    Law:      from_json(to_json(step)) == step.

    >>> to_json(Step("score", "proof.score", figure=Decimal("92.80")))["figure"]
    '92.80'
    """
    return {
        "kind": step.kind,
        "title_code": step.title_code,
        "fields": dict(step.fields),
        "figure": None if step.figure is None else str(step.figure),
        "unit": step.unit,
        "operation": step.operation,
        "parameters": dict(step.parameters),
        "leaf": step.leaf,
        "people": [list(person) for person in step.people],
        "evidence": dict(step.evidence),
        "children": [to_json(child) for child in step.children],
    }


def from_json(written: Mapping[str, object]) -> Step:
    """Read a chain back from JSON.

    Errors:   InternalError when the JSON is not a chain.
    Law:      from_json(to_json(step)) == step.

    >>> from_json(to_json(Step("score", "proof.score", figure=Decimal("92.80")))).figure
    Decimal('92.80')
    """
    figure, leaf = written.get("figure"), written.get("leaf")
    if leaf is not None and leaf not in LEAF_KINDS:
        raise InternalError(f"unknown leaf kind {leaf}")
    return Step(
        kind=_text(written, "kind"),
        title_code=_text(written, "title_code"),
        fields=_texts(written, "fields"),
        figure=None if figure is None else Decimal(str(figure)),
        unit=_text(written, "unit"),
        operation=_text(written, "operation"),
        parameters=_texts(written, "parameters"),
        leaf=leaf,
        people=tuple(_person(entry) for entry in _list(written, "people")),
        evidence=_texts(written, "evidence"),
        children=tuple(_child(entry) for entry in _list(written, "children")),
    )


def _text(written: Mapping[str, object], name: str) -> str:
    found = written.get(name)
    if not isinstance(found, str):
        raise InternalError(f"proof chain: {name} is no text")
    return found


def _texts(written: Mapping[str, object], name: str) -> dict[str, str]:
    found = written.get(name)
    if not isinstance(found, Mapping):
        raise InternalError(f"proof chain: {name} is no mapping")
    return {str(key): str(value) for key, value in found.items()}


def _list(written: Mapping[str, object], name: str) -> list[object]:
    found = written.get(name)
    if not isinstance(found, list | tuple):
        raise InternalError(f"proof chain: {name} is no list")
    return list(found)


def _person(entry: object) -> Person_:
    if not isinstance(entry, list | tuple) or len(entry) != 3:
        raise InternalError("proof chain: a person is role, name and time")
    role_code, name, at_text = entry
    return Person_(str(role_code), str(name), str(at_text))


def _child(entry: object) -> Step:
    if not isinstance(entry, Mapping):
        raise InternalError("proof chain: a child is no mapping")
    return from_json(entry)
