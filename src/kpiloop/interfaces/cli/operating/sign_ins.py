"""Accounts of the trial company, kept beside it so that every start can print them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from kpiloop.interfaces.cli.printing import width
from kpiloop.interfaces.cli.session import say

FILE = "demo-sign-ins.json"


def keep(home: Path, accounts: Sequence[dict[str, str]]) -> None:
    """Write the sign-ins: username, password and what the account is for in both languages."""
    (home / FILE).write_text(json.dumps(list(accounts), ensure_ascii=False, indent=1), encoding="utf-8")


def lines(home: Path) -> list[str]:
    """One line per account of the trial company; none for a company of one's own."""
    path = home / FILE
    if not path.exists():
        return []
    kept = json.loads(path.read_text(encoding="utf-8"))
    widest = max((width(account["username"]) for account in kept), default=0)
    head = say("演示账号：", "Accounts of the demo company:")
    return [head, *(f"  {_padded(account, widest)}  {account['password']}  {_purpose(account)}" for account in kept)]


def _padded(account: dict[str, str], widest: int) -> str:
    return account["username"] + " " * (widest - width(account["username"]))


def _purpose(account: dict[str, str]) -> str:
    return say(account.get("zh", ""), account.get("en", ""))
