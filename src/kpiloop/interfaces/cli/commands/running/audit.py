"""`kpiloop audit`: the trail and its chain."""

from __future__ import annotations

from typing import Annotated

import typer

from kpiloop.foundation.audit import selectors
from kpiloop.interfaces.cli.options import noun
from kpiloop.interfaces.cli.printing import facts, table
from kpiloop.interfaces.cli.session import acting, say

app = noun()


@app.command("list", help=say("审计记录。", "Entries of the trail."))
def list_entries(
    kind: Annotated[str, typer.Option(help=say("对象类型", "kind of object"))] = "",
    key: Annotated[str, typer.Option(help=say("对象标识", "key of the object"))] = "",
    by: Annotated[str, typer.Option(help=say("操作人", "account"))] = "",
    page: Annotated[int, typer.Option(help=say("页", "page"))] = 1,
) -> None:
    """Newest first."""
    found = selectors.entries(acting(), object_kind=kind or None, object_key=key or None, actor=by or None, page=page)
    heads = (
        "#",
        say("时间", "at"),
        say("操作人", "by"),
        say("动作", "verb"),
        say("类型", "kind"),
        say("对象", "object"),
        say("原因", "why"),
    )
    table(
        found.rows,
        heads,
        ((r.seq, f"{r.recorded_at:%F %T}", r.actor, r.verb, r.object_kind, r.object_key, r.reason) for r in found.rows),
    )


@app.command(help=say("校验审计链。", "Follow the chain and name the first entry that does not fit."))
def verify() -> None:
    """Leaves with 1 when the chain is broken."""
    state = selectors.verify_chain(acting())
    shown = {
        say("完整", "whole"): say("是", "yes") if state.ok else say("否", "no"),
        say("条数", "entries"): state.entries,
        say("首个不符", "first broken"): state.first_broken,
    }
    facts(state, shown)
    if not state.ok:
        raise typer.Exit(1)
