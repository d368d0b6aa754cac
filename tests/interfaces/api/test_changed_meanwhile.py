"""What somebody else changed meanwhile is one kind of refusal and one status, whatever it is about."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterator

import pytest
from django.test import RequestFactory

import kpiloop
from kpiloop.engine.errors import ChangedMeanwhile, Refusal
from kpiloop.interfaces.api.root import api
from kpiloop.loop.plan.errors.targets import TargetChanged

#: Every code by which somebody learns that another one was faster.
FASTER = {
    "changed_meanwhile",
    "organisation_changed", "org_state_moved", "places_changed",
    "scheme_changed", "strategy_changed", "target_changed", "change_decided",
    "source_renamed", "roster_changed", "collect_entry_changed", "quarantine_decided", "correction_decided",
    "action_changed",
    "plan_outdated", "calibration_outdated", "adjustment_decided",
    "close_outdated", "late_outdated", "bundle_plan_outdated", "letter_changed", "charter_changed",
}  # fmt: skip
#: What changed here is no record that two people write: columns of a source, a file outside, the program itself.
NO_RECORD = {"source_changed", "registered_file_changed", "cli_database_outdated"}


def codes_below(above: type[Refusal]) -> Iterator[str]:
    for module in pkgutil.walk_packages(kpiloop.__path__, "kpiloop."):
        if ".errors" in module.name:
            importlib.import_module(module.name)
    waiting = [above]
    while waiting:
        found = waiting.pop()
        waiting += found.__subclasses__()
        yield found.code


def test_the_kind_holds_exactly_these() -> None:
    assert set(codes_below(ChangedMeanwhile)) == FASTER


def test_a_new_code_of_this_meaning_is_of_the_kind() -> None:
    meant = {code for code in codes_below(Refusal) if code.endswith(("_changed", "_outdated", "_decided", "_renamed"))}
    assert meant - FASTER == NO_RECORD


@pytest.mark.parametrize("code", sorted(FASTER))
def test_each_answers_409(code: str) -> None:
    answer = api.on_exception(RequestFactory().post("/api/v1/x"), ChangedMeanwhile(code))
    told = json.loads(answer.content)
    assert (answer.status_code, told["status"], told["code"]) == (409, 409, code)
    assert code not in told["title"], "the sentence is known"


def test_both_versions_are_told_where_they_are_known() -> None:
    refusal = TargetChanged(by="wang", theirs="120", yours="100", kpi="revenue", subject="EAST", period="2026-10")
    told = json.loads(api.on_exception(RequestFactory().post("/api/v1/x"), refusal).content)
    assert (told["yours"], told["theirs"], told["by"]) == ("100", "120", "wang")
