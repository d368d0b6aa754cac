"""Everything the trail records has a word in both languages: a reader of the trail is no programmer."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import UTC, datetime

from django.utils import translation

from kpiloop.foundation.audit.rows import EntryRow
from kpiloop.interfaces.web.access.trail_words import changes_said
from kpiloop.interfaces.wording.labels import has_label, label
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
    house.refuse((f"{place} {label}" for label, place in found.items() if not has_label(label)), "terms/audit/verbs.py")


def fields() -> Iterator[tuple[str, str]]:
    """(label id, place) of every field that is written out where something is recorded, there or under a name."""
    for path in house.python_files("foundation", "loop", "governance"):
        for function in ast.walk(house.tree(path)):
            if isinstance(function, ast.FunctionDef):
                for node in _stated(function):
                    for key in node.keys:
                        if isinstance(key, ast.Constant) and isinstance(key.value, str):
                            yield f"audit_field.{key.value}", house.at(path, node)


def _stated(function: ast.FunctionDef) -> Iterator[ast.Dict]:
    """What goes to `before` and `after`: dictionaries written there, or given a name in the same function."""
    named: set[str] = set()
    for call in ast.walk(function):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("record", "written"):
            for argument in (key.value for key in call.keywords if key.arg in ("before", "after")):
                yield from (part for part in ast.walk(argument) if isinstance(part, ast.Dict))
                named |= {part.id for part in ast.walk(argument) if isinstance(part, ast.Name)}
    for given in ast.walk(function):
        if isinstance(given, ast.Assign | ast.AnnAssign | ast.AugAssign) and given.value is not None:
            targets = given.targets if isinstance(given, ast.Assign) else [given.target]
            if {part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)} & named:
                yield from (part for part in ast.walk(given.value) if isinstance(part, ast.Dict))


def test_every_field_of_the_trail_has_words() -> None:
    found = dict(fields())
    assert len(found) > 150, "the walk over the services is broken"
    house.refuse(
        (f"{place} {label}" for label, place in found.items() if not has_label(label)), "terms/audit/fields.py"
    )


def test_an_entry_reads_in_words() -> None:
    said: dict[str, object] = {"state": "doing", "is_head": True, "valid_to": None, "offices": ["finance E0070"]}
    said |= {"roles": {"e1": ["staff"]}, "seal": "5" * 64, "revenue": "sum(orders.amount)"}
    entry = EntryRow(
        1, datetime(2026, 11, 1, tzinfo=UTC), "limeng", 1, "add", "review.action", "3", {"state": "open"}, said, "", ""
    )
    with translation.override("zh-hans"):
        assert list(changes_said(entry)) == [
            ("状态", "未开始", "进行中"),
            ("部门负责人", None, "是"),
            ("终止日（不含）", None, "—"),
            ("职责角色", None, f"{label('office.finance')} E0070"),
            ("角色", None, "e1 员工"),
            ("封存码", None, "555555555555"),
            ("revenue", None, "sum(orders.amount)"),
        ]
    with translation.override("en"):
        assert next(changes_said(entry))[0] == "state"
