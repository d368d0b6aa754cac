"""Verbs of `kpiloop collect` about figures people enter: what I owe, the queue, approving, returning, flows, locks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.foundation.jobs.services import work_off
from kpiloop.interfaces.cli.errors import ValueUnreadable
from kpiloop.interfaces.cli.options import Reason
from kpiloop.interfaces.cli.printing import answer, table
from kpiloop.interfaces.cli.reading import day, existing_file
from kpiloop.interfaces.cli.session import acting, current, say
from kpiloop.interfaces.cli.wording import full, name, word
from kpiloop.interfaces.reports.entry_sheet import asked_workbook, read_cell, refused_workbook
from kpiloop.interfaces.wording.messages import refusal_sentence
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.entering.rows import EntryRow, NewNode

Entries = Annotated[list[int], typer.Argument(help=say("填报编号", "numbers of entries"))]
Kpis = Annotated[str, typer.Option(help=say("指标代码，逗号分隔", "KPI codes, by comma"))]
Month = Annotated[str, typer.Option("--month", help=say("月份", "month"))]


def mine(month: Month = "") -> None:
    """What the account owes, soonest due first."""
    _show(selectors.my_figures(acting(), today=timezone.localdate(), period=month or None))


def sheet(out: Annotated[str, typer.Argument(help=say("xlsx 文件", "xlsx file"))]) -> None:
    """What the account owes, as a workbook to fill in."""
    rows = selectors.my_figures(acting(), today=timezone.localdate())
    Path(out).expanduser().write_bytes(asked_workbook(rows))
    answer({"figures": len(rows), "file": out}, say(f"{len(rows)} 项已写入 {out}。", f"{len(rows)} figures in {out}."))


def submit_sheet(
    file: Annotated[str, typer.Argument(help=say("填好的 xlsx 文件", "filled-in xlsx file"))],
    refused: Annotated[str, typer.Option(help=say("未收的行写入此文件", "write rows not taken to this file"))] = "",
    is_confirmed: Annotated[
        bool, typer.Option("--confirm", help=say("异常数已核实", "unusual figures are right"))
    ] = False,
) -> None:
    """Good rows are handed on; the others are told with their reasons, and the exit code is 1."""
    done = services.submit_sheet(
        acting(), location=existing_file(file), read=read_cell, is_confirmed=is_confirmed, now=timezone.now()
    )
    work_off()
    if refused and done.refused:
        rows = selectors.my_figures(acting(), today=timezone.localdate())
        Path(refused).expanduser().write_bytes(refused_workbook(done.refused, rows))
    told = [(row.line, row.kpi, row.subject, row.period, refusal_sentence(why)) for row, why in done.refused]
    answer(
        {
            "in_force": done.in_force,
            "on_their_way": done.on_their_way,
            "blank": done.blank,
            "refused": [{"line": line, "reason": why} for line, *_, why in told],
        },
        say(
            f"生效 {done.in_force} 项，流转中 {done.on_their_way} 项，未收 {len(told)} 项。",
            f"{done.in_force} in force, {done.on_their_way} on their way, {len(told)} not taken.",
        ),
    )
    if told and not current().as_json:
        for line, kpi, subject, period, why in told:
            print(f"{line}  {kpi} {subject} {period}  {why}")
    if told:
        raise typer.Exit(1)


def queue() -> None:
    """What waits for the account to check or approve."""
    _show(selectors.queue(acting(), today=timezone.localdate()))


def approve(
    entries: Entries, note: Annotated[str, typer.Option(help=say("说明，红灯必填", "note, needed when red"))] = ""
) -> None:
    """Pass entered figures on, or into force after the last approval."""
    in_force = services.approve_entries(acting(), entries=dict.fromkeys(entries), note=note, now=timezone.now())
    work_off()
    answer(
        {"approved": len(entries), "in_force": in_force},
        say(f"已通过 {len(entries)} 项，其中 {in_force} 项生效。", f"{len(entries)} passed on, {in_force} in force."),
    )


def give_back(
    entries: Entries,
    reason: Reason,
    to_start: Annotated[bool, typer.Option("--to-start", help=say("退回填报人", "to who entered it"))] = False,
) -> None:
    """Give entered figures back, one step or to the start, with the reason."""
    count = services.return_entries(
        acting(), entries=dict.fromkeys(entries), reason=reason, to_start=to_start, now=timezone.now()
    )
    answer({"returned": count}, say(f"已退回 {count} 项。", f"{count} given back."))


def flow(
    code: Annotated[str, typer.Argument(help=say("流程代码", "code of the flow"))],
    kpis: Kpis = "",
    node: Annotated[
        list[str] | None,
        typer.Option(help=say("环节 动作:谁:截止天数，如 check:owner:7", "act:who:due days, e.g. check:owner:7")),
    ] = None,
    title: Annotated[str, typer.Option("--name", help=say("名称", "name"))] = "",
    end: Annotated[bool, typer.Option("--end", help=say("停用", "end it"))] = False,
) -> None:
    """Say through whose hands figures go; `person=E3` names one person."""
    if end:
        services.end_flow(acting(), code=code, now=timezone.now())
        answer({"flow": code}, say(f"流程 {code} 已停用。", f"Flow {code} has ended."))
        return
    nodes = [_node(written) for written in node or []]
    version = services.set_flow(
        acting(), code=code, name_zh=title or code, kpis=_codes(kpis), nodes=nodes, now=timezone.now()
    )
    answer({"flow": code, "version": version}, say(f"流程 {code} 已设定。", f"Flow {code} is set."))


def flows() -> None:
    """Every flow with its hands."""
    rows = selectors.flows(acting())
    heads = (say("代码", "code"), say("名称", "name"), say("指标", "KPIs"), say("环节", "hands"))

    def hands(row: object) -> str:
        nodes = getattr(row, "nodes", ())
        return " → ".join(f"{word('entry_act', node.act)} {word('entry_holder', node.who)}" for node in nodes)

    table(rows, heads, ((row.code, row.name_zh, " ".join(row.kpis), hands(row)) for row in rows))


def delegate(
    principal: Annotated[str, typer.Argument(help=say("委托人工号", "employee number stood in for"))],
    to: Annotated[str, typer.Argument(help=say("代理人工号", "employee number of who stands in"))],
    first: Annotated[str, typer.Option("--from", help=say("首日", "first day"))],
    last: Annotated[str, typer.Option("--to", help=say("不再有效的首日", "first day no longer"))],
    reason: Reason,
    flow_code: Annotated[str, typer.Option("--flow", help=say("仅此流程", "this flow only"))] = "",
    unit: Annotated[str, typer.Option(help=say("仅此部门及下级", "this unit and below only"))] = "",
) -> None:
    """Let somebody act for somebody else, for a time and a scope."""
    key = services.delegate(
        acting(),
        principal=principal,
        to=to,
        valid_from=day(first),
        valid_to=day(last),
        reason=reason,
        flow=flow_code,
        unit=unit,
        now=timezone.now(),
    )
    answer({"delegation": key}, say(f"{to} 代 {principal} 处理。", f"{to} stands in for {principal}."))


def lock(
    code: Annotated[str, typer.Argument(help=say("规则代码", "code of the rule"))],
    kind: Annotated[str, typer.Argument(help="fixed_day, rolling, after_entry")],
    days: Annotated[int, typer.Argument(help=say("天数或期数", "days, or periods kept open"))],
    kpis: Kpis = "",
    end: Annotated[bool, typer.Option("--end", help=say("停用", "end it"))] = False,
) -> None:
    """Say until when reported figures may be changed."""
    services.set_lock_rule(
        acting(), code=code, kind=kind, days=days, kpis=_codes(kpis), is_active=not end, now=timezone.now()
    )
    answer({"lock": code}, say(f"锁定规则 {code} 已设定。", f"Lock {code} is set."))


def unlock(
    account: Annotated[str, typer.Argument(help=say("账号", "account"))],
    kpi: Annotated[str, typer.Argument(help=say("指标代码", "KPI code"))],
    until: Annotated[str, typer.Option(help=say("失效日，当日零点起失效", "day it expires, at its first minute"))],
    reason: Reason,
    month: Month = "",
) -> None:
    """Let one account change one KPI past its lock; it expires by itself."""
    moment = timezone.make_aware(datetime.combine(day(until), time.min))
    key = services.except_from_lock(
        acting(), account=account, kpi=kpi, period=month, until=moment, reason=reason, now=timezone.now()
    )
    told = say(f"{account} 可修改 {kpi} 至 {until}。", f"{account} may change {kpi} until {until}.")
    answer({"exception": key}, told)


def attach(
    kpi: Annotated[str, typer.Argument(help=say("指标代码", "KPI code"))],
    subject: Annotated[str, typer.Argument(help=say("对象代码", "subject code"))],
    month: Annotated[str, typer.Argument(help=say("月份", "month"))],
    file: Annotated[str, typer.Argument(help=say("佐证文件", "file that proves it"))],
) -> None:
    """Attach a file that proves a figure."""
    path: Path = existing_file(file)
    key = services.attach_evidence(
        acting(),
        kpi=kpi,
        subject=subject,
        period=month,
        file_name=path.name,
        content=path.read_bytes(),
        now=timezone.now(),
    )
    answer({"evidence": key}, say(f"已附上 {path.name}。", f"{path.name} is attached."))


def register(app: typer.Typer) -> None:
    """Put these verbs beside the others of the noun."""
    app.command(help=say("我的填报：该填什么、何时截止。", "My figures: what I owe and by when."))(mine)
    app.command(help=say("下载填报工作簿。", "What I owe, as a workbook to fill in."))(sheet)
    app.command("submit-sheet", help=say("上传填好的工作簿。", "Send back a filled-in workbook."))(submit_sheet)
    app.command(help=say("待我审批的填报。", "What waits for my decision."))(queue)
    app.command(help=say("通过填报。", "Approve entered figures."))(approve)
    app.command("return", help=say("退回填报。", "Give entered figures back."))(give_back)
    app.command(help=say("设定填报流程。", "Set through whose hands figures go."))(flow)
    app.command(help=say("填报流程列表。", "Flows of reported figures."))(flows)
    app.command(help=say("设定代理。", "Let somebody stand in."))(delegate)
    app.command(help=say("设定锁定规则。", "Set until when figures may be changed."))(lock)
    app.command(help=say("锁定例外，自动失效。", "Except from a lock; expires by itself."))(unlock)
    app.command(help=say("附上佐证文件。", "Attach a file that proves a figure."))(attach)


def _show(rows: Sequence[EntryRow]) -> None:
    heads = (
        say("编号", "id"),
        say("指标", "KPI"),
        say("对象", "subject"),
        say("期间", "period"),
        say("数值", "value"),
        say("目标", "target"),
        say("状态", "state"),
        say("截止", "due"),
        say("轮到", "turn of"),
    )
    cells = (
        (
            row.id or "",
            row.line.kpi.code,
            row.subject.code,
            row.period_code,
            full(row.value),
            full(row.target),
            word("entry_state", row.state),
            f"{row.due_on:%F}",
            ", ".join(name(person) for person in row.holders),
        )
        for row in rows
    )
    table(rows, heads, cells, say("没有待办。", "Nothing waits."))


def _node(written: str) -> NewNode:
    act, _, rest = written.partition(":")
    who, _, due = rest.partition(":")
    kind, _, person = who.partition("=")
    if not due.isdigit():
        raise ValueUnreadable(written=written, wanted="check:owner:7")
    return NewNode(act, kind, int(due), person=person)


def _codes(written: str) -> list[str]:
    return [code.strip() for code in written.split(",") if code.strip()]
