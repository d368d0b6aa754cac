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
from kpiloop.loop.reward.pay_rows import LineAnswer, NewBase, PayFileRow
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


def answers(file: PayFileRow, **rejected: str) -> list[LineAnswer]:
    """What payroll says: everything accepted but the people named, with its reason."""
    found = []
    for line in file.lines:
        reason = rejected.get(line.person.code, "")
        found.append(LineAnswer(f"{file.id}-{line.person.code}", "rejected" if reason else "accepted", reason))
    return found


def test_lines_payroll_rejects_are_owed_again_and_no_others(actors: Actors, cycle: int) -> None:
    """E3 and E6 of five are rejected: 6,400 and 18,000. E3's new base makes it 7,680, so 25,680 are owed."""
    boss = actors["boss"]
    run = released(actors, cycle)
    first = services.make_pay_file(boss, run_id=run, now=NOW)
    told = answers(first, E3="账号已注销", E6="重名，请核对")
    done = services.answer_pay_lines(boss, file_id=first.id, answers=told, now=NOW)
    assert (done.state, done.answered_by, done.total) == ("partly", "boss", first.total)
    assert {line.person.code: line.answer for line in done.lines if line.state == "rejected"} == {
        "E3": "账号已注销", "E6": "重名，请核对",
    }  # fmt: skip
    owed = selectors.owed_to_payroll(boss, cycle_id=cycle)
    assert owed is not None
    assert (owed.run_id, owed.people, owed.total, owed.is_first) == (run, 2, Decimal("24400.00"), False)
    again = corrected(actors, cycle)
    assert made(actors, again) == {"E3": "7680.00", "E6": "18000.00"}
    left = selectors.owed_to_payroll(boss, cycle_id=cycle)
    assert left is not None and (left.people, left.total) == (0, 0)


@pytest.mark.parametrize(("rejected", "state"), [((), "accepted"), (tuple(AMOUNTS), "rejected")])
def test_lines_of_one_mind_are_the_answer_of_the_file(
    actors: Actors, cycle: int, rejected: tuple[str, ...], state: str
) -> None:
    file = services.make_pay_file(actors["boss"], run_id=released(actors, cycle), now=NOW)
    told = answers(file, **dict.fromkeys(rejected, "x"))
    done = services.answer_pay_lines(actors["boss"], file_id=file.id, answers=told, now=NOW)
    assert (done.state, {line.state for line in done.lines}) == (state, {state})


def test_a_status_file_names_every_line_once_or_nothing_is_recorded(actors: Actors, cycle: int) -> None:
    boss = actors["boss"]
    file = services.make_pay_file(boss, run_id=released(actors, cycle), now=NOW)
    whole = answers(file)
    wrong = {
        "pay_lines_missing": whole[1:],
        "pay_lines_unknown": [*whole[1:], LineAnswer(f"{file.id}-E999", "accepted")],
        "pay_reason_missing": [*whole[1:], LineAnswer(whole[0].line, "rejected", "  ")],
        "reward_choice_unknown": [*whole[1:], LineAnswer(whole[0].line, "perhaps")],
    }
    for code, told in [*wrong.items(), ("pay_lines_unknown", [*whole, whole[0]])]:
        with pytest.raises(Refusal) as refused:
            services.answer_pay_lines(boss, file_id=file.id, answers=told, now=NOW)
        assert refused.value.code == code
    held = selectors.pay_file(boss, file_id=file.id)
    assert (held.state, {line.state for line in held.lines}) == ("made", {"made"})
    for name in ("admin", "wang", "zhao"):
        with pytest.raises(Refusal):
            services.answer_pay_lines(actors[name], file_id=file.id, answers=whole, now=NOW)


def test_nothing_is_owed_before_a_release_and_nobody_else_is_told(actors: Actors, cycle: int) -> None:
    assert selectors.owed_to_payroll(actors["boss"], cycle_id=cycle) is None
    released(actors, cycle)
    owed = selectors.owed_to_payroll(actors["admin"], cycle_id=cycle)
    assert owed is not None
    assert (owed.people, owed.total, owed.open_lines, owed.is_first) == (5, Decimal("108150.00"), 1, True)
    for name in ("wang", "zhao"):
        with pytest.raises(Refusal):
            selectors.owed_to_payroll(actors[name], cycle_id=cycle)


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
