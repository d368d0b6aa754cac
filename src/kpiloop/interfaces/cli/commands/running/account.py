"""`kpiloop account`: who may sign in, what they may do, over whom."""

from __future__ import annotations

import secrets
from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.foundation.access import selectors, services
from kpiloop.foundation.access.proposals.reading import account_proposals
from kpiloop.foundation.org import services as org
from kpiloop.interfaces.cli.options import Reason, noun
from kpiloop.interfaces.cli.printing import answer, table
from kpiloop.interfaces.cli.reading import day, existing_file, optional_day
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.interfaces.cli.wording import word

app = noun()
Username = Annotated[str, typer.Argument(help=say("用户名", "account"))]
From = Annotated[str, typer.Option("--from", help=say("起始日，默认今天", "first day, default today"))]
To = Annotated[str, typer.Option("--to", help=say("终止日（不含）", "first day it no longer holds"))]


@app.command("list", help=say("账号清单。", "Accounts."))
def list_accounts() -> None:
    """Accounts with their roles."""
    rows = selectors.accounts(acting())
    heads = (say("用户名", "account"), say("角色", "roles"), say("语言", "language"), say("启用", "active"))
    table(rows, heads, ((r.username, r.roles, r.language, "✓" if r.is_active else "—") for r in rows))


@app.command(help=say("新增账号。", "Add an account."))
def add(
    username: Username,
    role: Annotated[
        list[str], typer.Option(help="executive, performance_admin, unit_head, staff, auditor, system_admin")
    ],
    person: Annotated[str, typer.Option(help=say("工号", "employee number"))] = "",
    password_file: Annotated[
        str, typer.Option(help=say("密码文件；不给则自动生成", "file with the password; made up when absent"))
    ] = "",
    language: Annotated[str, typer.Option("--speaks", help="zh-hans, en")] = "zh-hans",
) -> None:
    """An account with its roles from today on, linked to its employee when one is named."""
    actor = acting()
    given = existing_file(password_file).read_text(encoding="utf-8").strip() if password_file else ""
    password = given or secrets.token_urlsafe(12)
    services.create_account(
        actor, username=username, password=password, language=language, roles=role, on=timezone.localdate()
    )
    if person:
        org.link_account(actor, person=person, username=username)
    shown = "" if given else password
    answer(
        {"username": username, "password": shown or None},
        say(f"账号 {username} 已新增。", f"Account {username} is added.") + (f" {shown}" if shown else ""),
    )


@app.command(help=say("授予角色。", "Grant a role."))
def grant(
    username: Username,
    role: Annotated[str, typer.Option(help=say("角色", "role"))],
    valid_from: From = "",
    valid_to: To = "",
) -> None:
    """From a day to a day."""
    start = day(valid_from) if valid_from else timezone.localdate()
    services.grant_role(acting(), username=username, role=role, valid_from=start, valid_to=optional_day(valid_to))
    answer({"username": username, "role": role}, say("已授予。", "Granted."))


@app.command(help=say("授予数据范围。", "Grant a scope."))
def scope(
    username: Username,
    kind: Annotated[str, typer.Option(help="node, subtree, company")],
    unit: Annotated[str, typer.Option(help=say("部门代码", "unit code"))] = "",
    valid_from: From = "",
    valid_to: To = "",
) -> None:
    """Over which units the rights reach."""
    start = day(valid_from) if valid_from else timezone.localdate()
    org.grant_scope(
        acting(), username=username, kind=kind, unit=unit or None, valid_from=start, valid_to=optional_day(valid_to)
    )
    answer({"username": username, "kind": kind}, say("已授予。", "Granted."))


@app.command(help=say("重置密码。", "Set a new password."))
def password(
    username: Username,
    password_file: Annotated[
        str, typer.Option(help=say("密码文件；不给则自动生成", "file with the password; made up when absent"))
    ] = "",
) -> None:
    """A new password; a made-up one is shown once."""
    given = existing_file(password_file).read_text(encoding="utf-8").strip() if password_file else ""
    chosen = given or secrets.token_urlsafe(12)
    services.set_password(acting(), username=username, password=chosen)
    answer(
        {"username": username, "password": None if given else chosen},
        say("密码已重置。", "The password is set.") + ("" if given else f" {chosen}"),
    )


@app.command(help=say("停用账号。", "Switch an account off."))
def deactivate(username: Username, reason: Reason) -> None:
    """Its trail stays."""
    services.deactivate_account(acting(), username=username, reason=reason, on=timezone.localdate())
    answer({"username": username}, say("已停用。", "Switched off."))


@app.command(help=say("重新启用账号。", "Switch an account on again."))
def reactivate(username: Username, reason: Reason) -> None:
    """With the roles it has."""
    services.reactivate_account(acting(), username=username, reason=reason)
    answer({"username": username}, say("已启用。", "Switched on."))


@app.command(help=say("名单提出的账号变更。", "What lists of people propose for accounts."))
def proposals() -> None:
    """Accounts that wait to be closed or reopened."""
    rows = account_proposals(acting())
    whose, what, since = say("用户名", "account"), say("建议", "what"), say("从", "from")
    heads = (whose, what, since, say("名单", "list"), say("自动", "by itself"))
    lines = ((r.username, word("account_proposal", r.kind), r.on, r.origin, "✓" if r.by_itself else "—") for r in rows)
    table(rows, heads, lines, say("没有待处理的建议。", "Nothing is proposed."))


@app.command(help=say("按建议处理账号，或保持不变。", "Do what is proposed for an account, or leave it."))
def decide(
    username: Username,
    agreed: Annotated[bool, typer.Option("--agree/--keep", help=say("按建议 / 保持", "as proposed / leave it"))],
    reason: Reason = "",
) -> None:
    """The last account that manages accounts is never closed."""
    services.decide_proposal(
        acting(), username=username, is_agreed=agreed, reason=reason, on=timezone.localdate(), now=timezone.now()
    )
    answer({"username": username, "agreed": agreed}, say("已处理。", "Done."))


@app.command(help=say("创建读取接口令牌（只显示一次）。", "Make a token of the read API; shown once."))
def token(name: Annotated[str, typer.Argument(help=say("用途", "what it is for"))]) -> None:
    """A token that acts as the account named by --as."""
    plain = services.create_token(acting(), name=name)
    answer({"name": name, "token": plain}, plain)
