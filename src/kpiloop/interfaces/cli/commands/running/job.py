"""`kpiloop job`: background runs, and news that did not arrive."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.foundation.jobs import selectors, services
from kpiloop.interfaces.cli.options import noun
from kpiloop.interfaces.cli.printing import answer, table
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.interfaces.cli.wording import word

app = noun()
Id = Annotated[int, typer.Argument(help="id")]


@app.command("list", help=say("后台任务。", "Background runs."))
def list_runs(state: Annotated[str, typer.Option(help="queued, running, done, failed, cancelled")] = "") -> None:
    """Runs, newest first."""
    page = selectors.runs(acting(), state=state or None)
    heads = (
        "id",
        say("类型", "kind"),
        say("状态", "state"),
        say("次数", "attempt"),
        say("步骤", "step"),
        say("提交", "by"),
        say("错误", "error"),
    )
    table(
        page.rows,
        heads,
        ((r.id, r.kind, word("run", r.state), r.attempt, r.step, r.actor, r.error_code) for r in page.rows),
    )


@app.command(help=say("取消任务。", "Cancel a run."))
def cancel(run_id: Id) -> None:
    """It leaves no effect."""
    services.cancel_run(acting(), run_id=run_id)
    answer({"id": run_id}, say("已取消。", "Cancelled."))


@app.command(help=say("放弃的消息。", "News that was given up."))
def dead() -> None:
    """Deliveries that failed eight times."""
    rows = selectors.dead_letters(acting())
    heads = ("id", say("消息", "news"), say("接收方", "receiver"), say("次数", "attempts"), say("错误", "error"))
    table(rows, heads, ((r.id, r.kind, r.receiver, r.attempts, r.last_error) for r in rows))


@app.command(help=say("重新投递放弃的消息。", "Deliver given-up news again."))
def retry(delivery_id: Id) -> None:
    """Eight more attempts."""
    services.retry_delivery(acting(), delivery_id=delivery_id, now=timezone.now())
    answer({"id": delivery_id}, say("将重新投递。", "It will be delivered again."))


@app.command(help=say("就地做完等待的任务与消息（无需 serve）。", "Do waiting runs and news here, without serve."))
def work() -> None:
    """Until nothing is left."""
    count = services.work_off()
    answer({"done": count}, say(f"完成 {count} 项。", f"{count} done."))
