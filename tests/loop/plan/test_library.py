"""The library of ready KPIs (S05): complete in both languages, computable as written, adopted in one action."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache

import duckdb
import pytest
import yaml

from kpiloop.engine.compile.dialects.duckdb import to_sql
from kpiloop.engine.compile.to_ibis import compile_scan
from kpiloop.engine.dataflow import COMPANY_LEAF, KpiRequest, Member, Window, build, lay_out
from kpiloop.engine.errors import Refusal
from kpiloop.engine.formula import DatasetShape, check, check_units, other_unit, parse, time_kind
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.warehouse.engines.question import layout_tables
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.library import FIELDS, LibraryFault, LibraryKpi, read_field, ready_kpis
from tests.engine.compile.test_differential import SQL_TYPES
from tests.loop.plan.company import NOW, START, publish_kpi

pytestmark = pytest.mark.feature("S05")
READY = ready_kpis()
UNITS = {code: ready.measurement_unit for code, ready in READY.items()}
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
    check_units(node, shapes(), UNITS)
    assert other_unit(node, ready.measurement_unit, shapes(), UNITS) == ""
    named = {f"{dataset}.{column}" for dataset, columns in ready.columns.items() for column in columns}
    assert all(column in ready.formula for column in named)


def test_every_formula_is_planned_into_queries_the_engine_understands() -> None:
    """All of them at once, as a run asks for them: each aggregate comes out of a query that binds to its columns."""
    checked = {code: check(parse(ready.formula), shapes(), READY) for code, ready in READY.items() if ready.formula}
    asked = [
        KpiRequest(code, [part.unspanned for part in found.aggregates], "company", {})
        for code, found in checked.items()
    ]
    plan = build(asked, shapes())
    assert {code for code, _aggregate in plan.places} == {code for code, found in checked.items() if found.aggregates}
    layout = lay_out([Member(COMPANY_LEAF, "1", START, date(2030, 1, 1))], [Window("w", START, date(2027, 1, 1))])
    with duckdb.connect() as engine:
        for name, table in layout_tables(layout).items():
            engine.register(name, table)
        for name, described in shapes().items():
            columns = ", ".join(f'"{column}" {SQL_TYPES[kind]}' for column, kind in described.columns.items())
            engine.execute(f'CREATE TABLE "{name}" ({columns})')
        for scan in plan.scans:
            query = to_sql(compile_scan(scan, shapes()[scan.dataset], layout))
            names = {column[0] for column in engine.execute(query).description}
            assert {measure.name for measure in scan.measures} <= names


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
