"""Whatever a bundle says, a folder, a zip and a workbook say the same."""

from __future__ import annotations

import tempfile
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from kpiloop.governance.bundle.contents import PARTS
from kpiloop.governance.bundle.contents.sheets import SHEETS
from kpiloop.governance.bundle.fields import Field, Value
from kpiloop.governance.bundle.reading import read_bundle
from kpiloop.governance.bundle.rows import Bundle, Row
from kpiloop.governance.bundle.writing import write_folder
from kpiloop.interfaces.reports.writers import bundle_workbook
from tests.governance.bundle.conftest import EXAMPLE

#: What people type: Chinese, quotes, colons, words YAML takes for something else, codes with zeros, formulas.
TRICKY = (
    "007",
    "1e5",
    "no",
    "null",
    "~",
    "是",
    "2026-01-01",
    "=1+1",
    "a: b",
    "# x",
    "- y",
    "'",
    '"',
    "华东，一部",
    "1_000",
    "0x1F",
)
texts = st.one_of(
    st.sampled_from(TRICKY),
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12),
)
figures = st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False, places=8).map(
    lambda figure: Decimal(f"{figure.normalize():f}")
)
rows_of_texts = st.lists(st.lists(texts, max_size=3), max_size=3)
nested = st.dictionaries(texts, st.one_of(texts, rows_of_texts), min_size=1, max_size=3)
trees = st.dictionaries(texts, st.one_of(texts, st.integers(0, 99), st.booleans()), min_size=1, max_size=3)
names = st.lists(texts.filter(lambda text: not set(text) & set(",，、;；")), min_size=1, max_size=3).map(tuple)
KINDS: dict[str, st.SearchStrategy[Value]] = {
    "text": texts,
    "code": texts,
    "integer": st.integers(0, 9999),
    "figure": figures,
    "day": st.dates(date(1990, 1, 1), date(2099, 12, 31)),
    "flag": st.booleans(),
    "names": names,
    "nested": nested,
    "tree": trees,
}


def values_of(field: Field) -> st.SearchStrategy[Value]:
    kind: st.SearchStrategy[Value] = st.sampled_from(field.choices) if field.choices else KINDS[field.kind]
    if field.within and field.kind == "integer":
        kind = st.integers(*field.within)
    elif field.within:
        kind = st.decimals(*field.within, places=4).map(lambda figure: Decimal(f"{figure.normalize():f}"))
    return kind if field.is_required else st.one_of(kind, st.just(field.default))


rows_of = {
    name: st.fixed_dictionaries({field.name: values_of(field) for field in part.fields}).map(Row)
    for name, part in PARTS.items()
}
bundles = (
    st.fixed_dictionaries(
        {},
        optional={
            name: st.lists(rows_of[name], min_size=1, max_size=3 if part.key else 1).map(tuple)
            for name, part in PARTS.items()
        },
    )
    .filter(bool)
    .map(Bundle)
)


def said(bundle: Bundle) -> dict[str, list[dict[str, Value]]]:
    return {name: [dict(row.values) for row in rows] for name, rows in bundle.parts.items()}


@settings(max_examples=25, deadline=None)
@given(bundles)
def test_folder_and_zip(bundle: Bundle) -> None:
    with tempfile.TemporaryDirectory() as folder:
        written = write_folder(bundle, Path(folder) / "bundle")
        found = read_bundle(Path(folder) / "bundle")
        assert found.faults == ()
        assert said(found.bundle) == said(bundle)
        packed = Path(folder) / "bundle.zip"
        with zipfile.ZipFile(packed, "w") as handle:
            for path in written:
                handle.write(path, f"inside/{path.name}")
        assert said(read_bundle(packed).bundle) == said(bundle)


@settings(max_examples=8, deadline=None)
@given(bundles, st.sampled_from(("zh-hans", "en")))
def test_workbook(bundle: Bundle, language: str) -> None:
    with tempfile.TemporaryDirectory() as folder, override(language):
        path = Path(folder) / "bundle.xlsx"
        path.write_bytes(bundle_workbook.workbook(bundle))
        with override("en" if language == "zh-hans" else "zh-hans"):  # whoever reads it reads another language
            found = read_bundle(path)
        assert found.faults == ()
        assert said(found.bundle) == said(bundle)


def test_the_example_says_the_same_in_every_form(tmp_path: Path) -> None:
    bundle = read_bundle(EXAMPLE).bundle
    write_folder(bundle, tmp_path / "folder")
    (tmp_path / "book.xlsx").write_bytes(bundle_workbook.workbook(bundle))
    assert said(read_bundle(tmp_path / "folder").bundle) == said(bundle)
    assert said(read_bundle(tmp_path / "book.xlsx").bundle) == said(bundle)


def test_a_fault_in_a_workbook_names_its_cell(tmp_path: Path) -> None:
    bundle = read_bundle(EXAMPLE).bundle
    spoiled = Row({**bundle.rows("people")[1].values, "number": ""})
    parts = {**bundle.parts, "people": (bundle.rows("people")[0], spoiled)}
    (tmp_path / "book.xlsx").write_bytes(bundle_workbook.workbook(Bundle(parts)))
    faults = read_bundle(tmp_path / "book.xlsx").faults
    assert [(fault.code, fault.where) for fault in faults] == [("bundle_column_missing", "人员!A3")]


@pytest.mark.parametrize(("language", "units"), [("zh-hans", "部门"), ("en", "Units")])
def test_the_template_asks_for_every_part(tmp_path: Path, language: str, units: str) -> None:
    path = tmp_path / "template.xlsx"
    with override(language):
        path.write_bytes(bundle_workbook.template())
    book = openpyxl.load_workbook(path)
    assert len(book.sheetnames) == 1 + len(SHEETS) + 1  # what to do, the sheets, lists of choices
    assert book.sheetnames[2] == units
    shown = [sheet.title for sheet in book if sheet.sheet_state == "visible"]
    assert len(shown) == 1 + 8 + 12
    assert book[units].data_validations.count == 2  # kind, and the unit above
    assert all(cell.comment for cell in book[units][1])
