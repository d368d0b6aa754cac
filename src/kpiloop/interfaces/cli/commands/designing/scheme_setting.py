"""`kpiloop scheme add`, `set`, `show`: a scheme begun, its names and limits, and what holds beside its cards."""

from __future__ import annotations

import re
from typing import Annotated

import typer
from django.db import transaction
from django.utils import timezone

from kpiloop.interfaces.cli.commands.designing.scheme import Scheme, app
from kpiloop.interfaces.cli.options import Reason
from kpiloop.interfaces.cli.printing import answer, table
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.interfaces.cli.wording import word
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.choices import DEFAULT_CARDS, DUTIES, MISSING_POLICIES

__all__ = ["app"]

Text = str | None
Count = int | None
#: A code is part of addresses.
_CODE = re.compile(r"[-\w]{1,40}", re.ASCII)


def _code(written: str) -> str:
    if not _CODE.fullmatch(written):
        raise typer.BadParameter(
            say("代码只能含字母、数字、- 和 _，最多 40 个。", "A code has letters, digits, - and _ alone, at most 40.")
        )
    return written


@app.command(
    help=say(
        "开始一个方案（草稿）；已有的代码开始空白的下一版（kpi revise-scheme 会带上全部内容）。",
        "Begin a scheme as a draft; a known code begins an empty next version (kpi revise-scheme brings all).",
    )
)
def add(
    scheme: Annotated[str, typer.Argument(callback=_code, help=say("方案代码", "code of the scheme"))],
    *,
    name: Annotated[str, typer.Option("--name", help=say("中文名称", "Chinese name"))],
    year: Annotated[int, typer.Option(min=2000, max=2100, help=say("财年", "fiscal year"))],
    name_en: Annotated[str, typer.Option("--name-en", help=say("英文名称", "English name"))] = "",
    missing: Annotated[
        str, typer.Option(help=say("没有数值的指标：", "KPI without a figure: ") + ", ".join(MISSING_POLICIES))
    ] = MISSING_POLICIES[0],
    most: Annotated[int, typer.Option(min=1, max=30, help=say("考核卡指标数上限", "KPIs on a card, at most"))] = 8,
    blocks: Annotated[
        bool,
        typer.Option(
            "--blocks/--notices",
            help=say("超过上限：不能发布或只提示", "above that: refuse publishing, or only notice"),
        ),
    ] = False,
) -> None:
    """Cards are given next; nothing counts before it is published."""
    actor = acting()
    services.add_scheme(
        actor,
        code=scheme,
        name_zh=name.strip(),
        name_en=name_en.strip(),
        fiscal_year=year,
        missing_policy=missing,
        kpi_limit=most,
        limit_blocks=blocks,
    )
    row = selectors.scheme(actor, scheme)
    said = say(
        f"方案 {scheme} 第 {row.version} 版已开始，为草稿。请分配指标，再发布。",
        f"Scheme {scheme}, version {row.version}, is begun as a draft. Give KPIs next, then publish it.",
    )
    answer({"code": scheme, "version": row.version, "state": row.state}, said)


@app.command(help=say("方案的名称、上限与其他规定。", "Names, limits and further rules of a scheme."))
def show(scheme: Scheme) -> None:
    """Of the newest version."""
    row = selectors.scheme(acting(), scheme)
    told = (
        (say("中文名称", "Chinese name"), row.name_zh),
        (say("英文名称", "English name"), row.name_en),
        (say("版本", "version"), f"{row.version} {word('scheme_state', row.state)}"),
        (say("财年", "fiscal year"), str(row.fiscal_year)),
        (say("没有数值的指标", "a KPI without a figure"), word("missing_policy", row.missing_policy)),
        (say("考核卡指标数上限", "KPIs on a card, at most"), str(row.kpi_limit)),
        (say("超过上限", "above that"), _above(row.limit_blocks)),
        (say("没有考核卡的人员", "people without a card"), word("default_card", row.default_card)),
        (say("一人兼两角", "one person in two roles"), word("duties", row.duties)),
        (say("兼任理由", "waived because"), row.duties_waiver),
        (say("期末前冻结天数", "frozen before an end, days"), str(row.freeze_days)),
    )
    table([row], (say("项目", "what"), say("内容", "says")), told)


def _above(blocks: bool) -> str:
    return say("不能发布", "publishing is refused") if blocks else say("只提示", "only noticed")


@app.command("set", help=say("修改方案的名称、上限与其他规定。", "Change names, limits and further rules of a scheme."))
def change(
    scheme: Scheme,
    *,
    name: Annotated[Text, typer.Option("--name", help=say("中文名称", "Chinese name"))] = None,
    name_en: Annotated[Text, typer.Option("--name-en", help=say("英文名称", "English name"))] = None,
    missing: Annotated[
        Text,
        typer.Option(
            help=say("没有数值的指标，仅草稿可改：", "KPI without a figure, of a draft alone: ")
            + ", ".join(MISSING_POLICIES)
        ),
    ] = None,
    most: Annotated[
        Count, typer.Option(min=1, max=32_767, help=say("考核卡指标数上限", "KPIs on a card, at most"))
    ] = None,
    blocks: Annotated[
        bool | None,
        typer.Option(
            "--blocks/--notices",
            help=say("超过上限：不能发布或只提示", "above that: refuse publishing, or only notice"),
        ),
    ] = None,
    default_card: Annotated[
        Text, typer.Option(help=say("没有考核卡的人员：", "people without a card: ") + ", ".join(DEFAULT_CARDS))
    ] = None,
    duties: Annotated[
        Text, typer.Option(help=say("一人兼两角：", "one person in two roles: ") + ", ".join(DUTIES))
    ] = None,
    waive: Annotated[
        Text,
        typer.Option(
            help=say("一人可兼两角的理由；空为取消", "why one person may hold two roles; empty takes it back")
        ),
    ] = None,
    freeze_days: Annotated[
        Count, typer.Option(min=0, max=31, help=say("期末前冻结天数", "frozen before an end, days"))
    ] = None,
    reason: Reason = "",
) -> None:
    """What is not named stays; names and limits change in force too, the treatment of missing figures in a draft."""
    actor = acting()
    with transaction.atomic():
        services.set_scheme_rules(
            actor,
            code=scheme,
            name_zh=name,
            name_en=name_en,
            missing_policy=missing,
            kpi_limit=most,
            limit_blocks=blocks,
            default_card=default_card,
            duties=duties,
            freeze_days=freeze_days,
            reason=reason,
        )
        if waive is not None and waive.strip() != selectors.scheme(actor, scheme).duties_waiver:
            services.waive_duties(actor, code=scheme, reason=waive, now=timezone.now())
    answer({"code": scheme}, say("已修改。", "Changed."))
