"""`kpiloop webhook`: addresses of other systems that are told news."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.foundation.notify import selectors, services
from kpiloop.foundation.notify.hooks.choices import EVENTS
from kpiloop.interfaces.cli.options import noun
from kpiloop.interfaces.cli.printing import answer, table
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.interfaces.cli.wording import word
from kpiloop.interfaces.wording.periods import moment

app = noun()
Hook = Annotated[int, typer.Argument(help="id")]


@app.command("list", help=say("所有 webhook 及其状态。", "Every webhook and how it is."))
def list_hooks() -> None:
    """Secrets are never printed again."""
    rows = selectors.hooks(acting())
    heads = ("id", say("名称", "name"), say("地址", "address"), say("状态", "state"), say("待发", "waiting"),
             say("放弃", "given up"), say("消息", "news"))  # fmt: skip
    cells = (
        (row.id, row.name, row.address, word("hook_state", row.state), row.waiting, row.dead, ", ".join(row.events))
        for row in rows
    )
    table(rows, heads, cells, say("没有 webhook。", "No other system is told news."))


@app.command(help=say("新增 webhook；签名密钥只显示这一次。", "Add one; its signing secret is printed this once."))
def add(
    name: Annotated[str, typer.Argument(help=say("名称", "name"))],
    address: Annotated[str, typer.Argument(help="https://…")],
    events: Annotated[list[str], typer.Option("--event", help=", ".join(EVENTS))],
) -> None:
    """Repeat --event for each kind of news."""
    key, secret = services.add_hook(acting(), name=name, address=address, events=events, now=timezone.now())
    answer({"id": key, "secret": secret}, say(f"已新增 {key}。签名密钥：{secret}", f"Added {key}. Secret: {secret}"))


@app.command(help=say("暂停，或用 --on 继续。", "Pause, or go on with --on."))
def pause(hook: Hook, on: Annotated[bool, typer.Option("--on", help=say("继续", "go on"))] = False) -> None:
    """News that comes meanwhile waits."""
    services.pause_hook(acting(), hook=hook, is_active=on, now=timezone.now())
    answer({"id": hook, "is_active": on}, say("已继续。", "It goes on.") if on else say("已暂停。", "It is paused."))


@app.command(help=say("发送测试。", "Send a test."))
def test(hook: Hook) -> None:
    """Sent at once; look at the log how it went."""
    actor = acting()
    services.send_test(actor, hook=hook, now=timezone.now())
    answer({"id": hook}, say("测试已排队，由后台发送。", "The test is queued; background work sends it."))


@app.command(help=say("换一个签名密钥。", "Make another signing secret."))
def secret(hook: Hook) -> None:
    """The earlier one signs nothing from now on."""
    made = services.renew_secret(acting(), hook=hook, now=timezone.now())
    answer({"id": hook, "secret": made}, say(f"新密钥：{made}", f"New secret: {made}"))


@app.command(help=say("删除 webhook。", "Remove a webhook."))
def remove(hook: Hook) -> None:
    """What was sent stays readable in the trail."""
    services.remove_hook(acting(), hook=hook, now=timezone.now())
    answer({"id": hook}, say("已删除。", "Removed."))


@app.command(help=say("发送记录与每次尝试。", "What was sent, with every try."))
def log(hook: Hook) -> None:
    """Newest first."""
    rows = selectors.hook_deliveries(acting(), hook)
    heads = ("id", say("消息", "news"), say("状态", "state"), say("次数", "tries"), say("最近结果", "last answer"),
             say("时间", "at"))  # fmt: skip
    cells = (
        (
            row.id,
            row.event,
            word("delivery", row.state),
            row.attempts,
            f"{row.tries[0].status or ''} {row.tries[0].said[:60]}".strip() if row.tries else "",
            moment(row.created_at),
        )
        for row in rows
    )
    table(rows, heads, cells)


@app.command(help=say("重新发送一条。", "Send one again."))
def again(delivery: Annotated[int, typer.Argument(help="id")]) -> None:
    """Under the same id, so that the receiver knows it."""
    services.redeliver(acting(), delivery=delivery, now=timezone.now())
    answer({"id": delivery}, say("已排队重发。", "It is sent again."))
