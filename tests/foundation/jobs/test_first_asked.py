"""Rooms register when somebody first asks: a process that never asked for work has to know what every other one knows.

Pages, and a command that computes, ask such questions before they ask for any work.
"""

from __future__ import annotations

import sys
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from kpiloop.foundation.jobs import registry
from kpiloop.foundation.notify import duties
from kpiloop.loop.collect.entering import computed
from kpiloop.loop.measure.restating import terms

ROOM = "tests.foundation.jobs.late_room"


@pytest.fixture(autouse=True)
def only_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has just begun: a room is named, and nobody has asked yet."""
    monkeypatch.delitem(sys.modules, ROOM, raising=False)
    monkeypatch.setattr(registry, "_named", [ROOM])
    for module in (computed, terms, duties):
        monkeypatch.setattr(module, "_sources", {})


def test_a_page_knows_what_is_computed_before_any_work_was_asked_for() -> None:
    assert computed.computed_kpis(date(2026, 10, 31)) == {7}


def test_a_run_knows_the_terms_of_a_reopened_month_before_any_work_was_asked_for() -> None:
    month: Any = SimpleNamespace(state=terms.REOPENED)
    assert terms.kept_terms(month) == ("terms of the close",)


def test_a_reminder_knows_who_owes_before_any_work_was_asked_for() -> None:
    assert [name for name, _ in duties.sources()] == ["late room"]
