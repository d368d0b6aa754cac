"""`kpiloop serve`: pages, background work and schedule under one small supervisor."""

from __future__ import annotations

import threading
from typing import Annotated

import typer

from kpiloop.interfaces.cli import session
from kpiloop.interfaces.cli.errors import ValueUnreadable
from kpiloop.interfaces.cli.operating import sign_ins
from kpiloop.interfaces.cli.printing import tell
from kpiloop.interfaces.cli.serving.address import require_free, wait_until_listening, wanted_port
from kpiloop.interfaces.cli.serving.children import NAMES, PAGES, children
from kpiloop.interfaces.cli.serving.supervisor import Supervisor
from kpiloop.interfaces.cli.session import say

app = typer.Typer(rich_markup_mode=None, add_completion=False)
START_SECONDS = 60.0


@app.command(
    help=say("启动页面、后台任务与计划，Ctrl-C 停止。", "Serve pages, background work and schedule; Ctrl-C stops.")
)
def serve(
    host: Annotated[str, typer.Option(help=say("监听地址", "address to listen at"))] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(help=say("端口（默认 PORT 或 8000）", "port (default PORT or 8000)"))
    ] = None,
    only: Annotated[
        str,
        typer.Option(
            help=say("只启动其中几个，用逗号分隔", "only some of them, comma-separated") + ": pages,jobs,schedule"
        ),
    ] = "",
    workers: Annotated[int, typer.Option(help=say("页面进程数", "processes for the pages"))] = 2,
) -> None:
    """Check the address, start the processes, keep them running."""
    names = _names(only)
    chosen = wanted_port(port)
    if PAGES in names:
        require_free(host, chosen)
    supervisor = Supervisor(
        children(session.current().home, host=host, port=chosen, names=names, workers=workers), _report
    )
    if PAGES in names:
        threading.Thread(target=_announce, args=(host, chosen, supervisor.stopped), daemon=True).start()
    else:
        tell(say(f"已启动：{'、'.join(names)}。Ctrl-C 停止。", f"Running: {', '.join(names)}. Ctrl-C stops."))
    supervisor.run()
    tell(say("已全部停止。", "All stopped."))


def _names(only: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in only.split(",") if name.strip()) or NAMES
    for name in names:
        if name not in NAMES:
            raise ValueUnreadable(written=f"--only {name}", wanted=",".join(NAMES))
    return names


def _announce(host: str, port: int, stopped: threading.Event) -> None:
    if not wait_until_listening(host, port, START_SECONDS) or stopped.is_set():
        return
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    tell(say(f"KPILoop 绩环：http://{shown}:{port}/", f"KPILoop: http://{shown}:{port}/"))
    for line in sign_ins.lines(session.current().home):
        tell(line)
    tell(say("Ctrl-C 停止。", "Ctrl-C stops."))


def _report(event: str, name: str) -> None:
    texts = {
        "died": say(f"{name} 进程意外结束，即将重启。", f"The process {name} ended; it will be started again."),
        "restarted": say(f"{name} 进程已重启。", f"The process {name} was started again."),
        "killed": say(
            f"{name} 进程未按时停止，已强制结束。", f"The process {name} did not stop in time and was ended."
        ),
    }
    tell(texts[event])
