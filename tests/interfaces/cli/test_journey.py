"""What a page can do, the command line can do: read, explain, act; refused where a page refuses."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from tests.interfaces.cli.conftest import Line

pytestmark = pytest.mark.django_db
OCTOBER = "2026-10"
UNASSIGNED = "cli_assignment_unknown"


def test_lights_and_exceptions(company: Line) -> None:
    rows = company("track", "status", OCTOBER, "--json", by="boss").json()
    lights = {(row["assignment"]["kpi"]["code"], row["assignment"]["subject"]["code"]): row["light"] for row in rows}
    assert lights["revenue", "EAST"] == "red" and lights["revenue", "WEST"] == "green"
    shown = company("track", "exceptions", OCTOBER, by="boss").out
    assert "East" in shown and "Missed" in shown


def test_both_languages(company: Line) -> None:
    chinese = company("track", "exceptions", OCTOBER, by="boss", lang="zh").out
    english = company("track", "exceptions", OCTOBER, by="boss").out
    assert "未达标" in chinese and "华东" in chinese and "Missed" not in chinese
    assert "Missed" in english and "华东" not in english
    assert chinese.count("\n") == english.count("\n")


def test_the_account_sees_only_its_own(company: Line) -> None:
    rows = company("measure", "values", OCTOBER, "--json", by="zhao").json()
    everything = company("measure", "values", OCTOBER, "--json", by="boss").json()
    assert 0 < len(rows) < len(everything)
    hidden = next(row["id"] for row in everything if row["id"] not in {seen["id"] for seen in rows})
    told = company("explain", "value", str(hidden), by="zhao")
    assert told.code == 1 and told.err.startswith("not_found: ") and told.out == ""


def test_the_proof_goes_down_to_rows_and_adds_up(company: Line) -> None:
    rows = company("measure", "values", OCTOBER, "--kpi", "revenue", "--json", by="boss").json()
    east = next(row for row in rows if Decimal(row["actual"]) == 105)
    proof = company("explain", "value", str(east["id"]), "--json", by="boss").json()
    assert Decimal(proof["difference"]) == 0
    tree = company("explain", "value", str(east["id"]), by="boss").out
    assert "└─" in tree and "105" in tree and tree.rstrip().endswith("0")


def test_export_is_the_same_as_the_list(company: Line, tmp_path: Path) -> None:
    out = tmp_path / "values.csv"
    told = company("export", "values", "--from", OCTOBER, "--to", OCTOBER, "--out", str(out), by="wang")
    assert told.code == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.DictReader(file))
    listed = company("measure", "values", OCTOBER, "--json", by="wang").json()
    assert {int(row["id"]): row["actual"] for row in written} == {
        row["id"]: "" if row["actual"] is None else f"{Decimal(row['actual']):f}" for row in listed
    }
    assert not {row["subject"] for row in written} & {"WEST", "HQ"}


@pytest.mark.feature("AN-02")
def test_a_change_over_the_line_in_a_chosen_order(company: Line) -> None:
    """Profit of HQ 75 to 65: cost 160 to 150 first, then revenue 235 to 215."""
    asked = ("cause", "contribution", "profit", "HQ", OCTOBER, "--by", "drivers", "--baseline", "prior_year")
    order = ("--method", "chain", "--factor", "cost", "--factor", "revenue")
    (found,) = company(*asked, *order, "--json", by="boss").json()
    assert (found["convention"], found["order"]) == ("chain", ["cost", "revenue"])
    assert [(part["key"], Decimal(part["change"])) for part in found["parts"]] == [("cost", 10), ("revenue", -20)]
    lines = company(*asked, *order, "--csv", by="boss").out.splitlines()
    assert "cost > revenue" in lines[1]
    refused = company(*asked, "--method", "lmdi", by="boss")
    assert (refused.code, refused.out) == (1, "")


def test_cause_and_action_over_the_line(company: Line) -> None:
    written = company(
        *("cause", "write", "revenue", "EAST", OCTOBER, "--kind", "market", "--text", "Two shops closed"),
        *("--impact=-30", "--json"),
        by="wang",
    )
    assert written.code == 0, written.err
    cause_id = written.json()["id"]
    assert company("cause", "confirm", str(cause_id), by="wang").code == 1  # not by the writer
    assert company("cause", "confirm", str(cause_id), by="boss").code == 0
    added = company(
        *("action", "add", "revenue", "EAST", OCTOBER, "--title", "Open a new shop", "--owner", "E2"),
        *("--due", "2026-12-20", "--effect", "20", "--effect-month", "2026-12", "--cause", str(cause_id), "--json"),
        by="wang",
    )
    assert added.code == 0, added.err
    actions = company("action", "list", "--json", by="boss").json()
    assert [(row["title"], row["cause_id"]) for row in actions] == [("Open a new shop", cause_id)]
    assert Decimal(actions[0]["expected_effect"]) == 20


def test_a_second_person_decides_about_targets(company: Line) -> None:
    proposed = company(
        *(
            "target",
            "propose",
            "revenue",
            "EAST",
            "2026-11",
            "140",
            "--reason",
            "Shops closed",
            "--retroactive",
            "--json",
        ),
        by="admin",
    )
    assert proposed.code == 0, proposed.err
    change = str(proposed.json()["id"])
    own = company("target", "decide", change, "--approve", by="admin")
    assert own.code == 1 and own.err
    decided = company("target", "decide", change, "--approve", "--json", by="boss")
    assert decided.code == 0, decided.err
    history = company("target", "history", "revenue", "EAST", "2026-11", "--json", by="admin").json()
    assert Decimal(history[-1]["target"]) == 140 or Decimal(history[0]["target"]) == 140


@pytest.mark.parametrize(
    ("arguments", "by", "code"),
    [
        (["measure", "run", OCTOBER], "zhao", "permission_denied"),
        (["kpi", "show", "nothing"], "boss", "not_found"),
        (["track", "status", "2031-01"], "boss", "period_unknown"),
        (["audit", "verify"], "boss", "permission_denied"),
        (["kpi", "list"], "", "cli_account_needed"),
        (["kpi", "list"], "ghost", "account_unknown"),
        (["cause", "write", "revenue", "WEST", OCTOBER, "--kind", "market", "--text", "x"], "wang", "not_found"),
        (
            ["cause", "write", "cost", "EAST", OCTOBER, "--kind", "market", "--text", "x"],
            "wang",
            "cli_assignment_unknown",
        ),
        (["target", "set", "revenue", "EAST", OCTOBER, "12,x"], "admin", "cli_value_unreadable"),
        (["collect", "upload-sheet", "/nowhere.xlsx", "--year", "2026"], "admin", "cli_file_missing"),
        (["score", "run", "FY2026-Q4"], "admin", "cli_cycle_unknown"),
    ],
)
def test_refusals_are_a_code_and_a_sentence_and_exit_one(
    company: Line, arguments: list[str], by: str, code: str
) -> None:
    for lang in ("zh", "en"):
        told = company(*arguments, by=by, lang=lang)
        assert told.code == 1 and told.out == ""
        assert told.err.startswith(f"{code}: ")
        is_chinese = any("一" <= char <= "鿿" for char in told.err)
        assert is_chinese == (lang == "zh"), told.err


def test_a_refusal_as_json(company: Line) -> None:
    import json

    told = company("track", "status", "2031-01", "--json", by="boss")
    assert json.loads(told.err)["code"] == "period_unknown"


@pytest.mark.parametrize("arguments", [["kpi"], ["nonsense"], ["kpi", "shoe"], ["track", "status"], ["serve", "--x"]])
def test_wrong_usage_is_two(company: Line, arguments: list[str]) -> None:
    assert company(*arguments, by="boss").code == 2


def test_our_fault_is_three(company: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    from kpiloop.loop.track import selectors

    monkeypatch.setattr(selectors, "statuses", lambda *_, **__: 1 // 0)
    told = company("track", "status", OCTOBER, by="boss")
    assert told.code == 3 and "ZeroDivisionError" in told.err and "id " in told.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["org", "tree"],
        ["org", "people"],
        ["kpi", "list"],
        ["kpi", "show", "revenue"],
        ["kpi", "assignments"],
        ["kpi", "schemes"],
        ["target", "changes"],
        ["collect", "status"],
        ["collect", "batches"],
        ["collect", "quarantine"],
        ["measure", "runs"],
        ["measure", "formulas"],
        ["track", "streaks", OCTOBER],
        ["track", "alerts", "--all"],
        ["cause", "contribution", "revenue", "HQ", OCTOBER],
        ["cause", "contribution", "profit", "HQ", OCTOBER, "--by", "drivers", "--method", "chain"],
        ["cause", "contribution", "revenue", "HQ", OCTOBER, "--by", "unit", "--within", "product"],
        ["cause", "list", OCTOBER],
        ["meeting", "list"],
        ["action", "list", "--overdue"],
        ["period", "status"],
        ["period", "closes"],
        ["score", "cycles"],
        ["bonus", "runs"],
        ["review", "interviews"],
        ["improve", "effects"],
        ["improve", "lessons"],
        ["improve", "proposals"],
        ["improve", "rectifications"],
        ["job", "list"],
        ["job", "dead"],
        ["export", "scores"],
        ["export", "bonuses"],
        ["export", "actions"],
    ],
    ids=" ".join,
)
def test_every_list_answers_in_both_forms(company: Line, arguments: list[str]) -> None:
    shown, machine = company(*arguments, by="admin"), company(*arguments, "--json", by="admin")
    assert (shown.code, machine.code) == (0, 0), shown.err + machine.err
    assert shown.out
    machine.json()
