"""Files for payroll: control totals, answers, and corrections as differences only (S20)."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.loop.reward import selectors, services
from kpiloop.loop.reward.pay_rows import NewBase
from tests.loop import company
from tests.loop.reward.test_bonus import AMOUNTS, released

pytestmark = pytest.mark.feature("S20")
Actors = dict[str, Actor]
NOW = company.NOW


def made(actors: Actors, run: int) -> dict[str, str]:
    """Amounts of a new file by employee number."""
    file = services.make_pay_file(actors["boss"], run_id=run, now=NOW)
    return {line.person.code: f"{line.amount:.2f}" for line in file.lines}


def corrected(actors: Actors, cycle: int) -> int:
    """E3's base goes from 10,000 to 12,000 for the quarter: 12,000 x 0.8 x 0.8 = 7,680, 1,280 more."""
    later = NewBase("E3", Decimal(12000), date(2026, 7, 1), "D-300")
    services.set_bonus_bases(actors["admin"], bases=[later])
    plan = services.prepare_bonus(
        actors["admin"], cycle_id=cycle, pool=Decimal(120000), pool_document="D-200", correction_reason="base of E3"
    )
    assert plan.run_id is not None
    services.apply_bonus(actors["boss"], run_id=plan.run_id, now=NOW)
    return plan.run_id


def test_the_first_file_holds_every_payable_amount(actors: Actors, cycle: int) -> None:
    run = released(actors, cycle)
    file = services.make_pay_file(actors["boss"], run_id=run, now=NOW)
    assert {line.person.code: f"{line.amount:.2f}" for line in file.lines} == AMOUNTS
    assert (file.people, file.total, file.number) == (5, sum(map(Decimal, AMOUNTS.values())), 1)
    content = "".join(f"{person},{amount}\n" for person, amount in sorted(AMOUNTS.items()))
    assert file.sha256 == hashlib.sha256(content.encode()).hexdigest()
    assert selectors.pay_file(actors["boss"], file_id=file.id) == file


def test_again_there_is_nothing_to_pay(actors: Actors, cycle: int) -> None:
    run = released(actors, cycle)
    made(actors, run)
    with pytest.raises(Refusal) as refused:
        made(actors, run)
    assert refused.value.code == "pay_nothing_new"


def test_a_correction_is_a_difference(actors: Actors, cycle: int) -> None:
    made(actors, released(actors, cycle))
    run = corrected(actors, cycle)
    assert made(actors, run) == {"E3": "1280.00"}
    lines = selectors.bonus_lines(actors["boss"], run_id=run)
    paid: dict[str, Decimal] = {}
    for file in selectors.pay_files(actors["boss"], cycle_id=cycle):
        for line in file.lines:
            paid[line.person.code] = paid.get(line.person.code, Decimal(0)) + line.amount
    assert paid == {line.person.code: line.amount for line in lines if line.amount is not None}


def test_what_payroll_rejects_is_owed_again(actors: Actors, cycle: int) -> None:
    run = released(actors, cycle)
    first = services.make_pay_file(actors["boss"], run_id=run, now=NOW)
    services.answer_pay_file(actors["boss"], file_id=first.id, state="rejected", answer="wrong month", now=NOW)
    second = services.make_pay_file(actors["boss"], run_id=run, now=NOW)
    assert (second.total, second.number) == (first.total, 2)
    done = services.answer_pay_file(actors["boss"], file_id=second.id, state="accepted", now=NOW)
    assert (done.state, done.answered_by) == ("accepted", "boss")
    with pytest.raises(Refusal) as refused:
        services.answer_pay_file(actors["boss"], file_id=second.id, state="rejected", now=NOW)
    assert refused.value.code == "pay_file_answered"


def test_only_a_released_run_and_only_by_right(actors: Actors, cycle: int) -> None:
    plan = services.prepare_bonus(actors["admin"], cycle_id=cycle, pool=Decimal(120000), pool_document="D-200")
    assert plan.run_id is not None
    with pytest.raises(Refusal) as refused:
        services.make_pay_file(actors["boss"], run_id=plan.run_id, now=NOW)
    assert refused.value.code == "cycle_stage"
    run = released(actors, cycle)
    for name in ("wang", "zhao"):
        with pytest.raises(Refusal):
            services.make_pay_file(actors[name], run_id=run, now=NOW)
        with pytest.raises(Refusal):
            selectors.pay_files(actors[name])


def test_the_trail_names_no_amount(actors: Actors, cycle: int) -> None:
    services.make_pay_file(actors["boss"], run_id=released(actors, cycle), now=NOW)
    entry = AuditEntry.objects.filter(object_kind="pay_file").get()
    assert not any(amount.split(".")[0] in str(entry.after) for amount in AMOUNTS.values())
