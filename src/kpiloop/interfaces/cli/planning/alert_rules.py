"""`kpiloop track rules`, `set-rule`, `end-rule`: what alerts fire on and whom they tell."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.interfaces.cli.options import Reason
from kpiloop.interfaces.cli.printing import answer, table
from kpiloop.interfaces.cli.reading import optional_figure
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.interfaces.cli.wording import full, word
from kpiloop.loop.track import selectors, services
from kpiloop.loop.track.rules.kinds import BASES, RULE_KINDS, SEVERITIES, SIDES, WHO
from kpiloop.loop.track.rules.rows import NewAlertRule

Code = Annotated[str, typer.Argument(help=say("规则代码", "code of the rule"))]

_ALSO = (
    "同时通知：owner、provider、unit_head、head_above、person:工号、role:角色，可重复",
    "told as well: owner, provider, unit_head, head_above, person:NUMBER, role:ROLE; may be repeated",
)
_DAYS = ("月后天数；按日预警为连续天数", "days after the month; watched by the day: days in a row")
_REPEAT = ("持续异常时每隔几天再次通知", "told again every so many days while it stays off")
_ESCALATE = ("几天无人响应后逐级上报", "days without an answer after which the next head up is told")


def _one_of(values: tuple[str, ...]) -> str:
    return ", ".join(values)


def rules() -> None:
    """Every rule in force."""
    rows = selectors.alert_rules(acting())
    heads = (
        say("代码", "code"),
        say("名称", "name"),
        say("类型", "kind"),
        say("指标", "KPI"),
        say("部门", "unit"),
        say("界限", "limit"),
        say("月数", "months"),
        say("天数", "days"),
        say("通知", "tells"),
        say("同时通知", "also tells"),
        say("重复", "repeat"),
        say("升级", "escalate"),
        say("级别", "severity"),
    )
    table(
        rows,
        heads,
        (
            (
                row.code,
                row.name_zh,
                word("alert_rule_kind", row.kind),
                row.kpi,
                row.unit.code if row.unit else "",
                full(row.limit),
                row.waits,
                "" if row.days is None else row.days,
                row.person.code if row.person else word("alert_who", row.who),
                ", ".join(row.also),
                "" if row.repeat_days is None else row.repeat_days,
                "" if row.escalate_days is None else row.escalate_days,
                word("alert_severity", row.severity),
            )
            for row in rows
        ),
    )


def set_rule(
    code: Code,
    kind: Annotated[str, typer.Argument(help=_one_of(RULE_KINDS))],
    *,
    name_zh: Annotated[str, typer.Option("--name", help=say("中文名称", "Chinese name"))],
    name_en: Annotated[str, typer.Option("--name-en", help=say("英文名称", "English name"))] = "",
    kpi: Annotated[str, typer.Option(help=say("指标代码，缺省为全部", "KPI, every one without it"))] = "",
    unit: Annotated[str, typer.Option(help=say("部门及下级，缺省为全部", "unit and below"))] = "",
    limit: Annotated[str, typer.Option(help=say("界限，0.95 即 95%", "limit, 0.95 is 95 %"))] = "",
    months: Annotated[int | None, typer.Option(help=say("连续月数", "months in a row"))] = None,
    days: Annotated[
        int | None,
        typer.Option(help=say(*_DAYS)),
    ] = None,
    base: Annotated[str, typer.Option(help=_one_of(BASES))] = BASES[0],
    side: Annotated[str, typer.Option(help=_one_of(SIDES))] = SIDES[0],
    who: Annotated[str, typer.Option(help=_one_of(WHO))] = WHO[0],
    person: Annotated[str, typer.Option(help=say("指定人员工号", "employee number of a named person"))] = "",
    severity: Annotated[str, typer.Option(help=_one_of(SEVERITIES))] = "normal",
    also: Annotated[list[str] | None, typer.Option(help=say(*_ALSO))] = None,
    repeat_days: Annotated[int | None, typer.Option("--repeat", help=say(*_REPEAT))] = None,
    escalate_days: Annotated[int | None, typer.Option("--escalate", help=say(*_ESCALATE))] = None,
) -> None:
    """A code that exists changes that rule; alerts follow it within a minute."""
    rule = NewAlertRule(
        code=code,
        name_zh=name_zh,
        name_en=name_en,
        kind=kind,
        kpi=kpi,
        unit=unit,
        limit=optional_figure(limit),
        months=months,
        days=days,
        base=base,
        side=side,
        who=who,
        person=person,
        severity=severity,
        also=tuple(also or ()),
        repeat_days=repeat_days,
        escalate_days=escalate_days,
    )
    services.set_alert_rule(acting(), rule=rule, now=timezone.now())
    answer({"rule": code}, say(f"预警规则 {code} 已设定。", f"Rule {code} is set."))


def end_rule(code: Code, reason: Reason = "") -> None:
    """What it set off ends by itself; the usual holds again."""
    services.end_alert_rule(acting(), code=code, reason=reason, now=timezone.now())
    answer({"rule": code}, say(f"预警规则 {code} 不再生效。", f"Rule {code} no longer holds."))


def register(app: typer.Typer) -> None:
    """Add the verbs to `kpiloop track`."""
    app.command("rules", help=say("预警规则。", "Rules of alerts."))(rules)
    app.command("set-rule", help=say("设定预警规则。", "Set a rule of alerts."))(set_rule)
    app.command("end-rule", help=say("停用预警规则。", "End a rule of alerts."))(end_rule)
