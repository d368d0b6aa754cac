"""`kpiloop demo`: the demo company with the whole loop run over it, ready to look at."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from kpiloop.demo.design import FEWEST_MONTHS, LANGUAGES, SIZES
from kpiloop.demo.run import DemoSummary, run_demo
from kpiloop.foundation.access import selectors as accounts
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.audit.services import guard_trail
from kpiloop.interfaces.cli import session
from kpiloop.interfaces.cli.errors import OtherInstallation, ValueUnreadable
from kpiloop.interfaces.cli.installation import apply_migrations
from kpiloop.interfaces.cli.operating import cut_off, sign_ins
from kpiloop.interfaces.cli.operating.init import prepare_home
from kpiloop.interfaces.cli.printing import tell, tell_json
from kpiloop.interfaces.cli.session import say

app = typer.Typer(rich_markup_mode=None, add_completion=False)
STEPS = {
    "organise": ("组织、人员与账号", "organisation, people and accounts"),
    "plan": ("战略目标、指标、方案与目标值", "objectives, KPIs, scheme and targets"),
    "sources": (
        "源系统：ERP 数据库、财务工作簿、运营文件",
        "source systems: ERP database, finance workbook, operations files",
    ),
    "collect": ("采集数据", "collect facts"),
    "scan": ("读取明细", "read the facts"),
    "compute": ("计算指标", "compute KPIs"),
    "store": ("保存指标值", "store the values"),
    "track": ("状态与预警", "lights and alerts"),
    "review": ("经营分析会、决议与行动", "review meetings, decisions and actions"),
    "close": ("关账", "close the months"),
    "reward": ("得分、等级与奖金", "scores, grades and bonus"),
    "improve": ("效果验证与改进", "effects and improvement"),
}
COUNTS = {
    "units": ("组织单元", "units"),
    "people": ("人员", "people"),
    "accounts": ("账号", "accounts"),
    "objectives": ("战略目标", "objectives"),
    "kpis": ("指标", "KPIs"),
    "assignments": ("考核指标行", "KPI assignments"),
    "targets": ("目标值", "targets"),
    "read": ("读入行", "rows read"),
    "kept": ("保留行", "rows kept"),
    "quarantined": ("待处理行", "rows quarantined"),
    "loads": ("加载批次", "loads"),
    "values": ("指标值", "KPI values"),
    "failures": ("计算失败", "failed computations"),
    "statuses": ("状态灯", "statuses"),
    "alerts": ("预警", "alerts"),
    "causes": ("原因", "causes"),
    "meetings": ("经营分析会", "review meetings"),
    "actions": ("行动", "actions"),
    "closed": ("已关账月份", "months closed"),
    "scores": ("得分", "scores"),
    "bonuses": ("奖金", "bonuses"),
    "effects": ("已验证效果", "effects checked"),
    "rectifications": ("整改", "rectifications"),
    "improvement_plans": ("改进计划", "improvement plans"),
    "unanswered": ("无人回应的未达成", "misses without an answer"),
    "signatures": ("方案签署", "signatures below the scheme"),
    "digests": ("摘要邮件", "digests"),
}
_begun: set[str] = set()


@app.command(help=say("构建演示公司并跑完整个闭环。", "Build the demo company and run the whole loop over it."))
def demo(
    seed: Annotated[
        int, typer.Option(help=say("随机种子：相同的种子得到相同的公司", "the same seed gives the same company"))
    ] = 2026,
    size: Annotated[str, typer.Option(help="small, standard, large")] = "standard",
    until: Annotated[str, typer.Option(help=say("最后一个月", "last month"))] = "2026-10",
    months: Annotated[
        int, typer.Option(min=FEWEST_MONTHS, max=60, help=say("生成多少个月", "how many months are generated"))
    ] = 24,
    fiscal_start: Annotated[
        int, typer.Option(min=1, max=12, help=say("财年起始月", "month the fiscal year begins in"))
    ] = 1,
    lang: Annotated[
        str,
        typer.Option(help=say("公司自己的文字与账号的语言：zh 或 en", "language of its people and files: zh or en")),
    ] = "",
) -> None:
    """Build once; a second call finds the company and leaves it as it is."""
    home = session.current().home
    lang = lang or say("zh", "en")
    _require_readable(size, until, lang)
    if not session.current().is_language_chosen:  # who asks for an English company reads English
        session.change(language=session.LANGUAGES[lang])
    if (home / sign_ins.FILE).exists():
        tell(say(f"演示公司已存在：{home}", f"The demo company is here already: {home}"))
        return
    _clear_home(home)
    started = time.monotonic()
    summary = run_demo(
        seed=seed,
        size=size,
        until=until,
        months=months,
        fiscal_start_month=fiscal_start,
        report=_progress,
        language=lang,
    )
    guard_trail(SYSTEM)
    _finish(home, summary, time.monotonic() - started)


def _require_readable(size: str, until: str, lang: str) -> None:
    if lang not in LANGUAGES:
        raise ValueUnreadable(written=f"--lang {lang}", wanted=", ".join(LANGUAGES))
    if size not in SIZES:
        raise ValueUnreadable(written=f"--size {size}", wanted=", ".join(SIZES))
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", until):
        raise ValueUnreadable(written=f"--until {until}", wanted="2026-10")


def _clear_home(home: Path) -> None:
    """Begin in an empty home, starting over after a build that was cut off; refuse somebody's installation."""
    if cut_off.is_marked(home) and cut_off.clear(home):
        tell(say("上次的构建中断了，现在重新开始。", "The last build was cut off; starting over."))
    kept = cut_off.there_before(home)
    prepare_home(home)
    apply_migrations()
    if accounts.installation_has_accounts(SYSTEM) or cut_off.is_marked(home):
        raise OtherInstallation(home=home)
    cut_off.mark(home, kept)


def _finish(home: Path, summary: DemoSummary, seconds: float) -> None:
    sign_ins.keep(home, summary.accounts)
    cut_off.unmark(home)
    if session.current().as_json:
        tell_json({"home": home, "seconds": round(seconds, 1), "counts": summary.counts, "accounts": summary.accounts})
        return
    tell(say(f"演示公司已建好（{seconds:.0f} 秒）：{home}", f"The demo company is ready ({seconds:.0f} s): {home}"))
    for name, count in summary.counts.items():
        tell(f"  {count:>8,}  {say(*COUNTS[name])}")
    for line in sign_ins.lines(home):
        tell(line)
    tell(say("下一步：kpiloop serve", "Next: kpiloop serve"))


def _progress(step: str, done: int, total: int) -> None:
    """A line when a step begins, and how far it is where somebody watches."""
    if step not in _begun:
        _begun.add(step)
        tell(f"· {_word(step)}")
    if total > 1 and sys.stdout.isatty() and not session.current().as_json:
        print(f"\r  {done}/{total} ", end="\n" if done == total else "", flush=True)


def _word(step: str) -> str:
    zh, en = STEPS.get(step, (step, step))
    return say(zh, en)
