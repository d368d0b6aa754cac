"""Everything the trail records has a word in both languages: a reader of the trail is no programmer."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from kpiloop.interfaces.wording.labels import has_label
from tests.architecture import house

GROUPS = {"verb": "verb", "object_kind": "object"}


def recorded() -> Iterator[tuple[str, str]]:
    """(label id, place) of every verb and kind that is written out where something is recorded."""
    for path in house.python_files("foundation", "loop", "governance"):
        for node in ast.walk(house.tree(path)):
            named = {key.arg: key.value for key in node.keywords if key.arg} if isinstance(node, ast.Call) else {}
            if not GROUPS.keys() <= named.keys():
                continue
            for argument, group in GROUPS.items():
                for part in ast.walk(named[argument]):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield f"{group}.{part.value}", house.at(path, node)


def test_every_entry_of_the_trail_has_words() -> None:
    found = dict(recorded())
    assert len(found) > 80, "the walk over the services is broken"
    house.refuse((f"{place} {label}" for label, place in found.items() if not has_label(label)), "terms/audit.py")
