"""Records in an answer: found by their path, nested names joined by dots."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal

from kpiloop.loop.collect.connectors.rest.asking import Answer, FaultThatPasses
from kpiloop.loop.collect.errors.web import RecordsMissing

Record = dict[str, object]


def parsed(answer: Answer) -> object:
    """The answer as data; half an answer may be whole next time."""
    try:
        found: object = json.loads(answer.body, parse_float=Decimal)
    except ValueError:
        raise FaultThatPasses("answer is no JSON") from None
    return found


def at_path(found: object, path: str) -> object:
    """What stands at a path such as data.orders; None where it leads nowhere.

    >>> at_path({"data": {"orders": [1]}}, "data.orders")
    [1]
    """
    for name in path.split(".") if path else ():
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def records_at(found: object, path: str) -> list[Record]:
    """The records of one page."""
    listed = at_path(found, path)
    if not isinstance(listed, list) or not all(isinstance(record, Mapping) for record in listed):
        raise RecordsMissing(path=path or ".", found=_shown(found))
    return [dict(_flat(record)) for record in listed]


def _flat(record: Mapping[str, object], start: str = "") -> Iterator[tuple[str, object]]:
    for name, value in record.items():
        # An object also stands under its own name: where others hold a figure it must be seen, not be missing.
        yield f"{start}{name}", value
        if isinstance(value, Mapping):
            yield from _flat(value, f"{start}{name}.")


def names_of(records: list[Record]) -> tuple[str, ...]:
    """Names that hold more than objects in any record, in the order they first appear."""
    return tuple(
        dict.fromkeys(name for record in records for name, value in record.items() if not isinstance(value, Mapping))
    )


def _shown(found: object) -> str:
    names = ", ".join(str(name) for name in found) if isinstance(found, Mapping) else type(found).__name__
    return names[:200]
