"""A choice that is shown is asked for in a group of words that exists: a code on a page or in a terminal is a fault."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from kpiloop.interfaces.wording.terms import TERMS
from tests.architecture import house

FILTER = re.compile(r'\|word:"([a-z_]+)"')
#: Values may hold points themselves: a label belongs to every group its beginning names.
GROUPS = {label_id[: point.start()] for label_id in TERMS for point in re.finditer(r"\.", label_id)}


def asked_in_python() -> Iterator[tuple[str, str]]:
    """(group, place) of every word, label or choice list that names its group where it is asked for."""
    for path in house.python_files("interfaces"):
        for node in ast.walk(house.tree(path)):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name, first = getattr(node.func, "id", getattr(node.func, "attr", "")), node.args[0]
            if name in ("word", "choices") and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value, house.at(path, node)
            elif name == "label" and isinstance(first, ast.JoinedStr):
                begun = first.values[0]
                if isinstance(begun, ast.Constant) and str(begun.value).endswith("."):
                    yield str(begun.value)[:-1], house.at(path, node)


def asked_in_templates() -> Iterator[tuple[str, str]]:
    """(group, template) of every word a template asks for."""
    for path in sorted((house.PACKAGE / "interfaces").rglob("*.html")):
        for group in FILTER.findall(path.read_text(encoding="utf-8")):
            yield group, str(path.relative_to(house.PACKAGE))


def test_every_group_of_words_that_is_asked_for_exists() -> None:
    found = [*asked_in_python(), *asked_in_templates()]
    assert len(found) > 300, "the walk over the interfaces is broken"
    house.refuse((f"{place} {group}" for group, place in found if group not in GROUPS), "a group in wording/terms")


def test_every_label_that_is_written_out_exists() -> None:
    written = [
        (node.args[0].value, house.at(path, node))
        for path in house.python_files("interfaces")
        for node in ast.walk(house.tree(path))
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "label"
        if node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
    ]
    assert len(written) > 20, "the walk over the interfaces is broken"
    house.refuse((f"{place} {label}" for label, place in written if "." in label and label not in TERMS), "a term")
