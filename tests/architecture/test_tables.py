"""Test 5: tables are named, keys point downwards, and every table has a current page."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Field, Model

from tests.architecture import house
from tools import tables

KEYS = {"ForeignKey", "OneToOneField", "ManyToManyField"}


def our_models() -> list[type[Model]]:
    """Every table of the product."""
    return [model for app in tables.our_apps() for model in app.get_models()]


def name(model: type[Model]) -> str:
    """Dotted name a reader can search for."""
    return f"{model.__module__}.{model.__name__}"


def keys(model: type[Model]) -> Iterator[tuple[Field, type[Model]]]:
    """Keys a model itself declares to tables of ours."""
    for field in [*model._meta.fields, *model._meta.many_to_many]:
        target = field.related_model
        if isinstance(target, type) and issubclass(target, Model) and target.__module__.startswith("kpiloop."):
            yield field, target


def test_tables_are_named() -> None:
    findings = [name(model) for model in our_models() if "db_table" not in model._meta.original_attrs]
    house.refuse(findings, "Meta.db_table is written out, so that code can move without the table")


def test_table_names_begin_with_their_room() -> None:
    findings = [
        f"{name(model)}: {model._meta.db_table}"
        for model in our_models()
        if not model._meta.db_table.startswith(model._meta.app_label)
    ]
    house.refuse(findings, "a table is called <room>_<noun>")


def test_models_say_what_a_row_is() -> None:
    findings = [name(model) for model in our_models() if not ast_docstring(model)]
    house.refuse(findings, "the docstring of a model says what a row is and lists its states")


def ast_docstring(model: type[Model]) -> str:
    """Docstring as written; Django would make one up."""
    text = model.__doc__ or ""
    return "" if text.startswith(f"{model.__name__}(") else text


def test_models_hold_no_rules() -> None:
    findings = (
        f"{house.at(path, node)} {node.name}"
        for room in house.rooms()
        for path in house.part_files(room, "models")
        for node in house.functions(path)
        if node.name in {"save", "delete", "clean", "full_clean"}
    )
    house.refuse(findings, "models hold no business rule: no save, delete or clean")


def test_keys_point_down() -> None:
    order = {label: place for place, label in enumerate(house.ROOM_ORDER)}
    findings = [
        f"{name(model)}.{field.name} -> {target._meta.label}"
        for model in our_models()
        for field, target in keys(model)
        if order[target._meta.app_label] > order[model._meta.app_label]
    ]
    house.refuse(findings, "a key points to the own room or a lower one (order: house.ROOM_ORDER)")


def test_keys_across_rooms_cannot_be_walked_back() -> None:
    findings = [
        f"{name(model)}.{field.name} -> {target._meta.label}"
        for model in our_models()
        for field, target in keys(model)
        if target._meta.app_label != model._meta.app_label and not str(field.remote_field.related_name).endswith("+")
    ]
    house.refuse(findings, 'a key across rooms has related_name="+"')


def written_keys(path: Path) -> Iterator[ast.Call]:
    """Keys as written in a models file."""
    for node in ast.walk(house.tree(path)):
        if isinstance(node, ast.Call) and house.call_name(node).rpartition(".")[2] in KEYS:
            yield node


def test_keys_across_rooms_are_strings() -> None:
    findings = []
    for room in house.rooms():
        for path in house.part_files(room, "models"):
            own = {node.name for node in ast.walk(house.tree(path)) if isinstance(node, ast.ClassDef)}
            for node in written_keys(path):
                target = ast.unparse(node.args[0]) if node.args else ""
                if not target.startswith("'") and target not in own | {"settings.AUTH_USER_MODEL"}:
                    findings.append(f"{house.at(path, node)} {target}")
    house.refuse(findings, 'a key names its table as a string: "plan.Kpi"')


def test_rooms_are_known_to_the_order() -> None:
    labels = {app.label for app in apps.get_app_configs() if app.name.startswith("kpiloop.")}
    house.refuse(labels - set(house.ROOM_ORDER), "a new room is placed in house.ROOM_ORDER and .importlinter")


@pytest.mark.parametrize("app", tables.our_apps(), ids=lambda app: app.label)
def test_pages_of_tables_are_current(app: object) -> None:
    page = tables.PAGES / f"{app.label}.md"  # type: ignore[attr-defined]
    assert page.exists() and page.read_text(encoding="utf-8") == tables.page(app), (  # type: ignore[arg-type]
        f"{house.shown(page)} is not what the models say: run make tables"
    )
