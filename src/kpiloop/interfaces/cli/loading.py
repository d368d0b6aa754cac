"""Commands are loaded when called: `kpiloop --help` must answer at once and load nothing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from kpiloop.interfaces.cli import session
from kpiloop.interfaces.cli.directory import DIRECTORY
from kpiloop.interfaces.cli.installation import open_installation, speak, start_framework


class CommandDirectory(TyperGroup):
    """Finds a command by name, opens the installation for it, then loads it."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Names in the order of the directory."""
        return list(DIRECTORY)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command, or None when there is no such name."""
        entry = DIRECTORY.get(cmd_name)
        if entry is None:
            return None
        if entry.is_open or session.current().asks_help:
            start_framework(session.current().home)
            speak(session.current().language)
        else:
            open_installation()
        command = typer.main.get_command(import_module(entry.module).app)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The list in --help, from the directory alone."""
        rows = [(name, session.say(entry.zh, entry.en)) for name, entry in DIRECTORY.items()]
        with formatter.section(session.say("命令", "Commands")):
            formatter.write_dl(rows)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Shared options, which may stand anywhere on the line."""
        rows = [
            (
                "--home DIR",
                session.say(
                    "安装目录（默认 ./.kpiloop 或 KPILOOP_HOME）", "home directory (default ./.kpiloop or KPILOOP_HOME)"
                ),
            ),
            ("--as USER", session.say("以该账号读写业务数据", "read and write business data as this account")),
            ("--json", session.say("以 JSON 输出", "answer in JSON")),
            (
                "--language zh|en",
                session.say(
                    "输出语言（默认取账号或系统语言）", "language (default: of the account, else of the system)"
                ),
            ),
            ("--help", session.say("显示说明", "show this")),
        ]
        with formatter.section(session.say("选项（可放在任何位置）", "Options (anywhere on the line)")):
            formatter.write_dl(rows)
        self.format_commands(ctx, formatter)
