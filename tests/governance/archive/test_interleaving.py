"""Closing, late loads, edits, runs and reopening in any order: nothing is lost, and closed figures never move."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.db import transaction
from hypothesis import HealthCheck
from hypothesis import settings as steps
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.governance.archive import selectors, services
from kpiloop.governance.archive.models import Close
from kpiloop.governance.archive.rows import ClosePlan
from kpiloop.loop.measure.computing.months import prepare_computation
from kpiloop.loop.measure.models import Value
from kpiloop.loop.measure.services import runs
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.models import Target
from kpiloop.loop.plan.rows import NewTarget
from kpiloop.loop.track import services as track
from tests.loop import company

MONTH = "2026-10"
Figures = dict[int, tuple[Decimal | None, Decimal | None, str]]


class Interleaving(RuleBasedStateMachine):
    """One month of the trading company under everybody's hands; runs are cut in two so that others come between."""

    actors: dict[str, Actor]

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.sold = 60  # SH in the month, as the facts say
        self.target = Decimal(100)  # of revenue SH
        self.looked: ClosePlan | None = None
        self.reported: dict[int, tuple[str, Figures]] = {}  # revision -> hash and figures, noted when it was made

    def teardown(self) -> None:
        newest = max(self.reported, default=0)
        if newest:
            assert selectors.replay(self.actors["boss"], period_code=MONTH, revision=newest).is_same
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @property
    def is_closed(self) -> bool:
        return calendar.period(SYSTEM, MONTH).is_closed

    @rule(sold=st.integers(50, 120))
    def load(self, sold: int) -> None:
        if sold == self.sold:
            return
        company.publish_facts({**company.FACTS, MONTH: {**company.FACTS[MONTH], "SH": (sold, 100, 60)}})
        self.sold = sold

    @rule(sold=st.integers(50, 120), between=st.sampled_from(["close", "close", "reopen", "nothing"]))
    def load_and_run(self, sold: int, between: str) -> None:
        """A load, and a run that reads, is overtaken by somebody, and only then stores."""
        self.load(sold)
        run = runs._begin(SYSTEM, MONTH, MONTH, warehouse.current_version_number())
        months = [calendar.period(SYSTEM, MONTH)]
        computation = prepare_computation(SYSTEM, months=months, version=run.warehouse_version, kpis=None)
        if between == "close":
            self.look()
            self.close()
        elif between == "reopen" and self.is_closed:
            self.reopen()
        runs._store(SYSTEM, run, [computation], company.NOW, lambda step, done, total: None)
        track.assess(SYSTEM, first=MONTH, last=MONTH, now=company.NOW)

    @rule(aim=st.integers(80, 130))
    def edit(self, aim: int) -> None:
        wanted = NewTarget(company.assignment_id("revenue", "SH"), MONTH, Decimal(aim))
        was_closed = self.is_closed and Decimal(aim) != self.target
        try:
            plan.set_targets(SYSTEM, targets=[wanted], method="manual")
        except Refusal as refused:
            assert was_closed
            assert refused.code == "targets_closed"
        else:
            assert not was_closed
            self.target = Decimal(aim)
            track.assess(SYSTEM, first=MONTH, last=MONTH, now=company.NOW)

    @rule()
    def look(self) -> None:
        self.looked = services.prepare_close(self.actors["admin"], period_code=MONTH, now=company.NOW)

    @precondition(lambda self: self.looked is not None)
    @rule()
    def close(self) -> None:
        assert self.looked is not None
        was_closed = self.is_closed
        try:
            done = services.apply_close(self.actors["admin"], self.looked, waiver="月结", now=company.NOW)
        except Refusal as refused:
            assert refused.code == "close_outdated"
            assert not was_closed
        else:
            if not was_closed:
                self.reported[done.revision] = (done.sha256, frozen(done.revision))
        self.looked = None

    @precondition(lambda self: self.is_closed)
    @rule()
    def reopen(self) -> None:
        asked = services.request_reopen(
            self.actors["admin"], period_code=MONTH, reason="补录", until=company.NOW.date(), now=company.NOW
        )
        services.approve_reopen(self.actors["boss"], reopening_id=asked, now=company.NOW)

    @invariant()
    def every_revision_stands_as_it_was_made(self) -> None:
        for revision, (sha256, figures) in self.reported.items():
            assert Close.objects.get(period__code=MONTH, revision=revision).snapshot_sha256 == sha256
            assert frozen(revision) == figures

    @invariant()
    def live_figures_of_a_closed_month_are_the_reported_ones(self) -> None:
        if not self.is_closed:
            return
        figures = self.reported[max(self.reported)][1]
        current = Value.objects.filter(period__code=MONTH, is_current=True)
        live = dict(current.values_list("pk", "actual"))
        held = Close.objects.get(period__code=MONTH, revision=max(self.reported)).figures
        for key, actual in held.exclude(value=None).values_list("value_id", "actual"):
            assert live[key] == actual
        assert len(figures) == held.count()

    @invariant()
    def nothing_loaded_or_decided_is_lost(self) -> None:
        number = warehouse.current_version_number()
        assert number is not None
        files = warehouse.version(number).manifest["orders"]
        rows = [row for file in files for row in pq.read_table(place_of(file.path)).to_pylist()]
        assert [int(row["net"]) for row in rows if row["no"] == f"{MONTH}-SH"] == [self.sold]
        line = company.assignment_id("revenue", "SH")
        assert Target.objects.get(assignment_id=line, period__code=MONTH, is_current=True).target == self.target


def place_of(path: str) -> str:
    found = list(settings.HOME.rglob(path.rsplit("/", 1)[-1]))
    return str(found[0])


def frozen(revision: int) -> Figures:
    close = Close.objects.get(period__code=MONTH, revision=revision)
    rows = close.figures.values_list("assignment_id", "actual", "target_figure", "light")
    return {key: (actual, target, light) for key, actual, target, light in rows}


@pytest.mark.feature("N02")
def test_closed_figures_never_move_whatever_comes_between(actors: dict[str, Actor]) -> None:
    class OfThisCompany(Interleaving):
        pass

    OfThisCompany.actors = actors
    machine: Callable[[], RuleBasedStateMachine] = OfThisCompany
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=steps(
            max_examples=2, stateful_step_count=8, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
