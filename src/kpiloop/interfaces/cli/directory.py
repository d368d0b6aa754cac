"""Every command by name, with one line about it: enough for --help without loading a single one."""

from __future__ import annotations

from dataclasses import dataclass

_COMMANDS = "kpiloop.interfaces.cli.commands"


@dataclass(frozen=True)
class Entry:
    """One word after `kpiloop`."""

    module: str  #: module that defines `app`
    zh: str  #: what it is for, in Chinese
    en: str  #: the same in English
    is_open: bool = False  #: True: works before there is an installation


def _entry(module: str, zh: str, en: str, *, is_open: bool = False) -> Entry:
    return Entry(f"{_COMMANDS}.{module}", zh, en, is_open)


DIRECTORY: dict[str, Entry] = {
    "demo": _entry(
        "demo", "构建演示公司并跑完整个闭环", "build the demo company and run the whole loop over it", is_open=True
    ),
    "init": _entry(
        "init",
        "建立安装：数据库、密钥、首个管理员",
        "create an installation: database, keys, first administrator",
        is_open=True,
    ),
    "serve": _entry("serve", "启动页面、后台任务与计划", "pages, background work and schedule in one process group"),
    "doctor": _entry(
        "doctor", "检查安装，每个问题都给出解决办法", "check the installation; every failure names its fix"
    ),
    "account": _entry("account", "账号、角色、数据范围与令牌", "accounts, roles, scopes and tokens"),
    "org": _entry("org", "部门、岗位、人员与任职", "units, positions, people and appointments"),
    "kpi": _entry("kpi", "指标字典与指标分配", "KPI dictionary and assignments"),
    "target": _entry("target", "目标值与目标变更", "targets and changes of targets"),
    "collect": _entry("collect", "采集数据：上传、运行、隔离", "collect facts: upload, run, quarantine"),
    "measure": _entry("measure", "计算指标与口径公式", "compute KPIs; formulas"),
    "track": _entry("track", "达标状态与预警", "lights and alerts"),
    "cause": _entry("cause", "偏差构成与原因", "what is behind a variance, and its causes"),
    "meeting": _entry("meeting", "经营分析会", "business review meetings"),
    "action": _entry("action", "行动项", "actions"),
    "period": _entry("period", "期间状态、关账与反关账", "state of periods; close and reopen"),
    "review": _entry("review", "绩效评审与面谈", "performance reviews and interviews"),
    "score": _entry("score", "考核得分", "scores"),
    "bonus": _entry("bonus", "奖金核算", "bonus runs"),
    "statement": _entry("statement", "个人奖金单与排行榜", "statement of a person, leaderboards"),
    "improve": _entry("improve", "效果验证、改进计划、经验与建议", "effects, improvement plans, lessons and proposals"),
    "export": _entry("export", "导出数值、得分、奖金、行动项", "export values, scores, bonuses, actions"),
    "explain": _entry(
        "explain", "这个数怎么来的：逐层展开到源数据行", "why this number: the proof down to source rows"
    ),
    "job": _entry("job", "后台任务与消息", "background runs and news"),
    "audit": _entry("audit", "审计轨迹", "the audit trail"),
}
