"""The tree of a day, and whose facts count for whom, also across a move."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import ANONYMOUS, SYSTEM
from kpiloop.foundation.org import engine_io, services
from kpiloop.foundation.org.rows import NewUnit
from tests.foundation.org.company import START, found_company

pytestmark = pytest.mark.django_db
MOVE = date(2026, 5, 15)


@pytest.fixture
def keys() -> dict[str, int]:
    return found_company()


def codes(tree: engine_io.OrgTree, keys: tuple[int, ...]) -> list[str]:
    return [tree.units[key].code for key in keys]


def test_the_tree_of_a_day(keys: dict[str, int]) -> None:
    tree = engine_io.full_tree(START)
    assert tree.root_id == keys["C"]
    assert codes(tree, tree.descendants(keys["E"])) == ["E", "E2", "E1"]
    assert codes(tree, tree.ancestors(keys["E1"])) == ["E", "C"]
    assert [row.code for row in tree.path(keys["W1"])] == ["C", "W", "W1"]
    assert [tree.units[keys[code]].depth for code in ("C", "E", "E1")] == [0, 1, 2]
    assert engine_io.full_tree(START - timedelta(days=1)).units == {}


def test_a_move_changes_the_tree_from_its_day_on(keys: dict[str, int]) -> None:
    services.move_unit(SYSTEM, code="E2", new_parent="W", on=MOVE)
    before, after = engine_io.full_tree(MOVE - timedelta(days=1)), engine_io.full_tree(MOVE)
    assert before.units[keys["E2"]].parent_id == keys["E"]
    assert after.units[keys["E2"]].parent_id == keys["W"]
    services.move_unit(SYSTEM, code="E2", new_parent="E", on=MOVE)
    assert engine_io.full_tree(MOVE).units[keys["E2"]].parent_id == keys["E"]


def test_membership_agrees_with_a_walk_of_every_day(keys: dict[str, int]) -> None:
    services.move_unit(SYSTEM, code="E2", new_parent="W", on=MOVE)
    services.add_unit(SYSTEM, code="W2", name_zh="三组", parent="W", valid_from=date(2026, 5, 20))
    start, end = date(2026, 5, 1), date(2026, 6, 1)
    found: Counter[tuple[str, int]] = Counter()
    for row in engine_io.unit_membership(start, end):
        assert start <= row.valid_from < row.valid_to <= end
        found[row.leaf_code, row.subject_id] += (row.valid_to - row.valid_from).days
    walked: Counter[tuple[str, int]] = Counter()
    above = {"C": None, "E": "C", "W": "C", "E1": "E", "W1": "W"}
    for number in range(31):
        day = start + timedelta(days=number)
        parents = {**above, "E2": "E" if day < MOVE else "W"} | ({"W2": "W"} if day.day >= 20 else {})
        for code in parents:
            key = code
            while key is not None:
                for written in {"E": ["E", "E01", "华东"]}.get(code, [code]):
                    walked[written, keys.get(key) or engine_io.resolve_unit(key)] += 1
                key = parents[key]
    assert found == walked


def test_untouched_units_are_one_stretch(keys: dict[str, int]) -> None:
    services.move_unit(SYSTEM, code="E2", new_parent="W", on=MOVE)
    rows = [row for row in engine_io.unit_membership(START, date(2027, 1, 1)) if row.leaf_code == "E1"]
    assert {(row.valid_from, row.valid_to) for row in rows} == {(START, date(2027, 1, 1))}


def test_codes_names_and_other_names(keys: dict[str, int]) -> None:
    found = {text: engine_io.resolve_unit(text) for text in ("E", " E01 ", "华东", "东区", "East")}
    assert set(found.values()) == {keys["E"]}
    assert engine_io.resolve_unit("一组") is None  # two branches have one: never guessed
    assert engine_io.resolve_unit("二组") == keys["E2"]
    assert engine_io.resolve_unit("") is engine_io.resolve_unit("Nowhere") is engine_io.resolve_unit("001") is None
    assert engine_io.resolve_person("011") == keys["011"]
    assert engine_io.resolve_person("E") is None


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: services.move_unit(SYSTEM, code="E", new_parent="E1", on=MOVE), "unit_tree_broken"),
        (lambda: services.add_unit(SYSTEM, code="D", name_zh="二公司", valid_from=START), "unit_tree_broken"),
        (lambda: services.add_unit(SYSTEM, code="E9", name_zh="二组", parent="E", valid_from=MOVE), "unit_name_taken"),
        (lambda: services.add_unit(SYSTEM, code="E1", name_zh="新", parent="E", valid_from=MOVE), "org_code_taken"),
        (lambda: services.add_unit(SYSTEM, code="X", name_zh="新", parent="??", valid_from=MOVE), "unit_unknown"),
        (
            lambda: services.add_unit(SYSTEM, code="X", name_zh="新", parent="E", valid_from=date(2025, 1, 1)),
            "unit_tree_broken",
        ),
        (lambda: services.move_unit(SYSTEM, code="W1", new_parent="E", on=MOVE), "unit_name_taken"),
        (lambda: services.add_alias(SYSTEM, unit="W", alias="E01"), "unit_alias_taken"),
        (lambda: services.add_alias(SYSTEM, unit="W", alias="E1"), "unit_alias_taken"),
        (lambda: services.move_unit(ANONYMOUS, code="W1", new_parent="E", on=MOVE), "permission_denied"),
        (
            lambda: services.import_organisation(
                SYSTEM, units=[NewUnit("X", "甲", MOVE, "Y"), NewUnit("Y", "乙", MOVE, "X")]
            ),
            "unit_tree_broken",
        ),
    ],
)
def test_a_broken_tree_is_refused_and_leaves_nothing(keys: dict[str, int], call: object, code: str) -> None:
    before = engine_io.full_tree(MOVE).units
    with pytest.raises(Refusal) as refused:
        call()  # type: ignore[operator]
    assert refused.value.code == code
    assert engine_io.full_tree(MOVE).units == before


def test_two_units_change_their_names_in_one_list_but_not_one_by_one(keys: dict[str, int]) -> None:
    with pytest.raises(Refusal) as refused:
        services.rename_subject(SYSTEM, code="E1", name_zh="二组")
    assert (refused.value.code, refused.value.fields) == ("unit_name_taken", {"name": "二组", "parent": "E"})
    services.rename_subject(SYSTEM, code="E1", name_zh="一组", name_en="Team 1")  # its own name is nobody else's
    services.rename_subject(SYSTEM, code="E2", name_zh="一班")
    for code, name in (("E1", "一班"), ("E2", "一组")):
        services.rename_subject(SYSTEM, code=code, name_zh=name, among_others=True)
    tree = engine_io.full_tree(START)
    assert [tree.units[keys[code]].name_zh for code in ("E1", "E2", "W1")] == ["一班", "一组", "一组"]


def test_the_name_of_a_unit_that_ended_is_free_again(keys: dict[str, int]) -> None:
    services.add_unit(SYSTEM, code="E3", name_zh="三组", parent="E", valid_from=START)
    services.close_unit(SYSTEM, code="E3", on=MOVE)
    services.rename_subject(SYSTEM, code="E2", name_zh="三组")
    assert engine_io.full_tree(MOVE).units[keys["E2"]].name_zh == "三组"
