"""`kpiloop rule`: how a scheme scores, grades, adjusts and pays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.engine.scoring.adjusting import CardLimits
from kpiloop.engine.scoring.distribution import BOTH_ENDS
from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.cli.options import Kpi, Reason, noun
from kpiloop.interfaces.cli.printing import answer, table
from kpiloop.interfaces.cli.reading import optional_figure
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.interfaces.cli.wording import full
from kpiloop.interfaces.wording.adjustments import condition_words, effect_words
from kpiloop.interfaces.wording.curves import curve_words
from kpiloop.loop.reward import selectors, services
from kpiloop.loop.reward.choices import SMALLEST_GROUP
from kpiloop.loop.reward.rows import NewRule
from kpiloop.loop.reward.scoring.adjustment_rows import AdjustmentRuleRow, NewAdjustment
from kpiloop.loop.reward.scoring.grade_shares import read_bands, read_shares, written_shares

app = noun()
Scheme = Annotated[str, typer.Argument(help=say("方案代码", "scheme code"))]
Code = Annotated[str, typer.Argument(help=say("规则代码", "code of the rule"))]
Number = Annotated[str, typer.Option(help=say("数值", "figure"))]
Word = Annotated[str, typer.Option(help=say("选项", "choice"))]


@app.command(help=say("方案的全部规则。", "Every rule of a scheme."))
def show(scheme: Scheme) -> None:
    """Scoring, grades, limits, rules beside the lines, and pay."""
    viewer = acting()
    heads = (say("类别", "kind"), say("代码", "code"), say("版本", "version"), say("规则", "rule"))
    lines = list(_lines(viewer, scheme))
    table([dict(zip(("kind", "code", "version", "rule"), line, strict=True)) for line in lines], heads, lines)


@app.command("kpi", help=say("设定一个指标的计分规则。", "Set how a KPI is scored."))
def score_kpi(
    scheme: Scheme,
    kpi: Kpi,
    method: Annotated[str, typer.Argument(help="linear, mirror, inverse, interpolation, step_table, deduction ...")],
    given: Annotated[
        list[str] | None,
        typer.Option(
            "--with", help=say("参数，如 cap=120 missing=hold_last", "parameter, e.g. cap=120 missing=hold_last")
        ),
    ] = None,
) -> None:
    """Tables as JSON: points=[["0.8","60"],["1","100"]]."""
    parameters = {name: _parameter(value) for name, _, value in (each.partition("=") for each in given or ())}
    made = services.set_scoring_rules(acting(), scheme=scheme, rules=[NewRule(kpi, method, parameters)])
    answer({"changed": made}, say("已设定。", "Set.") if made else say("没有变化。", "Nothing changed."))


@app.command(help=say("设定等级表。", "Set the grade table."))
def grades(
    scheme: Scheme, given: Annotated[str, typer.Argument(metavar="TABLE", help='"S 110 1.3; A 100 1.1; B 0 1"')]
) -> None:
    """Grade, first total that earns it, factor; the best grade first or not."""
    version = services.set_grades(acting(), scheme=scheme, bands=read_bands(given))
    answer({"version": version}, say(f"等级表第 {version} 版。", f"Grade table version {version}."))


@app.command(help=say("设定奖金规则。", "Set how scores become money."))
def bonus(
    scheme: Scheme,
    individual_from: Word = "grade",
    pool_method: Word = "cap",
    gate_money: Word = "kept",
    factor_cap: Number = "",
    unit_factor: Annotated[bool, typer.Option(help=say("乘部门系数", "times the unit factor"))] = True,
    company_factor: Annotated[bool, typer.Option(help=say("乘公司系数", "times the company factor"))] = True,
) -> None:
    """individual_from grade or score; pool_method share or cap; gate_money kept or given_back."""
    version = services.set_bonus_rule(
        acting(),
        scheme=scheme,
        individual_from=individual_from,
        pool_method=pool_method,
        gate_money=gate_money,
        factor_cap=optional_figure(factor_cap),
        uses_unit_factor=unit_factor,
        uses_company_factor=company_factor,
    )
    answer({"version": version}, say(f"奖金规则第 {version} 版。", f"Bonus rule version {version}."))


@app.command(help=say("设定分数限值、正式取整、并列与分布。", "Set limits, official rounding, ties, distribution."))
def terms(
    scheme: Scheme,
    *,
    extra_most: Number = "",
    deduction_most: Number = "",
    floor: Number = "",
    cap: Number = "",
    places: Annotated[int | None, typer.Option(help=say("正式得分小数位", "decimals of the official score"))] = None,
    ties: Word = "shared",
    distribution: Word = "off",
    shares: Annotated[str, typer.Option(help='"S 10 A 20 B 60 C 10"')] = "",
    wording: Word = "at_most",
    bottom_least: Annotated[int | None, typer.Option(help=say("最低等级至少人数", "least in the last grade"))] = None,
    exempt_up_to: Annotated[int, typer.Option(help=say("不强制的最大人数", "groups of so many are exempt"))] = 0,
    smallest_group: Annotated[
        int, typer.Option(help=say("人数更少的部门并入上级部门", "smaller units are compared with the unit above"))
    ] = SMALLEST_GROUP,
    calibration: Word = "optional",
    most_steps: Annotated[
        int | None, typer.Option(min=0, help=say("校准最多调几级", "steps a calibration moves a grade at most"))
    ] = None,
    over_quota: Word = "reason",
    talks_first: Word = "off",
) -> None:
    """What is left out is unlimited; ties shared, dense or last; distribution off, guideline or hard.

    calibration optional or required; over_quota reason or refuse; talks_first off, accountability or last_grade.
    """
    actor = acting()
    held = selectors.card_terms(actor, scheme=scheme)
    stated = replace(
        held,
        limits=CardLimits(
            optional_figure(extra_most),
            optional_figure(deduction_most),
            optional_figure(floor),
            optional_figure(cap),
            places,
        ),
        ties=ties,
        distribution=distribution,
        shares=read_shares(shares),
        wording=wording,
        bottom_least=bottom_least,
        exempt_up_to=exempt_up_to,
        smallest_group=smallest_group,
        counted_from=BOTH_ENDS,
        calibration=calibration,
        most_steps=most_steps,
        over_quota=over_quota,
        talks_first=talks_first,
    )
    version = services.set_card_terms(actor, scheme=scheme, terms=stated)
    answer({"version": version}, say(f"第 {version} 版。", f"Version {version}."))


@app.command("set", help=say("设定加分、减分、否决或闸口。", "Set extra points, a deduction, a veto or a gate."))
def set_rule(
    scheme: Scheme,
    code: Code,
    kind: Annotated[str, typer.Argument(help="extra_points, deduction, veto, gate")],
    *,
    name: Annotated[str, typer.Option(help=say("名称", "Chinese name"))],
    name_en: Annotated[str, typer.Option(help=say("英文名称", "English name"))] = "",
    reads: Word = "event",
    kpi: Annotated[str, typer.Option(help=say("指标代码", "KPI code"))] = "",
    unit: Annotated[str, typer.Option(help=say("读取哪个部门；空为本卡", "unit that is read; empty: the card's"))] = "",
    cards: Word = "all",
    comparison: Word = "at_least",
    limit: Number = "",
    light: Word = "",
    per: Number = "",
    counting: Word = "once",
    points: Number = "",
    most: Number = "",
    scope: Word = "",
    grade: Word = "",
    lifted_by: Word = "",
) -> None:
    """An equal rule makes no new version."""
    rule = NewAdjustment(
        code, kind, name, reads, name_en, kpi, unit, cards, comparison, optional_figure(limit), light,
        optional_figure(per), counting, optional_figure(points), optional_figure(most), scope, grade, lifted_by,
    )  # fmt: skip
    made = services.set_adjustments(acting(), scheme=scheme, rules=[rule])
    answer({"changed": made}, say("已设定。", "Set.") if made else say("没有变化。", "Nothing changed."))


@app.command(help=say("停用加分、减分、否决或闸口。", "End extra points, a deduction, a veto or a gate."))
def end(scheme: Scheme, code: Code, reason: Reason) -> None:
    """Sheets that met it keep it."""
    services.end_adjustment(acting(), scheme=scheme, code=code, reason=reason, now=timezone.now())
    answer({"code": code}, say("已停用。", "Ended."))


def _lines(viewer: Actor, scheme: str) -> Iterator[tuple[str, str, int, str]]:
    for row in selectors.scoring_rules(viewer, scheme=scheme):
        yield say("计分", "scoring"), row.kpi_code, row.version, curve_words(row.method, row.parameters)
    for band in selectors.grades(viewer, scheme=scheme):
        yield say("等级", "grade"), band.grade, band.version, f"≥ {full(band.lower)} × {full(band.factor)}"
    held = selectors.card_terms(viewer, scheme=scheme)
    if held.version:
        shares = " ".join(written_shares(held.shares))
        yield say("限值", "limits"), held.ties, held.version, f"{held.distribution} {shares}".strip()
    for each in selectors.adjustments(viewer, scheme=scheme):
        yield each.stated.kind, each.stated.code, each.version, rule_words(each)
    paid = selectors.bonus_rule(viewer, scheme=scheme)
    if paid is not None:
        yield say("奖金", "bonus"), paid.pool_method, paid.version, paid.individual_from


def rule_words(row: AdjustmentRuleRow) -> str:
    """When a rule holds and what it does."""
    said = row.stated
    effect = effect_words(said.kind, said.scope, points=said.points, most=said.most, grade=said.grade)
    return f"{said.name_zh}: {condition_words(row.condition, said.kpi)}; {effect}"


def _parameter(written: str) -> object:
    """Text as it stands, or a table."""
    if written.startswith("["):
        found: object = json.loads(written)
        return found
    return written
