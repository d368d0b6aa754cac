"""`kpiloop review`: performance reviews and interviews."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.interfaces.cli.options import Day, Quarter, Text, noun
from kpiloop.interfaces.cli.picking import cycle_of
from kpiloop.interfaces.cli.printing import answer, table
from kpiloop.interfaces.cli.reading import day
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.interfaces.cli.wording import name, word
from kpiloop.loop.reward import selectors, services

app = noun()
Id = Annotated[int, typer.Argument(help="id")]


@app.command("list", help=say("某季度的绩效评审。", "Reviews of a quarter."))
def list_reviews(
    quarter: Quarter, scheme: Annotated[str, typer.Option(help=say("方案代码", "scheme code"))] = ""
) -> None:
    """Visible reviews and where each stands."""
    viewer = acting()
    rows = selectors.reviews(viewer, cycle_id=cycle_of(viewer, quarter, scheme).id)
    heads = ("id", say("姓名", "person"), say("主管", "manager"), say("状态", "state"))
    table(rows, heads, ((r.id, name(r.person), name(r.manager), word("review_state", r.state)) for r in rows))


@app.command("self", help=say("自评。", "Write the own review."))
def write_self(review_id: Id, text: Text) -> None:
    """The person's own view."""
    services.self_review(acting(), review_id=review_id, text=text, now=timezone.now())
    answer({"id": review_id}, say("自评已提交。", "Written."))


@app.command(help=say("主管评价。", "Write the manager's review."))
def manager(review_id: Id, text: Text) -> None:
    """The line manager's view."""
    services.manager_review(acting(), review_id=review_id, text=text, now=timezone.now())
    answer({"id": review_id}, say("评价已提交。", "Written."))


@app.command(help=say("确认评审结果，可注明保留意见。", "Confirm the review, with a reservation if there is one."))
def confirm(
    review_id: Id, reservation: Annotated[str, typer.Option(help=say("保留意见", "what is not agreed"))] = ""
) -> None:
    """The person has read it."""
    services.confirm_review(acting(), review_id=review_id, reservation=reservation, now=timezone.now())
    answer({"id": review_id}, say("已确认。", "Confirmed."))


@app.command(help=say("面谈清单。", "Interviews."))
def interviews(state: Annotated[str, typer.Option(help="due, held, signed")] = "") -> None:
    """Talks that must be or were held."""
    rows = selectors.interviews(acting(), state=state or None)
    heads = (
        "id",
        say("类型", "kind"),
        say("姓名", "person"),
        say("面谈人", "by"),
        say("到期", "due"),
        say("状态", "state"),
    )
    table(
        rows,
        heads,
        ((r.id, word("interview_kind", r.kind), name(r.person), name(r.interviewer), r.due_on, r.state) for r in rows),
    )


@app.command("hold-interview", help=say("记录面谈。", "Record that an interview was held."))
def hold_interview(interview_id: Id, contents: Text, on: Day) -> None:
    """What was said and when."""
    services.hold_interview(acting(), interview_id=interview_id, contents=contents, held_on=day(on))
    answer({"id": interview_id}, say("已记录。", "Recorded."))


@app.command("sign-interview", help=say("签署面谈记录。", "Sign an interview."))
def sign_interview(interview_id: Id) -> None:
    """Both sign, each for themselves."""
    state = services.sign_interview(acting(), interview_id=interview_id, now=timezone.now())
    answer({"id": interview_id, "state": state}, say("已签署。", "Signed."))
