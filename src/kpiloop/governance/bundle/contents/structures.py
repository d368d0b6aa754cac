"""What may stand inside the structures of a bundle, for the schema; the reading of each refuses the rest."""

from __future__ import annotations

from kpiloop.foundation.warehouse.landing import ARROW_TYPES
from kpiloop.foundation.warehouse.services.folders import KEEPS
from kpiloop.loop.collect.reading.recipe import (
    BESIDE_KEYS,
    COLUMN_KEYS,
    COVERS,
    KEYS,
    LOOKUP_KEYS,
    SAME_KEY,
    UNPIVOT_KEYS,
)

Stated = dict[str, object]

_TEXT: Stated = {"type": "string"}
_TEXTS: Stated = {"type": "array", "items": _TEXT}
_FIGURE: Stated = {"type": ["number", "string"]}
_NAMES: Stated = {"type": "object", "additionalProperties": {"type": ["string", "number"]}}
_HEADING: Stated = {"type": ["string", "array"]}
_LOOKUP: Stated = {"type": "object", "properties": dict.fromkeys(LOOKUP_KEYS, _TEXT), "additionalProperties": False}


def _object(known: Stated, others: object = False) -> Stated:
    return {"type": "object", "properties": known, "additionalProperties": others}


_COLUMN = _object(
    {name: {} for name in sorted(COLUMN_KEYS)}
    | {
        "from": _HEADING,
        "scale": {"type": ["number", "string"], "examples": ["wan", "yi", "thousand", 10000]},
        "map": _NAMES,
        "required": {"type": "boolean"},
        "fill_down": {"type": "boolean"},
        "order": {"enum": ["dmy", "mdy"]},
        "low": _FIGURE,
        "high": _FIGURE,
        "lookup": {"type": "array", "items": _LOOKUP},
    }
)
_RECIPE = _object(
    {name: {} for name in sorted(KEYS)}
    | {
        "columns": {"type": "object", "additionalProperties": {"anyOf": [_HEADING, _COLUMN]}},
        "header_row": {"type": "integer"},
        "header_rows": {"enum": [1, 2]},
        "skip_rows_matching": _TEXTS,
        "unpivot": _object({name: {} for name in sorted(UNPIVOT_KEYS)}),
        "unit_codes": _NAMES,
        "person_codes": _NAMES,
        "defaults": _NAMES,
        "covers": {"enum": list(COVERS)},
        "same_key": {"enum": list(SAME_KEY)},
        "captured_to": _TEXT,
        **dict.fromkeys(BESIDE_KEYS, _TEXT),
        "unconfirmed": {"const": True},
    }
)
_RULE = _object(
    {
        "full_mark": _FIGURE,
        "cap": _FIGURE,
        "floor": _FIGURE,
        "on": {"enum": ["achievement", "actual"]},
        "points": {"type": ["array", "number", "string"]},
        "steps": {"type": ["array", "string"]},
        "missing": {"enum": ["", "renormalise", "zero", "hold_last", "block"]},
    },
    others=True,
)
#: By part and column.
STRUCTURES: dict[tuple[str, str], Stated] = {
    ("datasets", "columns"): {"type": "object", "additionalProperties": {"enum": list(ARROW_TYPES)}},
    ("datasets", "tree_columns"): _NAMES,
    ("datasets", "registered"): _object({"folder": _TEXT, "keeps": {"enum": list(KEEPS)}, "names": _NAMES}),
    ("sources", "recipe"): _RECIPE,
    ("formulas", "date_columns"): _NAMES,
    ("formulas", "unit_columns"): _NAMES,
    ("kpis", "achievement_parameters"): {"type": "object", "additionalProperties": _FIGURE},
    ("scoring", "parameters"): _RULE,
}
