"""docs/features.md and the tests say the same: a row called walked has a test, and no test walks an unknown row."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "features.md"
ROW = re.compile(r"^\| ([SPN]\d\d|[A-Z]{2}-\d\d) \|.*\| (walked|not yet)(?::[^|]*)? \|$", re.MULTILINE)


def rows() -> dict[str, str]:
    """State of each row of the page."""
    return dict(ROW.findall(PAGE.read_text(encoding="utf-8")))


def marked() -> set[str]:
    """Rows named by `pytest.mark.feature(...)` anywhere in the tests."""
    found = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.feature":
                found |= {ast.literal_eval(argument) for argument in node.args}
    return found


def test_the_page_lists_every_line_of_the_founding_brief() -> None:
    assert {f"S{number:02d}" for number in range(1, 43)} <= set(rows())


def test_every_walked_row_has_a_test_and_every_test_a_walked_row() -> None:
    walked = {row for row, state in rows().items() if state == "walked"}
    assert marked() == walked
