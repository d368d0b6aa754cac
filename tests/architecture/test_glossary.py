"""The glossary is true to the code: a name set as code stands in the code."""

from __future__ import annotations

import re

from tests.architecture import house

ROW = re.compile(r"^\|.*\|$", re.MULTILINE)
NAME = re.compile(r"`([a-z_]+)`")


def test_every_code_name_of_the_glossary_stands_in_the_code() -> None:
    glossary = (house.PACKAGE.parents[1] / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = [row for row in ROW.findall(glossary) if "---" not in row]
    names = {name for row in rows for name in NAME.findall(row)}
    assert len(names) > 80
    words = set()
    for file in house.PACKAGE.rglob("*.py"):
        words |= set(re.findall(r"[a-z_]+", file.read_text(encoding="utf-8")))
    house.refuse((f"docs/glossary.md names `{name}`" for name in names - words), "the glossary names what is there")
