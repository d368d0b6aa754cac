"""Every refusal has a sentence, and a sentence never fails."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.utils import translation

import kpiloop
from kpiloop.engine.errors import Refusal
from kpiloop.interfaces.wording.messages import field_text, refusal_sentence, sentence
from kpiloop.interfaces.wording.sentences import SENTENCES

SOURCE = Path(kpiloop.__file__).parent


@cache
def trees() -> dict[Path, ast.Module]:
    """The whole source; read when first asked for, not by every process that collects tests."""
    return {path: ast.parse(path.read_text()) for path in SOURCE.rglob("*.py") if "migrations" not in path.parts}


def _refusal_classes() -> dict[str, str]:
    """Names of Refusal and all its subclasses -> their default code, found by reading the source."""
    classes = {"Refusal": "refused"}
    definitions = [node for tree in trees().values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    grew = True
    while grew:
        grew = False
        for node in definitions:
            parents = {base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases}
            if node.name not in classes and parents & set(classes):
                classes[node.name] = _class_code(node) or classes[next(iter(parents & set(classes)))]
                grew = True
    return classes


def _class_code(node: ast.ClassDef) -> str:
    for statement in node.body:
        targets = getattr(statement, "targets", [getattr(statement, "target", None)])
        if any(getattr(target, "id", "") == "code" for target in targets):
            value = getattr(statement, "value", None)
            if isinstance(value, ast.Constant):
                return str(value.value)
    return ""


def _raised_codes() -> Iterator[tuple[str, str]]:
    classes = _refusal_classes()
    yield from ((code, name) for name, code in classes.items())
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                given = [*node.args[:1], *(word.value for word in node.keywords if word.arg == "code")]
                if name in classes and given and isinstance(given[0], ast.Constant):
                    yield str(given[0].value), str(path.relative_to(SOURCE))


def test_every_refusal_code_in_the_source_has_a_sentence() -> None:
    missing = sorted({f"{code} ({where})" for code, where in _raised_codes() if code not in SENTENCES})
    assert missing == []


def test_the_search_for_codes_sees_classes_and_calls() -> None:
    codes = {code for code, _ in _raised_codes()}
    assert {"refused", "work_too_long"} <= codes


def test_an_unknown_code_still_gives_a_sentence_that_names_it() -> None:
    with translation.override("en"):
        assert "never_heard_of" in sentence("never_heard_of")
    with translation.override("zh-hans"):
        assert "操作被拒绝（never_heard_of）" in refusal_sentence(Refusal("never_heard_of"))


def test_a_sentence_carries_its_fields_and_survives_absent_ones() -> None:
    with translation.override("zh-hans"):
        assert refusal_sentence(Refusal("work_too_long", seconds=Decimal(10))).startswith("这项计算在 10 秒内")
        assert "—" in sentence("work_too_long")


def test_where_nothing_can_be_chosen_it_says_what_to_do_instead() -> None:
    asked = {"kpi": "sales", "dataset": "orders", "column": "amount"}
    with translation.override("en"):
        assert sentence("measure_role_unknown", {**asked, "known": "ordered_on"}).endswith("Choose one of: ordered_on.")
        assert sentence("measure_role_unknown", {**asked, "known": ""}).endswith("in the source first.")
        none = sentence("formula_unknown_dataset", {"dataset": "orders", "position": 5, "known": ""})
        assert none.endswith("none is loaded yet. Load data first.")


def test_fields_are_worded_for_a_reader() -> None:
    with translation.override("en"):
        assert field_text("period", "2026-10") == "Oct 2026"
        assert field_text("status", "red") == "Missed"
        assert field_text("due_on", date(2026, 11, 5)) == "2026-11-05"
        assert field_text("difference", Decimal("-5")) == "−5"
        assert field_text("kpis", ["a", "b"]) == "a, b"
        assert field_text("missing", None) == "—"
    with translation.override("zh-hans"):
        gone = {"kind": "person", "name": "E9"}
        assert sentence("plan_unknown_reference", gone) == "找不到人员“E9”。请检查编码，或先建立它。"
