"""Objectives and key results from the command line: stated, changed, ended, taken up again."""

from __future__ import annotations

import pytest

from tests.interfaces.cli.conftest import Line


@pytest.mark.feature("S01")
def test_s01_an_objective_from_its_statement_to_its_end_and_back(company: Line) -> None:
    stated = ("kpi", "objective", "GROW", "--name", "做大规模", "--perspective", "customer", "--year", "2026")
    assert company(*stated, "--sponsor", "E1", "--text", "三年翻一番", by="admin").code == 0
    assert company("kpi", "objective", "GROW", "--name-en", "Grow", by="admin").code == 0
    (row,) = company("kpi", "objectives", "--year", "2026", "--json", by="admin").json()
    assert (row["name_zh"], row["name_en"], row["perspective"]) == ("做大规模", "Grow", "customer")
    assert (row["text"], row["sponsor"]["code"]) == ("三年翻一番", "E1")  # what was left out stays
    without = company("kpi", "end-objective", "GROW", "--on", "2026-07-01", by="admin")
    assert without.code == 1
    assert company("kpi", "end-objective", "GROW", "--on", "2026-07-01", "--reason", "转向", by="admin").code == 0
    assert "2026-07-01 转向" in company("kpi", "objectives", by="admin").out
    assert company("kpi", "resume-objective", "GROW", by="admin").code == 0
    assert "转向" not in company("kpi", "objectives", by="admin").out
    assert company("kpi", "end-objective", "GROW", "--reason", "转向", by="wang").code == 1


@pytest.mark.feature("P36")
def test_p36_a_key_result_is_put_right_dropped_and_taken_up_again(company: Line) -> None:
    stated = ("kpi", "objective", "GROW", "--name", "做大规模", "--perspective", "customer", "--year", "2026")
    assert company(*stated, by="admin").code == 0
    made = company("kpi", "key-result", "GROW", "KR1", "门店二十家", "10", "20", "--owner", "E3", by="admin")
    assert made.code == 0
    assert company("kpi", "change-key-result", "KR1", "--target", "30", by="admin").code == 0
    (row,) = company("kpi", "key-results", "2026", "--json", by="admin").json()
    assert (row["name"], float(row["start"]), float(row["target"])) == ("门店二十家", 10, 30)
    assert company("kpi", "change-key-result", "KR1", "--dropped", "--reason", "不再需要", by="admin").code == 0
    assert company("kpi", "key-results", "2026", "--json", by="admin").json() == []
    assert company("kpi", "change-key-result", "KR1", "--active", by="admin").code == 0
    assert len(company("kpi", "key-results", "2026", "--json", by="admin").json()) == 1
    none = company("kpi", "change-key-result", "NONE", "--target", "1", by="admin")
    assert none.code == 1 and "NONE" in none.err
