"""The text form of a bundle as a JSON Schema, for editors that check while one writes."""

from __future__ import annotations

from collections.abc import Callable

from kpiloop.governance.bundle.contents import PARTS
from kpiloop.governance.bundle.contents.structures import STRUCTURES
from kpiloop.governance.bundle.fields import Field, Kind, Part

#: Name of a part and of a column -> what belongs there, in words.
Word = Callable[[str, str], str]

_TYPES: dict[Kind, dict[str, object]] = {
    "text": {"type": ["string", "number"]},
    "code": {"type": ["string", "number"]},
    "integer": {"type": "integer"},
    "figure": {"type": ["number", "string"]},
    "day": {"type": "string", "format": "date"},
    "flag": {"type": "boolean"},
    "names": {"type": "array", "items": {"type": "string"}},
    "nested": {"type": ["object", "array"]},
    "tree": {"type": "object"},
}


def schema(word: Word) -> dict[str, object]:
    """One definition per file; a part that is a list holds rows, `company` is one row; editors show the words."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "KPILoop scheme bundle",
        "$defs": {name: _part(part, word) for name, part in PARTS.items()},
        "type": "object",
        "properties": {name: {"$ref": f"#/$defs/{name}"} for name in PARTS},
        "additionalProperties": False,
    }


def _part(part: Part, word: Word) -> dict[str, object]:
    row: dict[str, object] = {
        "type": "object",
        "properties": {field.name: _field(part, field, word) for field in part.fields},
        "required": [field.name for field in part.fields if field.is_required],
        "additionalProperties": False,
    }
    return {"type": "array", "items": row} if part.key else row


def _field(part: Part, field: Field, word: Word) -> dict[str, object]:
    stated = dict(STRUCTURES.get((part.name, field.name), _TYPES[field.kind]))
    stated["description"] = word(part.name, field.name)
    if field.choices:
        stated = {"enum": list(field.choices), "description": stated["description"]}
    if field.refers:
        stated["$comment"] = "names a row of " + " or ".join(field.refers)
    return stated
