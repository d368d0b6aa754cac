"""The organisation from the command line: other names, names, ends. Units of tests/loop/company.py."""

from __future__ import annotations

import pytest

from tests.interfaces.cli.conftest import Line


@pytest.mark.feature("IN-13")
def test_in_13_other_names_of_units_are_listed_where_they_are_kept(company: Line) -> None:
    assert company("org", "add-alias", "EAST", "大东区", by="admin").code == 0
    assert company("org", "add-alias", "WEST", "大东区", by="admin").code == 1
    assert company("org", "aliases", "--json", by="admin").json() == [{"unit": "EAST", "alias": "大东区"}]
    assert company("org", "aliases", by="wang").code == 1  # the head of EAST keeps no organisation


@pytest.mark.feature("OR-01", "OR-05")
def test_or_01_units_end_and_are_renamed_people_leave(company: Line) -> None:
    team = ("org", "add-unit", "T1", "--parent", "WEST", "--since", "2026-01-01")
    assert company(*team, "--name", "一组", by="admin").code == 0
    assert (
        company("org", "add-unit", "T2", "--parent", "WEST", "--since", "2026-01-01", "--name", "一组", by="admin").code
        == 1
    )
    assert company("org", "rename", "T1", "--name", "二组", "--name-en", "Team 2", by="admin").code == 0
    assert company("org", "add-person", "E9", "--name", "周敏", by="admin").code == 0
    assert company("org", "appoint", "E9", "--unit", "T1", "--since", "2026-03-01", by="admin").code == 0
    held = company("org", "close-unit", "T1", "--on", "2026-07-01", by="admin")
    assert held.code == 1 and "E9" in held.err
    assert company("org", "end", "E9", "--since", "2026-03-01", "--on", "2026-06-01", by="admin").code == 0
    assert company("org", "close-unit", "T1", "--on", "2026-07-01", by="admin").code == 0
    names = {day: company("org", "tree", "--on", day, by="admin").out for day in ("2026-06-30", "2026-07-01")}
    assert ("Team 2" in names["2026-06-30"], "Team 2" in names["2026-07-01"]) == (True, False)
    assert company("org", "change-end", "T1", "--on", "2026-08-01", by="admin").code == 0
    assert "Team 2" in company("org", "tree", "--on", "2026-07-15", by="admin").out
    gone = company("org", "transfer", "E3", "--unit", "T1", "--on", "2026-07-01", by="admin")
    assert gone.code == 1 and 'Unit "Team 2 (T1)" ends on 2026-08-01' in gone.err
    assert company("org", "resume-unit", "T1", by="admin").code == 0
    assert company("org", "resume", "E9", "--since", "2026-03-01", by="admin").code == 0
    assert "周敏" in company("org", "people", "--unit", "T1", "--on", "2026-10-01", by="admin").out
    chinese = company("org", "resume-unit", "T1", by="admin", lang="zh")
    assert chinese.code == 1 and "部门“二组（T1）”没有可更正或撤回的撤销日" in chinese.err


@pytest.mark.feature("OR-03")
def test_or_03_a_further_tree_is_renamed(company: Line) -> None:
    assert company("tree", "new", "area", "大区", by="admin").code == 0
    renamed = ("tree", "rename", "area", "--name", "销售大区", "--name-en", "Territories")
    assert company(*renamed, by="wang").code == 1
    assert company(*renamed, by="admin").code == 0
    (row,) = company("tree", "show", "--json", by="admin").json()
    assert (row["name_zh"], row["name_en"]) == ("销售大区", "Territories")
    assert company("tree", "rename", "area", "--name", "片区", "--was", "大区", by="admin").code == 1
    assert company("tree", "rename", "area", "--name", "片区", "--was", "销售大区", by="admin").code == 0
