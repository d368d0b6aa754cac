"""Every function of the language has a page with a vector, and the pages name no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kpiloop.engine.formula import FUNCTIONS, canonical, parse

PAGES = Path(__file__).parents[3] / "docs" / "formulas"


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_page_with_vector_and_examples_that_parse(name: str) -> None:
    page = (PAGES / Path(FUNCTIONS[name].page).name).read_text()
    assert "Vector: " in page
    examples = [line for line in page.split("```")[1].splitlines() if line]
    assert any(name in canonical(parse(line)) for line in examples)


def test_no_page_without_a_function() -> None:
    assert {path.stem for path in PAGES.glob("*.md")} - {"README"} == set(FUNCTIONS)


def test_the_whitelist_is_exactly_this() -> None:
    words = (
        "sum count count_distinct average min max last first median percentile top first_ever returning converted "
        "kpi target company monthly_average prior_year prior_period rolling year_to_date quarter_to_date fallback "
        "carried"
    )
    assert set(FUNCTIONS) == set(re.findall(r"\w+", words))
