"""Findings of a scheme in words, named as the reader calls things."""

from __future__ import annotations

from kpiloop.governance.charter.rows import CharterFinding
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.messages import sentence


def finding_sentence(row: CharterFinding) -> str:
    """What is missing or odd."""
    fields = dict(row.fields)
    for name in ("names", "kinds"):
        given = fields.get(name)
        if isinstance(given, list):
            fields[name] = formats.join([_word(each, is_kind=name == "kinds") for each in given])
    return sentence(row.code, fields)


def _word(thing: object, *, is_kind: bool) -> str:
    if isinstance(thing, str):
        return label(f"finding.{thing}") if is_kind else thing
    named = getattr(thing, "name", None)
    return str(named(formats.language())) if callable(named) else str(thing)
