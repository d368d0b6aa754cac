"""`kpiloop scheme`: what is missing, the document, naming offices, signing in turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interfaces.cli.conftest import Line

pytestmark = [pytest.mark.django_db, pytest.mark.feature("S23")]


def test_from_the_check_to_the_signature(company: Line, tmp_path: Path) -> None:
    rows = company("scheme", "check", "S26", "--json", by="admin").json()
    assert [row["code"] for row in rows if row["severity"] == "blocks"] == [
        "charter_aim_missing",
        "charter_sponsor_missing",
        "charter_administrator_missing",
    ]
    assert company("scheme", "check", "S26", by="zhao").code == 1
    assert company("scheme", "call", "S26", by="admin").code == 1
    named = ("sponsor=E1", "administrator=E5", "committee=E4", "--silent", "committee")
    assert company("scheme", "offices", "S26", *named, by="admin").code == 0
    assert company("scheme", "aim", "S26", "Grow with margin.", by="admin").code == 0
    assert company("scheme", "texts", "S26", "--appeals", "To the committee.", by="admin").code == 0
    assert company("scheme", "days", "S26", "--review", "6", "--ruling", "12", by="admin").code == 0
    assert company("scheme", "days", "S26", "--close", "99", by="admin").code == 1
    assert company("scheme", "start-rules", "S26", by="admin").code == 0
    (kept,) = company("scheme", "outline", "S26", "--json", by="admin").json()
    assert (kept["aim"], kept["appeals"], kept["changes"]) == ("Grow with margin.", "To the committee.", "")
    assert (kept["days"]["review_days"], kept["days"]["close_days"], kept["days"]["ruling_days"]) == (6, 10, 12)
    assert company("scheme", "outline", "S26", by="zhao").code == 1
    assert company("scheme", "exempt", "S26", "E5", "--reason", "runs it", by="admin").code == 0
    assert "Shen Lan E5 | runs it" in company("scheme", "document", "S26", by="admin").out
    assert company("scheme", "document", "S26", by="zhao").code == 1  # nobody signed anything yet
    assert company("scheme", "call", "S26", "--json", by="admin").json() == {"person": "E5"}
    assert company("scheme", "sign", "S26", by="admin").code == 1  # only shown
    assert company("scheme", "sign", "S26", "--yes", by="boss").code == 1  # not the turn
    assert company("scheme", "sign", "S26", "--yes", by="admin").code == 0
    assert company("scheme", "sign", "S26", "--yes", "--reservation", "pool first", by="boss").code == 0
    told = company("scheme", "editions", "S26", by="zhao").out
    assert "Sponsor" in told and "pool first" in told
    file = tmp_path / "s.pdf"
    assert company("scheme", "document", "S26", "--edition", "1", "--pdf", str(file), by="zhao").code == 0
    assert file.read_bytes().startswith(b"%PDF-")
    assert company("scheme", "diff", "S26", by="admin").code == 0
    company("scheme", "exempt", "S26", "E5", by="admin")
    changed = company("scheme", "diff", "S26", by="admin")
    assert changed.code == 1 and "Shen Lan" in changed.out


def test_a_scheme_is_renamed_and_what_scores_rest_on_stays(company: Line) -> None:
    said = ("scheme", "set", "S26", "--name", "新方案", "--name-en", "New plan", "--most", "6", "--blocks")
    assert company(*said, by="zhao").code == 1
    assert company(*said, "--json", by="admin").json() == {"code": "S26"}
    (row,) = company("scheme", "show", "S26", "--json", by="admin").json()
    assert (row["name_zh"], row["name_en"], row["kpi_limit"], row["limit_blocks"]) == ("新方案", "New plan", 6, True)
    waived = company("scheme", "set", "S26", "--waive", "a team of two", "--duties", "require", by="admin")
    assert waived.code == 0 and "a team of two" in company("scheme", "show", "S26", by="admin").out
    assert company("scheme", "set", "S26", "--waive", "", by="admin").code == 0
    assert "a team of two" not in company("scheme", "show", "S26", by="admin").out
    pinned = company("scheme", "set", "S26", "--missing", "zero", by="admin")
    assert pinned.code == 1 and "Begin the next version of the scheme" in pinned.err
    assert "Renormalise weights" in company("scheme", "show", "S26", by="admin").out
