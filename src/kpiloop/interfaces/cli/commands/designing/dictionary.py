"""`kpiloop kpi`: the dictionary, definitions and who is measured by what."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone
from django.utils.translation import get_language

from kpiloop.governance.bundle.reading import SUFFIXES
from kpiloop.interfaces.cli.commands.designing.app import app
from kpiloop.interfaces.cli.commands.designing.files import tell_difference
from kpiloop.interfaces.cli.options import Kpi, Reason
from kpiloop.interfaces.cli.picking import last_day
from kpiloop.interfaces.cli.printing import answer, facts, table
from kpiloop.interfaces.cli.reading import optional_day
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.interfaces.cli.wording import full, name, word
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.library import FIELDS
from kpiloop.loop.reward import services as reward


@app.command("list", help=say("指标字典。", "The KPI dictionary."))
def list_kpis() -> None:
    """Every KPI with the definition in force today."""
    rows = selectors.kpis(acting())
    heads = (
        say("代码", "code"),
        say("名称", "name"),
        say("单位", "unit"),
        say("方向", "direction"),
        say("版本", "version"),
    )
    table(
        rows,
        heads,
        ((r.code, name(r), r.measurement_unit, word("direction", r.direction), r.definition_version) for r in rows),
    )


@app.command(help=say("一个指标的定义与公式。", "One KPI: definition and formula."))
def show(code: Kpi) -> None:
    """Definition versions and the formula in force."""
    viewer = acting()
    row, versions = selectors.kpi(viewer, code), selectors.definitions(viewer, code)
    formula = measure.formula(viewer, kpi=code)
    shown = {
        say("指标", "KPI"): f"{row.code}  {name(row)}",
        say("目的", "purpose"): versions[-1].purpose if versions else "",
        say("易错点", "pitfalls"): versions[-1].pitfalls if versions else "",
        say("公式", "formula"): formula.text if formula else "",
        say("单位", "unit"): row.measurement_unit,
        say("方向", "direction"): word("direction", row.direction),
        say("达成率算法", "achievement"): row.achievement_method,
        say("达标 / 预警", "green / amber from"): f"{full(row.green_from)} / {full(row.amber_from)}",
        say("定义版本", "definition version"): row.definition_version,
    }
    facts({"kpi": row, "definitions": versions, "formula": formula}, shown)


@app.command(help=say("发布指标定义草稿。", "Publish the draft of a definition."))
def publish(code: Kpi) -> None:
    """The draft becomes the definition in force; the older one is retired."""
    version = services.publish_kpi(acting(), code=code, now=timezone.now())
    answer(
        {"kpi": code, "version": version},
        say(f"{code} 第 {version} 版已发布。", f"{code} version {version} is published."),
    )


@app.command(
    help=say(
        "两个定义版本的差异，或指标文件与现状的差异（有差异时退出码为 1）。",
        "What reads differently in two versions, or in a file of KPIs and here (exit 1 when something does).",
    )
)
def diff(
    code: Annotated[str, typer.Argument(help=say("指标代码，或 .yaml 文件", "code of the KPI, or a .yaml file"))],
    older: Annotated[int, typer.Option("--from", help=say("较早版本", "earlier version"))] = 0,
    newer: Annotated[int, typer.Option("--to", help=say("较晚版本", "later version"))] = 0,
) -> None:
    """The newest version and the one before it unless others are named."""
    viewer = acting()
    if Path(code).suffix in SUFFIXES:
        tell_difference(Path(code))
        return
    numbers = [row.kpi.definition_version for row in selectors.definitions(viewer, code)]
    newer = newer or numbers[0]
    older = older or max((number for number in numbers if number < newer), default=newer)
    rows = selectors.definition_changes(viewer, code, older=older, newer=newer)
    heads = (say("字段", "field"), f"v{older}", f"v{newer}")
    table(rows, heads, ((word("definition_field", r.field), r.before, r.after) for r in rows))


@app.command(help=say("停用指标；历史期间保持原样。", "Retire a KPI; its past stays as it was."))
def retire(code: Kpi, reason: Reason = "") -> None:
    """Refused while a card uses it."""
    version = services.retire_kpi(acting(), code=code, reason=reason, today=timezone.localdate(), now=timezone.now())
    answer({"kpi": code, "version": version}, say(f"{code} 已停用。", f"{code} is retired."))


@app.command(help=say("指标库：可直接采用的指标。", "The library: KPIs ready to be adopted."))
def library(
    field: Annotated[str, typer.Option(help=", ".join(FIELDS))] = "",
    search: Annotated[str, typer.Option(help=say("名称或口径中的文字", "words of a name or definition"))] = "",
) -> None:
    """Ready KPIs with their formula in words and what they are abused for."""
    rows, language = selectors.library(acting(), field=field, text=search), get_language() or "zh-hans"
    heads = (
        say("代码", "code"),
        say("名称", "name"),
        say("领域", "field"),
        say("方向", "direction"),
        say("计算方法", "formula"),
        say("易错点", "pitfalls"),
        say("制衡指标", "counter-KPI"),
        say("已有", "taken"),
    )
    table(
        rows,
        heads,
        (
            (
                r.ready.code,
                r.ready.name(language),
                word("library_field", r.ready.field),
                word("direction", r.ready.direction),
                r.ready.words.of(language),
                r.ready.pitfalls.of(language),
                r.ready.counter,
                "✓" if r.is_taken else "",
            )
            for r in rows
        ),
    )


@app.command(help=say("从指标库采用一个指标，生成草稿。", "Adopt a KPI of the library as a draft."))
def adopt(
    code: Kpi,
    own_code: Annotated[str, typer.Option(help=say("自定代码", "own code"))] = "",
    objective: Annotated[str, typer.Option(help=say("战略目标代码", "code of the objective"))] = "",
) -> None:
    """One action; the draft judges nothing before it is published."""
    adopted = services.adopt_kpi(
        acting(),
        code=code,
        own_code=own_code,
        objective=objective or None,
        language=get_language() or "zh-hans",
        valid_from=timezone.localdate().replace(month=1, day=1),
    )
    said = say(
        f"已采用 {adopted}（草稿），发布后生效。", f"{adopted} is adopted as a draft; publish it to put it in force."
    )
    answer({"kpi": adopted, "state": "draft"}, said)


@app.command(help=say("指标分配：谁的哪个指标、责任人与权重。", "Assignments: whose KPI, who answers, weight."))
def assignments(
    kpi: Annotated[str, typer.Option(help=say("只看某指标", "only this KPI"))] = "",
    scheme: Annotated[str, typer.Option(help=say("只看某方案", "only this scheme"))] = "",
    on: Annotated[str, typer.Option(help=say("日期或期间", "day or period"))] = "",
) -> None:
    """Assignments in force on a day."""
    viewer = acting()
    day = (last_day(viewer, on) if len(on) != 10 else optional_day(on)) if on else timezone.localdate()
    rows = selectors.assignments(viewer, on=day or timezone.localdate(), kpi=kpi or None, scheme=scheme or None)
    heads = (
        "id",
        say("指标", "KPI"),
        say("对象", "subject"),
        say("名称", "name"),
        say("责任人", "owner"),
        say("权重", "weight"),
    )
    table(
        rows, heads, ((r.id, r.kpi.code, r.subject.code, name(r.subject), name(r.owner), full(r.weight)) for r in rows)
    )


@app.command(help=say("考核方案。", "Schemes."))
def schemes() -> None:
    """Schemes with their state."""
    rows = selectors.schemes(acting())
    heads = (
        say("代码", "code"),
        say("版本", "version"),
        say("年度", "year"),
        say("状态", "state"),
        say("分配数", "assignments"),
    )
    table(rows, heads, ((r.code, r.version, r.fiscal_year, word("scheme_state", r.state), r.assignments) for r in rows))


@app.command(
    "revise-scheme",
    help=say("开始方案的下一版本，带上全部规则。", "Begin the next version of a scheme with everything it owns."),
)
def revise_scheme(code: Annotated[str, typer.Argument(help=say("方案代码", "scheme code"))]) -> None:
    """The version in force stays until the draft is published."""
    begun = reward.revise_scheme(acting(), code=code)
    came = ", ".join(f"{word('scheme_part', name)} {count}" for name, count in begun.carried.items() if count)
    said = say(f"第 {begun.version} 版为草稿，已带上：{came}。", f"Version {begun.version} is a draft with: {came}.")
    answer(begun, said)


@app.command(
    "publish-scheme",
    help=say("发布考核方案（每个对象权重须为 100）。", "Publish a scheme; weights of each subject must be 100."),
)
def publish_scheme(code: Annotated[str, typer.Argument(help=say("方案代码", "scheme code"))]) -> None:
    """Publish after every check of weights and owners."""
    version = services.publish_scheme(acting(), code=code, now=timezone.now())
    answer({"scheme": code, "version": version}, say(f"方案 {code} 已发布。", f"Scheme {code} is published."))
