"""`kpiloop scheme set`, `show`: names of a scheme, its limits, and what holds beside its cards."""

from __future__ import annotations

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
