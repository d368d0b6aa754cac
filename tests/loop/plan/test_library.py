"""The library of ready KPIs (S05): complete in both languages, computable as written, adopted in one action."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest
import yaml

from kpiloop.engine.errors import Refusal
from kpiloop.engine.formula import DatasetShape, check, parse, time_kind
from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.library import FIELDS, LibraryFault, LibraryKpi, read_field, ready_kpis
from tests.loop.plan.company import NOW, START, publish_kpi

pytestmark = pytest.mark.feature("S05")
READY = ready_kpis()
CHINESE = ("\u4e00", "\u9fff")


def has_chinese(text: str) -> bool:
    return any(CHINESE[0] <= char <= CHINESE[1] for char in text)


def shape(name: str, columns: dict[str, str]) -> DatasetShape:
    dates = tuple(column for column, kind in columns.items() if kind == "date")
    return DatasetShape(name, columns, dates)  # type: ignore[arg-type]


@cache
def shapes() -> dict[str, DatasetShape]:
    """Datasets as the files describe them, read here again without the reader under test."""
    from kpiloop.loop.plan.library import reading

    found = [yaml.safe_load(path.read_text())["datasets"] for path in sorted(reading.FOLDER.glob("*.yaml"))]
    return {name: shape(name, columns) for part in found for name, columns in part.items()}


def test_every_field_of_business_has_ready_kpis() -> None:
    counts = Counter(ready.field for ready in READY.values())
    assert sum(counts.values()) >= 60
    assert set(counts) == set(FIELDS)
    assert min(counts.values()) >= 8


@pytest.mark.parametrize("code", list(READY))
def test_a_ready_kpi_says_everything_in_both_languages(code: str) -> None:
    ready = READY[code]
    for words in (ready.names, ready.definition, ready.words, ready.source, ready.pitfalls):
        assert has_chinese(words.zh)
        assert words.en.strip() and not has_chinese(words.en)
    counter = READY[ready.counter]
    assert counter.code != code


@pytest.mark.parametrize("ready", [ready for ready in READY.values() if ready.formula], ids=lambda ready: ready.code)
def test_a_formula_fits_the_columns_it_names_and_the_kind_it_states(ready: LibraryKpi) -> None:
    node = parse(ready.formula)
    check(node, shapes(), READY)
    assert time_kind(node) == ready.time_kind
    named = {f"{dataset}.{column}" for dataset, columns in ready.columns.items() for column in columns}
    assert all(column in ready.formula for column in named)


def test_names_and_codes_are_used_once() -> None:
    for language in ("zh", "en"):
        repeated = [name for name, count in Counter(row.name(language) for row in READY.values()).items() if count > 1]
        assert repeated == []


def test_every_ready_kpi_becomes_a_draft_that_can_be_published(actors: dict[str, Actor]) -> None:
    """One action each; the draft passes every check a hand-made definition passes."""
    for code in READY:
        services.adopt_kpi(actors["admin"], code=code, language="zh-hans", valid_from=START)
    drafts = {row.code: row for row in selectors.kpis(actors["admin"])}
    assert {row.state for row in drafts.values()} == {"draft"}
    for code in READY:
        assert services.publish_kpi(actors["admin"], code=code, now=NOW) == 1
    held = selectors.definitions(actors["boss"], "receivable_days")[0]
    assert (held.kpi.name_en, held.kpi.direction, held.kpi.state) == ("Days sales outstanding", "lower", "published")
    assert held.pitfalls == READY["receivable_days"].pitfalls.zh


def test_adopting_copies_parameters_and_takes_an_own_code(actors: dict[str, Actor]) -> None:
    adopted = services.adopt_kpi(
        actors["admin"], code="plan_attainment", own_code="P-01", language="en", valid_from=START
    )
    row = selectors.kpi(actors["admin"], adopted)
    assert (row.code, row.achievement_method) == ("P-01", "range")
    assert {name: str(figure) for name, figure in row.achievement_parameters.items()} == {
        "band": "0.03",
        "tolerance": "0.12",
    }


def test_a_taken_code_is_refused_and_shown_as_taken(actors: dict[str, Actor]) -> None:
    publish_kpi(actors["admin"], "net_margin")
    assert selectors.library_kpi(actors["boss"], "net_margin").is_taken
    with pytest.raises(Refusal) as refused:
        services.adopt_kpi(actors["admin"], code="net_margin", language="en", valid_from=START)
    assert refused.value.code == "plan_code_taken"
    with pytest.raises(Refusal, match="plan_unknown_reference"):
        services.adopt_kpi(actors["admin"], code="no_such_kpi", language="en", valid_from=START)
    with pytest.raises(Refusal, match="permission_denied"):
        services.adopt_kpi(actors["zhao"], code="revenue", language="en", valid_from=START)


def test_the_library_is_found_by_field_level_and_words(actors: dict[str, Actor]) -> None:
    found = {row.ready.code for row in selectors.library(actors["zhao"], text="满意度")}
    assert "satisfaction" in found and "scrap_rate" not in found
    sales = selectors.library(actors["zhao"], field="sales", level="position")
    assert {(row.ready.field, row.ready.level) for row in sales} == {("sales", "position")}
    assert selectors.library(actors["zhao"], text="CONVERSION")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"direction": "up"}, "direction 'up' is none of"),
        ({"pitfalls": {"zh": "有"}}, "pitfalls must be said in zh and en"),
        ({"counter": ""}, "counter is missing"),
        ({"formular": "x"}, "formular is not a field"),
        ({"formula": "sum(sales.net)"}, "sales.net is described in no file"),
        ({"formula": "count(elsewhere)"}, "the dataset elsewhere is described in no file"),
    ],
)
def test_a_slip_in_a_file_is_named_with_its_kpi(change: dict[str, object], said: str) -> None:
    both = {"zh": "甲", "en": "a"}
    entry = {"code": "x", "direction": "higher", "unit": "CNY", "time_kind": "flow", "level": "unit", "counter": "y"}
    entry |= dict.fromkeys(("name", "definition", "words", "source", "pitfalls"), both) | change  # type: ignore[dict-item]
    with pytest.raises(LibraryFault, match=said):
        read_field("sales", yaml.safe_dump({"kpis": [entry]}, allow_unicode=True), {"sales": {"gross": "decimal"}})
