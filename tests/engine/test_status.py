"""Lights and misses in a row: B4 and B6."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from kpiloop.engine.status import rag, runs_of, streak
from kpiloop.engine.values import Missing


@pytest.mark.parametrize(
    ("reached", "light"), [("1", "green"), ("0.999999", "amber"), ("0.9", "amber"), ("0.8999", "red"), ("-2", "red")]
)
def test_lights(reached: str, light: str) -> None:
    assert rag(D(reached), green=D(1), amber=D("0.9")) == light


def test_b4_slack_for_figures_that_passed_through_binary_floats() -> None:
    assert rag(D(repr(0.7 + 0.1 + 0.1)), green=D("0.9"), amber=D("0.8")) == "green"


def test_no_value_is_neither_green_nor_red() -> None:
    assert rag(Missing("no_target"), green=D(1), amber=D("0.9")) == "na"


@pytest.mark.feature("CA-04")
def test_b6_a_period_without_value_breaks_the_run() -> None:
    assert streak(["red", "red", "na", "red", "red", "red"]) == 3
    assert streak(["red", "red", "na"]) == 0
    assert streak(["red", "green"]) == 0


def test_runs_are_listed_with_first_last_and_whether_open() -> None:
    runs = runs_of(["red", "red", "green", "red"])
    assert [(run.first, run.last, run.length, run.is_open) for run in runs] == [(0, 1, 2, False), (3, 3, 1, True)]
