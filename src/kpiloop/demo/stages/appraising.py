"""The last quarter as people live it: scored, reviewed, calibrated, published, paid, talked about and signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction

from kpiloop.demo.clock import StoryClock
from kpiloop.demo.design import Design
from kpiloop.demo.people import Cast
from kpiloop.demo.structure import account_of, employees
from kpiloop.foundation.access import services as access
from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.reward import selectors as read
from kpiloop.loop.reward import services as reward
from kpiloop.loop.reward.choices import ACCEPTED
from kpiloop.loop.reward.rows import CycleRow, ReviewRow

#: Who has written about the own quarter, and whose manager has answered; everybody else is still to do it.
SELF_WRITTEN = ("E0011", "E0031", "E1101", "E1102", "E1103", "E3101")
MANAGER_WRITTEN = ("E0011", "E1101", "E1103")
SIGNED = ("E1101", "E1102", "E3101")
SELF_TEXT = "完成了计划内的重点工作；交付受仓库切换影响，已按周跟进。"
MANAGER_TEXT = "目标清楚、跟进及时；下季度重点是交付和毛利。"
TALK_TEXT = "对照得分表逐项沟通，双方确认改进重点与所需支持。"
KEPT_TEXT = "单位人数少，按得分定级，不做强制分布。"


def appraise_quarter(design: Design, cast: Cast, clock: StoryClock, cycle: CycleRow, pool: Decimal) -> tuple[int, int]:
    """Take the newest closed quarter through its stages on its days; returns sheets scored and bonuses paid."""
    scored = reward.score_cycle(
        cast.admin, cycle_id=cycle.id, now=clock.after(1, 10), waiver=design.said("历史季度")
    ).sheets
    _write_reviews(design, cast, clock, cycle)
    _calibrate(design, cast, clock, cycle)
    reward.publish_cycle(cast.admin, cycle_id=cycle.id, now=clock.after(1, 9))
    clock.tick(60)
    paid = pay_quarter(design, cast, clock, cycle, pool)
    clock.after(0, 15)
    _sign(design, cast, clock, cycle)
    return scored, paid


def score_past_quarter(
    design: Design, cast: Cast, clock: StoryClock, cycle: CycleRow, pool: Decimal
) -> tuple[int, int]:
    """Bring in a quarter of the past: scored, published, paid and with payroll; returns sheets and bonuses."""
    scored = reward.score_cycle(cast.admin, cycle_id=cycle.id, now=clock.tick(), waiver=design.said("历史季度")).sheets
    reward.publish_cycle(cast.admin, cycle_id=cycle.id, now=clock.tick())
    paid = pay_quarter(design, cast, clock, cycle, pool)
    _hand_over(cast, clock, cycle)
    return scored, paid


def pay_quarter(design: Design, cast: Cast, clock: StoryClock, cycle: CycleRow, pool: Decimal) -> int:
    """Prepare a bonus run and have somebody else release it; returns the number of lines."""
    clock.tick()
    document = f"{design.said('奖金包决议')} {cycle.period_code}"
    plan = reward.prepare_bonus(cast.admin, cycle_id=cycle.id, pool=pool, pool_document=document)
    assert plan.run_id is not None
    return reward.apply_bonus(cast.executive, run_id=plan.run_id, now=clock.tick(5)).lines


def _hand_over(cast: Cast, clock: StoryClock, cycle: CycleRow) -> None:
    """Payroll has the money of a quarter of the past and took all of it."""
    owed = read.owed_to_payroll(cast.executive, cycle_id=cycle.id)
    assert owed is not None
    file = reward.make_pay_file(cast.executive, run_id=owed.run_id, now=clock.tick())
    reward.answer_pay_file(cast.executive, file_id=file.id, state=ACCEPTED, now=clock.tick(5))


def hold_past_talks(design: Design, cast: Cast, clock: StoryClock, cycle_ids: Sequence[int]) -> int:
    """Talks about quarters of the past are on record, signed by both; returns how many."""
    acting = _actors(design, clock.now.date())
    due = [row for row in read.interviews(cast.admin, state="due") if row.cycle_id in cycle_ids]
    with transaction.atomic():
        for talk in due:
            person = acting[talk.person.code]
            leader = acting[talk.interviewer.code] if talk.interviewer else cast.admin  # nobody stands above the head
            reward.hold_interview(
                leader, interview_id=talk.id, contents=design.said(TALK_TEXT), held_on=clock.now.date()
            )
            for signer in (leader, person):
                reward.sign_interview(signer, interview_id=talk.id, now=clock.now)
    return len(due)


def _write_reviews(design: Design, cast: Cast, clock: StoryClock, cycle: CycleRow) -> None:
    acting = _actors(design, clock.now.date())
    by_person = {row.person.code: row for row in read.reviews(cast.admin, cycle_id=cycle.id)}
    clock.after(1, 9)
    for number in _known(SELF_WRITTEN, by_person):
        review = by_person[number]
        reward.self_review(acting[number], review_id=review.id, text=design.said(SELF_TEXT), now=clock.tick())
    clock.after(0, 15)
    for number in _known(MANAGER_WRITTEN, by_person):
        review = by_person[number]
        if review.manager is not None:
            leader = acting[review.manager.code]
            reward.manager_review(leader, review_id=review.id, text=design.said(MANAGER_TEXT), now=clock.tick())


def _calibrate(design: Design, cast: Cast, clock: StoryClock, cycle: CycleRow) -> None:
    reward.open_calibrations(cast.admin, cycle_id=cycle.id, now=clock.after(1, 10))
    clock.after(0, 14)
    judges = (("E0001", cast.executive), ("E0060", cast.finance), ("E0070", cast.admin))
    for session in read.calibrations(cast.admin, cycle_id=cycle.id):
        people = {member.subject.code for member in session.members}
        # Nobody confirms a group with the own grade in it.
        confirming = [actor for number, actor in judges if number not in people]
        for actor in confirming[:1]:
            reward.confirm_calibration(
                actor, calibration_id=session.id, now=clock.tick(), exception=design.said(KEPT_TEXT)
            )


def _sign(design: Design, cast: Cast, clock: StoryClock, cycle: CycleRow) -> None:
    acting = _actors(design, clock.now.date())
    for sheet in read.sheets(cast.admin, cycle_id=cycle.id, kind="person"):
        if sheet.subject.code in SIGNED:
            reward.sign_sheet(acting[sheet.subject.code], sheet_id=sheet.id, now=clock.tick())


def _actors(design: Design, on: date) -> dict[str, Actor]:
    """Everybody of the company as an actor, by employee number."""
    return {person.number: access.actor_named(account_of(person), on=on) for person in employees(design)}


def _known(numbers: Sequence[str], held: dict[str, ReviewRow]) -> list[str]:
    """Those of the numbers somebody is reviewed under; a smaller company has fewer people."""
    return [number for number in numbers if number in held]
