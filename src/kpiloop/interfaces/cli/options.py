"""Arguments and options that many commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from kpiloop.interfaces.cli.session import say

Month = Annotated[str, typer.Argument(help=say("月份，如 2026-10", "month, e.g. 2026-10"))]
Quarter = Annotated[str, typer.Argument(help=say("季度，如 FY2026-Q4", "quarter, e.g. FY2026-Q4"))]
Kpi = Annotated[str, typer.Argument(help=say("指标代码", "KPI code"))]
Subject = Annotated[
    str, typer.Argument(help=say("部门或岗位代码、工号", "code of the unit or position, or employee number"))
]
Person = Annotated[str, typer.Argument(help=say("工号", "employee number"))]
Day = Annotated[str, typer.Option(help=say("日期，如 2026-10-31", "day, e.g. 2026-10-31"))]
Text = Annotated[str, typer.Option(help=say("文字", "text"))]
Reason = Annotated[str, typer.Option(help=say("原因", "why"))]
#: The Chinese name something had when it was decided to give it another one.
Was = Annotated[
    str,
    typer.Option("--was", help=say("决定改名时的名称；现已不同则拒绝", "name it had then; refused if another now")),
]
Yes = Annotated[bool, typer.Option("--yes", help=say("确认执行", "do it, after it was explained"))]
NewTerms = Annotated[
    bool,
    typer.Option(
        "--new-terms",
        help=say("按当前口径而非原评分口径", "by the terms as they stand now, not those it was worked out by"),
    ),
]


def noun() -> typer.Typer:
    """A noun with verbs."""
    return typer.Typer(rich_markup_mode=None, no_args_is_help=True, add_completion=False)
