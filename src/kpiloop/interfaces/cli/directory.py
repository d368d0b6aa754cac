"""Every command by name, with one line about it: enough for --help without loading a single one."""

from __future__ import annotations

from dataclasses import dataclass

_CLI = "kpiloop.interfaces.cli"


@dataclass(frozen=True)
class Entry:
    """One word after `kpiloop`."""

    module: str  #: module that defines `app`
    zh: str  #: what it is for, in Chinese
    en: str  #: the same in English
    is_open: bool = False  #: True: works before there is an installation


def _operating(module: str, zh: str, en: str, *, is_open: bool = False) -> Entry:
    return Entry(f"{_CLI}.operating.{module}", zh, en, is_open)


def _business(module: str, zh: str, en: str) -> Entry:
    return Entry(f"{_CLI}.commands.{module}", zh, en)


DIRECTORY: dict[str, Entry] = {
    "demo": _operating(
        "demo",
        "构建演示公司并跑完整个闭环",
        "build the demo company and run the loop over it",
        is_open=True,
    ),
    "init": _operating(
        "init",
        "建立安装：数据库、密钥、首个管理员",
        "create an installation: database, keys, first administrator",
        is_open=True,
    ),
    "serve": _operating("serve", "启动页面、后台任务与计划", "pages, background work and schedule"),
    "doctor": _operating(
        "doctor", "检查安装，每个问题都给出解决办法", "check the installation; every failure names its fix"
    ),
    "account": _business("running.account", "账号、角色、数据范围与令牌", "accounts, roles, scopes and tokens"),
    "org": _business("organising.org", "部门、岗位、人员与任职", "units, positions, people and appointments"),
    "tree": _business("organising.tree", "其他组织树与法人主体", "further trees over the same facts; legal entities"),
    "calendar": _business(
        "organising.calendar", "财年划分、节假日与工作日", "how the year is cut; holidays and working days"
    ),
    "kpi": _business("designing", "指标字典与指标分配", "KPI dictionary and assignments"),
    "scheme": _business(
        "designing.scheme_setting", "方案顶层设计：检查、文件与签署", "design of a scheme: check, document, signatures"
    ),
    "card": _business("designing.card", "按模板批量生成考核卡", "cards for many from a template"),
    "target": _business("target", "目标值与目标变更", "targets and changes of targets"),
    "collect": _business("collect", "采集数据：上传、运行、隔离", "collect facts: upload, run, quarantine"),
    "import": _business("importing", "导入文件、批量处理、更正与撤销", "bring files in, decide in bulk, correct, undo"),
    "measure": _business("measure", "计算指标与口径公式", "compute KPIs; formulas"),
    "track": _business("track", "达标状态与预警", "lights and alerts"),
    "cause": _business("cause", "偏差构成与原因", "what is behind a variance, and its causes"),
    "bundle": _business("bundle", "整套方案：检查、导入、导出", "a whole scheme as files: check, import, export"),
    "health": _business("health", "健康报告：四道防线各有什么缺口", "health report: what the four guards found"),
    "meeting": _business("meeting", "经营分析会", "business review meetings"),
    "action": _business("action", "行动项", "actions"),
    "notice": _business("running.notice", "提醒与通知、免打扰时段", "reminders and notices, quiet hours"),
    "webhook": _business("running.webhook", "把消息告知其他系统", "tell other systems news"),
    "period": _business("period", "期间状态、关账与反关账", "state of periods; close and reopen"),
    "review": _business("review", "绩效评审与面谈", "performance reviews and interviews"),
    "score": _business("score", "考核得分", "scores"),
    "rule": _business(
        "designing.rule_setting", "计分、等级、加减分、否决与奖金规则", "rules: scoring, grades, vetoes, gates, pay"
    ),
    "adjustment": _business(
        "designing.rule_events", "加减分事项与解除否决", "events that count, and vetoes taken back"
    ),
    "calibration": _business("designing.calibration", "绩效校准", "calibration of grades"),
    "bonus": _business("bonus", "奖金核算", "bonus runs"),
    "payroll": _business("payroll", "薪酬文件：全额、差额与答复", "files for payroll and what payroll said"),
    "statement": _business("statement", "个人奖金单与排行榜", "statement of a person, leaderboards"),
    "improve": _business("improve", "效果验证、改进计划、经验与建议", "effects, improvement plans, lessons, proposals"),
    "export": _business("export", "导出数值、得分、奖金、行动项", "export values, scores, bonuses, actions"),
    "explain": _business(
        "explain", "这个数怎么来的：逐层展开到源数据行", "why this number: the proof down to source rows"
    ),
    "job": _business("running.job", "后台任务与消息", "background runs and news"),
    "audit": _business("running.audit", "审计轨迹", "the audit trail"),
}
