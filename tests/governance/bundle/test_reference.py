"""The reference pages, the schema and the template name every part and column, in both languages."""

from __future__ import annotations

import json
import re

import pytest

from kpiloop.governance.bundle import json_schema
from kpiloop.governance.bundle.contents import PARTS
from kpiloop.interfaces.wording.labels import column_label
from kpiloop.interfaces.wording.terms import TERMS
from tools import bundle_pages


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_is_as_new_as_the_code(language: str) -> None:
    text = bundle_pages.page_path(language).read_text(encoding="utf-8")
    assert text == bundle_pages.page(language), "python tools/bundle_pages.py"
    named = dict.fromkeys(re.findall(r"^### `(\w+)`$", text, re.MULTILINE))
    assert list(named) == list(PARTS)
    for name, part in PARTS.items():
        section = text.split(f"### `{name}`")[1].split("\n### ")[0]
        assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == [field.name for field in part.fields]


def test_every_word_is_said() -> None:
    needed = {f"bundle_part.{name}" for name in PARTS}
    needed |= {f"bundle_column.{field.name}" for part in PARTS.values() for field in part.fields}
    needed |= {f"bundle_kind.{field.kind}" for part in PARTS.values() for field in part.fields}
    assert needed <= set(TERMS)


def test_the_schema_asks_for_what_the_reading_asks_for() -> None:
    stated = json.loads(json.dumps(json_schema.schema(column_label)))["$defs"]
    assert list(stated) == list(PARTS)
    for name, part in PARTS.items():
        row = stated[name]["items"] if part.key else stated[name]
        assert row["required"] == [field.name for field in part.fields if field.is_required]
        assert all(held["description"] for held in row["properties"].values())
    kinds = stated["datasets"]["items"]["properties"]["columns"]["additionalProperties"]["enum"]
    assert kinds == ["text", "integer", "decimal", "date", "boolean"]
