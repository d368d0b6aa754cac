"""Files for payroll by program: made, read with control totals, and answered line by line or as a whole."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.interfaces.api.scoring.payroll_schemas import (
    AnswerIn,
    LineAnswersIn,
    OwedOut,
    PayFileOut,
    PayFileWithLinesOut,
)
from kpiloop.loop.reward import selectors, services
from kpiloop.loop.reward.pay_rows import LineAnswer

router = Router(tags=["payroll"])


@reading(
    router, "/cycles/{int:cycle_id}/payroll", answer=OwedOut, permission="pay.view_all", object_kind="cycle",
    summary="What payroll does not have yet of the released run of a quarter",
)  # fmt: skip
def get_owed(request: HttpRequest, cycle_id: int) -> OwedOut:
    """`run` is null while no run is released."""
    viewer = reader(request)
    selectors.cycle(viewer, cycle_id)
    return OwedOut.of(selectors.owed_to_payroll(viewer, cycle_id=cycle_id))


@reading(
    router, "/pay-files", answer=list[PayFileOut], permission="pay.view_all", object_kind="pay_file",
    summary="Files for payroll with control totals and state",
)  # fmt: skip
def list_pay_files(request: HttpRequest, cycle: int | None = None) -> list[PayFileOut]:
    """Newest first."""
    return [PayFileOut.of(row) for row in selectors.pay_files(reader(request), cycle_id=cycle)]


@reading(
    router, "/pay-files/{int:file_id}", answer=PayFileWithLinesOut, permission="pay.view_all", object_kind="pay_file",
    summary="A file for payroll with its lines",
)  # fmt: skip
def get_pay_file(request: HttpRequest, file_id: int) -> PayFileWithLinesOut:
    """It never changes after it was made, but for what payroll says."""
    return PayFileWithLinesOut.of(selectors.pay_file(reader(request), file_id=file_id))


@writing(
    router, "/bonus-runs/{int:run_id}/pay-file", answer=PayFileWithLinesOut, permission="bonus.approve",
    object_kind="bonus_run", summary="Make the file payroll pays a released run by",
)  # fmt: skip
def make_pay_file(request: HttpRequest, run_id: int) -> PayFileWithLinesOut:
    """Whole amounts first, later only what differs."""
    return PayFileWithLinesOut.of(services.make_pay_file(reader(request), run_id=run_id, now=timezone.now()))


@writing(
    router, "/pay-files/{int:file_id}/answer", answer=PayFileOut, permission="bonus.approve", object_kind="pay_file",
    summary="Record what payroll said about a whole file",
)  # fmt: skip
def answer_pay_file(request: HttpRequest, file_id: int, body: AnswerIn) -> PayFileOut:
    """What was rejected is owed again; payroll answers once."""
    return PayFileOut.of(
        services.answer_pay_file(
            reader(request), file_id=file_id, state=body.state, answer=body.note, now=timezone.now()
        )
    )


@writing(
    router, "/pay-files/{int:file_id}/status", answer=PayFileWithLinesOut, permission="bonus.approve",
    object_kind="pay_file", summary="Record what payroll said about every line of a file",
)  # fmt: skip
def answer_pay_lines(request: HttpRequest, file_id: int, body: LineAnswersIn) -> PayFileWithLinesOut:
    """Every line once, or nothing is recorded; what was rejected is owed again."""
    answers = [LineAnswer(line.id, line.state, line.reason) for line in body.lines]
    return PayFileWithLinesOut.of(
        services.answer_pay_lines(reader(request), file_id=file_id, answers=answers, now=timezone.now())
    )
