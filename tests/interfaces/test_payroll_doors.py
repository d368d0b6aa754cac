"""Payroll by program and from the command line; figures as in tests/loop/reward/test_payroll.py."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.reward import selectors
from tests.interfaces.api.sending import get, post
from tests.interfaces.cli.conftest import Line, company, line  # noqa: F401 - fixtures
from tests.interfaces.web.test_payroll_pages import cycle, release  # noqa: F401 - fixture
from tests.loop.reward.test_bonus import AMOUNTS
from tests.loop.trading import actors, built_company  # noqa: F401 - fixtures

pytestmark = pytest.mark.feature("S20")
Actors = dict[str, Actor]


@pytest.mark.feature("SC-05")
def test_the_same_by_program(actors: Actors, cycle: int) -> None:  # noqa: F811
    admin, boss = actors["admin"], actors["boss"]
    assert get(boss, f"/cycles/{cycle}/payroll")[1]["run"] is None
    run = release(actors, cycle)
    owed = get(admin, f"/cycles/{cycle}/payroll")[1]
    assert (owed["run"], owed["people"], Decimal(owed["total"]), owed["open_lines"]) == (run, 5, Decimal(108150), 1)
    assert post(admin, f"/bonus-runs/{run}/pay-file")[0] == 404
    status, made = post(boss, f"/bonus-runs/{run}/pay-file")
    assert (status, made["kind"], made["state"]) == (200, "whole", "made")
    assert {row["person"]: Decimal(row["amount"]) for row in made["lines"]} == {
        person: Decimal(amount) for person, amount in AMOUNTS.items()
    }
    lines = [{"id": row["id"], "state": "accepted"} for row in made["lines"]]
    lines[0] |= {"state": "rejected", "reason": "账号已注销"}  # E1, 30,000.00
    early = post(boss, f"/pay-files/{made['id']}/status", {"lines": lines[1:]})
    assert (early[0], early[1]["code"]) == (400, "pay_lines_missing")
    done = post(boss, f"/pay-files/{made['id']}/status", {"lines": lines})[1]
    assert (done["state"], done["lines"][0]["reason"]) == ("partly", "账号已注销")
    second = post(boss, f"/bonus-runs/{run}/pay-file")[1]
    assert (second["kind"], second["people"], Decimal(second["total"])) == ("difference", 1, Decimal(30000))
    answered = post(boss, f"/pay-files/{second['id']}/answer", {"state": "accepted", "note": "paid"})[1]
    assert (answered["state"], answered["answer"]) == ("accepted", "paid")
    assert [row["number"] for row in get(admin, f"/pay-files?cycle={cycle}")[1]] == [2, 1]
    assert get(admin, f"/pay-files/{made['id']}")[1]["sha256"] == made["sha256"]
    assert get(actors["wang"], f"/pay-files/{made['id']}")[0] == 404


@pytest.mark.feature("SC-05")
def test_the_same_from_the_command_line(
    company: Line,  # noqa: F811
    actors: Actors,  # noqa: F811
    cycle: int,  # noqa: F811
    tmp_path: Path,
) -> None:
    run = release(actors, cycle)
    out, back = tmp_path / "pay.csv", tmp_path / "status.csv"
    made = company("payroll", "make", str(run), "--out", str(out), by="boss")
    assert made.code == 0, made.err
    assert json.loads((tmp_path / "pay.csv.control.json").read_text(encoding="utf-8"))["total"] == "108150.00"
    (file,) = selectors.pay_files(actors["boss"], cycle_id=cycle)
    head, *rows = out.read_text(encoding="utf-8-sig").splitlines()
    answered = [row + (",rejected,账号已注销" if ",E3," in row else ",accepted,") for row in rows]
    back.write_text("\n".join([head + ",state,reason", *answered]), encoding="utf-8")
    assert company("payroll", "status", str(file.id), str(back), by="admin").code == 1
    told = company("payroll", "status", str(file.id), str(back), by="boss")
    assert told.code == 0, told.err
    assert "rejected lines: 1" in told.out and "E3: 账号已注销" in told.out
    again = company("payroll", "make", str(run), "--out", str(out), by="boss")
    assert again.code == 0 and "6400.00" in out.read_text(encoding="utf-8-sig")
    assert len(out.read_text(encoding="utf-8-sig").splitlines()) == 2
