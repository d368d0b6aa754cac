"""`kpiloop collect source ...` and `kpiloop collect secret`: where facts come from and how we sign in there."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.interfaces.cli.options import noun
from kpiloop.interfaces.cli.printing import answer
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.loop.collect import services

app = noun()
Source = Annotated[str, typer.Argument(help=say("数据源代码", "source code"))]


def secret(
    source: Source,
    name: Annotated[str, typer.Option(help=say("密钥名称", "name of the secret"))] = "password",
    remove: Annotated[bool, typer.Option("--remove", help=say("删除已保存的密钥", "forget it"))] = False,
) -> None:
    """Read from standard input or asked for without showing it; never printed again."""
    actor = acting()
    if remove:
        services.remove_secret(actor, source=source, name=name, now=timezone.now())
        answer({"source": source, "name": name, "set": False}, say("已删除。", "Removed."))
        return
    services.set_secret(actor, source=source, name=name, value=_typed(name), now=timezone.now())
    answer({"source": source, "name": name, "set": True}, say("已加密保存。", "Sealed and kept."))


def _typed(name: str) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt(say(f"{name}（不显示）", f"{name} (not shown)"), hide_input=True))
