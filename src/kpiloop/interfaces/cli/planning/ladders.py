"""`kpiloop improve runs`, `rules`, `set-rule`, `end-rule`: misses again and again, and what follows from them."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.interfaces.cli.handing_out import hand_out
from kpiloop.interfaces.cli.printing import answer, table
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.interfaces.cli.wording import word
from kpiloop.interfaces.reports.miss_run_export import export_miss_runs
from kpiloop.loop.improve import selectors, services
from kpiloop.loop.improve.choices import ABOUT, OPENS
from kpiloop.loop.improve.ladders.rungs import USUAL, Rung

Code = Annotated[str, typer.Argument(help=say("规则代码", "code of the rule"))]
Misses = Annotated[int | None, typer.Option(min=1, help=say("次数，缺省按规则", "misses; else by the rules"))]
Within = Annotated[int | None, typer.Option(min=1, help=say("最近几期内", "of so many periods"))]


def runs(
    up_to: Annotated[str, typer.Option(help=say("截至月份", "up to this month"))] = "",
    misses: Misses = None,
    within: Within = None,
    state: Annotated[str, typer.Option(help="open, closed")] = "",
    out: Annotated[str, typer.Option(help=say("写入 CSV 文件", "CSV file to write"))] = "",
) -> None:
    """One row per month of each run, with what was opened from it."""
    export = export_miss_runs(acting(), up_to=up_to or None, misses=misses, within=within, state=state or None)
    hand_out(export, out)


def rules() -> None:
    """Rules in force, and what holds where a scheme says nothing."""
    rows = (*selectors.consequence_rules(acting()), *USUAL)
    heads = (
        say("代码", "code"),
        say("方案", "scheme"),
        say("对象", "about"),
        say("未达标次数", "misses"),
        say("最近几期", "of periods"),
        say("等级", "grades"),
        say("后果", "opens"),
    )
    table(
        rows,
        heads,
        (
            (
                rung.code,
                rung.scheme,
                word("rung_about", rung.about),
                rung.misses,
                rung.within or "",
                ", ".join(rung.grades),
                word("rung_opens", rung.opens),
            )
            for rung in rows
        ),
    )


def set_rule(
    code: Code,
    about: Annotated[str, typer.Argument(help=", ".join(ABOUT))],
    opens: Annotated[str, typer.Argument(help=", ".join(OPENS))],
    misses: Annotated[int, typer.Argument(help=say("未达标次数", "misses"))],
    *,
    within: Within = None,
    scheme: Annotated[str, typer.Option(help=say("方案代码，缺省为全部方案", "scheme, every one without it"))] = "",
    grade: Annotated[list[str] | None, typer.Option(help=say("低等级，可重复", "low grade; may be repeated"))] = None,
) -> None:
    """A code that exists changes that rule; it holds from the next close on."""
    rung = Rung(code, about, opens, misses, within, scheme, tuple(grade or ()))
    services.set_rung(acting(), rung=rung, now=timezone.now())
    answer({"rule": code}, say(f"规则 {code} 已设定。", f"Rule {code} is set."))


def end_rule(code: Code) -> None:
    """What it opened stays."""
    services.end_rung(acting(), code=code, now=timezone.now())
    answer({"rule": code}, say(f"规则 {code} 不再生效。", f"Rule {code} no longer holds."))


def register(app: typer.Typer) -> None:
    """Add the verbs to `kpiloop improve`."""
    app.command("runs", help=say("连续或多次未达标清单。", "Misses again and again, open and closed."))(runs)
    app.command("rules", help=say("未达标后果规则。", "Rules of consequences."))(rules)
    app.command("set-rule", help=say("设定后果规则。", "Set a rule of consequences."))(set_rule)
    app.command("end-rule", help=say("停用后果规则。", "End a rule of consequences."))(end_rule)
