"""`kpiloop init`: the only way an installation and its first administrator come to be."""

from __future__ import annotations

import secrets
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.foundation.access import selectors as accounts
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.access.services import bootstrap_admin
from kpiloop.foundation.audit.services import guard_trail
from kpiloop.foundation.calendar.services import ensure_calendar
from kpiloop.foundation.org.services import grant_scope
from kpiloop.interfaces.cli import session
from kpiloop.interfaces.cli.installation import apply_migrations
from kpiloop.interfaces.cli.printing import tell, tell_json
from kpiloop.interfaces.cli.reading import existing_file
from kpiloop.interfaces.cli.session import say

#: The first administrator sees all of the company's past, however far back it is brought in.
EVER = date(1970, 1, 1)

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(
    help=say(
        "建立或升级安装；已有安装只升级数据库。",
        "Create an installation, or bring the database of an existing one up to date.",
    )
)
def init(
    username: Annotated[str, typer.Option(help=say("首个管理员的用户名", "name of the first administrator"))] = "admin",
    password_file: Annotated[
        str,
        typer.Option(
            help=say(
                "密码文件，- 表示标准输入；不给则自动生成",
                "file with the password, - for standard input; made up when absent",
            )
        ),
    ] = "",
    fiscal_start: Annotated[
        int, typer.Option(min=1, max=12, help=say("财年起始月", "month the fiscal year begins in"))
    ] = 1,
) -> None:
    """Home directory, keys, tables, calendar, first administrator; what exists is kept."""
    home = session.current().home
    prepare_home(home)
    apply_migrations()
    if accounts.installation_has_accounts(SYSTEM):
        tell(say(f"安装已是最新：{home}", f"The installation is up to date: {home}"))
        return
    password = _password(password_file)
    today = timezone.localdate()
    ensure_calendar(
        SYSTEM,
        fiscal_start_month=fiscal_start,
        first_month=date(today.year - 1, 1, 1),
        last_month=date(today.year + 1, 12, 1),
    )
    bootstrap_admin(
        SYSTEM, username=username, password=password, on=date(today.year - 1, 1, 1), language=session.current().language
    )
    grant_scope(SYSTEM, username=username, kind="company", valid_from=EVER)
    guard_trail(SYSTEM)
    _report(home, username, "" if password_file else password)


def prepare_home(home: Path) -> None:
    """Create the directory and the signing key; an existing key is kept, or every session would end."""
    for part in ("secrets", "run/static", "uploads", "warehouse"):
        (home / part).mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    (home / "secrets").chmod(0o700)
    key = home / "secrets" / "signing.key"
    if not key.exists():
        key.touch(mode=0o600)
        key.write_text(secrets.token_urlsafe(64), encoding="ascii")


def _password(password_file: str) -> str:
    if not password_file:
        return secrets.token_urlsafe(12)
    read = sys.stdin.readline() if password_file == "-" else existing_file(password_file).read_text(encoding="utf-8")
    return read.strip()


def _report(home: Path, username: str, made_up: str) -> None:
    if session.current().as_json:
        tell_json({"home": home, "username": username, "password": made_up or None})
        return
    tell(say(f"安装已建立：{home}", f"The installation is ready: {home}"))
    if made_up:
        tell(
            say(
                f"管理员 {username}，密码 {made_up}（只显示这一次）",
                f"Administrator {username}, password {made_up} (shown this once)",
            )
        )
    tell(say("下一步：kpiloop serve", "Next: kpiloop serve"))
