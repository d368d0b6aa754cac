"""The cockpit of the look pictures as a page value: invented figures that agree with each other."""

# ruff: noqa: E501  (rows of a table read better unbroken)

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from django.utils import translation

from kpiloop.interfaces.charts.marks.bullet import bullet
from kpiloop.interfaces.charts.marks.sparkline import sparkline
from kpiloop.interfaces.charts.marks.variance_bar import scale_of, variance_bar
from kpiloop.interfaces.charts.options.bridge import Bridge, BridgeStep, bridge_option, floor_of
from kpiloop.interfaces.charts.render import draw_chart
from kpiloop.interfaces.web.components.figures import Difference, Freshness, Link, Picture
from kpiloop.interfaces.web.track.cockpit import page
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.formats import Display

MONEY = Display("CNY", "wan")
RATE = Display("percent", "percent", 1)
SCORE = Display("score", "one", 1)
DAYS = Display("days")
Words = Callable[[str, str], str]

SPARKS = {
    "revenue": "70 98 40 12 78 80 82 86 85 90 93 95",
    "profit": "40 110 8 22 60 52 70 82 96 88 72 68",
    "delivery": "40 48 54 36 52 62 68 60 78 80 88 96",
    "satisfaction": "30 38 54 66 80 84 78 76 74 72 72 44",
    "days": "49 49 47 47 45 45 45 47 47 47 50 52",
    "cash": "50 100 10 16 40 54 62 66 72 70 78 86",
}


def words_of(language: str) -> Words:
    """Picks the Chinese or the English of a pair."""
    return lambda chinese, english: english if language == "en" else chinese


def decimals(text: str) -> list[Decimal]:
    """Figures written in a row."""
    return [Decimal(part) for part in text.split()]


def cockpit(language: str) -> page.CockpitPage:
    """The sample page in one language."""
    with translation.override(language):
        return _cockpit(words_of(language))


def _cockpit(t: Words) -> page.CockpitPage:
    rows = _exceptions(t)
    return page.CockpitPage(
        sentence=t(
            "经营利润 1,216 万元，比计划少 80 万元（−6.2%），最大原因是华东价格折让 −96 万元",
            "Operating profit is CNY 0.80 M below plan (−6.2%); the main cause is price in East, −0.96 M",
        ),
        scope=t("10 月 18 项关键指标", "18 key KPIs in October"),
        lights=tuple(page.LightCount(light, count) for light, count in (("green", 11), ("amber", 4), ("red", 3))),
        causes_address="/causes/",
        freshness=Freshness(
            t(
                "数据截至 2026-11-02 06:10，数据源 7/7 已更新，10 月已结账",
                "Data as of 2026-11-02 06:10, sources 7/7 updated, October closed",
            ),
            is_complete=True,
        ),
        cards=_cards(t),
        exceptions=rows,
        exceptions_note=t("7 项，按经营利润影响排序", "7 KPIs, by operating profit impact"),
        exceptions_hint=t(
            "迷你图虚线为目标；影响为本月经营利润的估算，各项有重叠，不可相加",
            "Dotted line = target; impact = estimated effect on operating profit this month, items overlap, do not add",
        ),
        impact_unit=formats.unit_of(MONEY),
        explorer_address="/explorer/",
        bridge=_bridge(t),
        units=_units(t),
        steps=_steps(t),
        steps_note=t("4 件", "4 items"),
    )


def _cards(t: Words) -> tuple[page.Card, ...]:
    plan, target = t("计划", "Plan"), t("目标", "Target")
    specs = [
        (t("营业收入", "Revenue"), "green", MONEY, "127900000 127600000 120200000 121000000", "revenue", plan, 1),
        (t("经营利润", "Operating profit"), "red", MONEY, "12160000 12960000 12380000 12300000", "profit", plan, 1),
        (t("订单准时交付率", "On-time delivery"), "green", RATE, "0.964 0.95 0.943 0.93", "delivery", target, 1),
        (t("客户满意度", "Satisfaction"), "amber", SCORE, "88.2 90 87.8 86", "satisfaction", target, 1),
        (t("应收周转天数", "Receivable days"), "amber", DAYS, "52 48 49 54", "days", target, -1),
        (t("经营性现金流", "Operating cash"), "green", MONEY, "14620000 14100000 13750000 13400000", "cash", plan, 1),
    ]
    return tuple(_card(t, *spec) for spec in specs)


def _card(t: Words, name: str, light: str, display: Display, text: str, key: str, against: str, sign: int) -> page.Card:
    actual, aim, prior, edge = decimals(text)
    is_lower = sign < 0
    direction = "lower" if is_lower else "higher"
    return page.Card(
        name=name,
        address="/kpi/",
        light=light,
        value=formats.value(actual, display),
        unit=formats.unit_of(display),
        spark=sparkline(decimals(SPARKS[key])),
        lines=(
            page.CardLine(against, _reference(aim, display, direction), _differences(actual, aim, display, sign)),
            page.CardLine(
                t("去年", "PY"), _reference(prior, display, "higher"), _differences(actual, prior, display, 0)
            ),
        ),
        bullet=bullet(actual, target=aim, at_risk_from=edge, is_lower_better=is_lower),
    )


def _reference(figure: Decimal, display: Display, direction: str) -> str:
    return formats.target(figure, display, direction, with_unit=display.unit in {"percent", "days"})


def _differences(actual: Decimal, other: Decimal, display: Display, sign: int) -> tuple[Difference, ...]:
    gap = actual - other
    judgement = "neutral" if sign == 0 else "better" if gap * sign > 0 else "worse"
    shown = [Difference(formats.difference(gap, display), judgement)]
    if display.is_money:
        shown.append(Difference(formats.percent(gap / other, 1, signed=True), judgement))
    return tuple(shown)


def _exceptions(t: Words) -> tuple[page.ExceptionRow, ...]:
    east, plant = t("华东销售", "East Sales"), t("制造一厂", "Plant 1")
    months = lambda count: t(f"连续 {count} 月", f"{count} months")  # noqa: E731
    first, pp = t("首次", "First"), t("个百分点", "pp")
    rows = [
        ("red", t("华东平均折扣率", "East average discount"), east, t("陈立", "Chen Li"), -960000, "8.6%", "≤ 6.9%",
         ("+1.7", pp), "72 60 66 65 72 62 66 62 63 48 30 8", "55", months(3), t("竞品 8 月降价 5–8%，授权下限未收紧", "Rival price cut; approval too loose"), "1/4", t("逾期 5 天", "5 d late")),
        ("red", t("经营利润", "Operating profit"), t("公司", "Company"), t("王敏", "Wang Min"), -800000, t("1,216", "12.16"), t("1,296", "12.96"),
         ("−6.2%", ""), "60 12 88 80 52 55 42 36 30 36 50 52", "", months(2), t("华东价格 −96、铜材 −38，销量 +62 部分抵消", "East price −0.96, copper −0.38"), "2/3", ""),
        ("red", t("B 系列毛利率", "Series B gross margin"), plant, t("赵倩", "Zhao Qian"), -380000, "22.4%", "24.6%",
         ("−2.2", pp), "12 18 14 18 16 16 14 18 16 20 60 90", "20", months(2), t("铜价比计划高 6.3%，9 月起未转嫁", "Copper +6.3%, not passed on"), "0/2", ""),
        ("amber", t("一次合格率", "First-pass yield"), plant, t("吴刚", "Wu Gang"), -110000, "97.9%", "98.5%",
         ("−0.6", pp), "40 32 24 30 12 20 28 22 28 26 34 90", "35", first, "", "", ""),
        ("amber", t("华东高端机型占比", "East premium share"), east, t("孙悦", "Sun Yue"), -90000, "31.4%", "33.0%",
         ("−1.6", pp), "40 20 30 34 24 12 20 28 20 36 60 90", "35", months(2), t("高端机型交期延后 3 周，客户改选中端", "Premium lead time 3 weeks longer"), "1/2", ""),
        ("amber", t("应收周转天数", "Receivable days"), t("财务部", "Finance"), t("周颖", "Zhou Ying"), -60000, t("52 天", "52 d"), t("≤ 48 天", "≤ 48 d"),
         ("+4", t("天", "d")), "56 56 64 64 78 78 78 66 66 66 44 12", "72", months(2), t("两家大客户账期由 60 天改为 90 天", "Two key accounts moved to 90 days"), "0/2", t("逾期 3 天", "3 d late")),
        ("amber", t("客户满意度", "Satisfaction"), t("客户服务", "Service"), t("林涛", "Lin Tao"), None, "88.2", "90.0",
         ("−1.8", t("分", "pts")), "88 76 56 44 22 12 18 22 24 26 28 64", "30", first, "", "", ""),
    ]  # fmt: skip
    scale = scale_of([Decimal(row[4]) if row[4] is not None else None for row in rows])
    return tuple(_exception(t, row, scale) for row in rows)


def _exception(t: Words, row: tuple, scale: object) -> page.ExceptionRow:  # type: ignore[type-arg]
    light, name, unit, owner, impact, actual, target, gap, trend, aim, streak, cause, done, late = row
    size = Decimal(impact) if impact is not None else None
    return page.ExceptionRow(
        light=light, name=name, address="/kpi/", unit=unit, owner=owner,
        impact=variance_bar(size, scale, judgement="worse"),  # type: ignore[arg-type]
        impact_text=formats.value(size, MONEY) if size is not None else t("未量化", "n/q"),
        actual=actual, target=target, difference=Difference(gap[0], "worse", gap[1]),
        spark=sparkline(
            [-figure for figure in decimals(trend)], target=-Decimal(aim) if aim else None, width=82, height=22
        ),
        streak=streak, is_first=streak in {"首次", "First"}, cause=cause, ask_address="" if cause else "/ask/",
        actions=done, late=late,
    )  # fmt: skip


def _bridge(t: Words) -> page.BridgePanel:
    names = t("计划 销量 价格 结构 材料 制造 费用 实际", "Plan Volume Price Mix Material Factory Opex Actual").split()
    figures = [Decimal(each) * 10_000 for each in (1296, 62, -118, -24, -38, -14, 52, 1216)]
    kinds = ["plan", *["step"] * 6, "actual"]
    steps = tuple(
        BridgeStep(
            name, figure, formats.value(figure, MONEY, signed=kind == "step"), kind,
            "neutral" if kind != "step" else "better" if figure > 0 else "worse",
        )
        for name, figure, kind in zip(names, figures, kinds, strict=True)
    )  # fmt: skip
    bridge = Bridge(steps)
    title, note = t("经营利润：计划 → 实际", "Operating profit: plan → actual"), t("万元，10 月", "CNY M, Oct")
    start = formats.value(floor_of(bridge), MONEY)
    return page.BridgePanel(
        title=title, note=note, rows=page.bridge_rows(bridge, address="/explorer/"),
        picture=Picture(draw_chart(bridge_option(bridge), width=398, height=246), f"{title}, {note}"),
        axis_note=t(f"纵轴自 {start} 起（截断）", f"Axis starts at {start} (broken)"), table_address="/explorer/",
    )  # fmt: skip


def _units(t: Words) -> page.UnitPanel:
    rows = [
        (t("华东销售", "East Sales"), "98 96 95 88 83 79", t("未达标 2 月", "Missed 2 mo"), t("折扣率", "Discount")),
        (t("制造一厂", "Plant 1"), "97 96 95 91 84 82", t("未达标 2 月", "Missed 2 mo"), t("B 系列毛利率", "B margin")),
        (t("客户服务", "Service"), "96 95 96 95 95 91", t("首次预警", "First alert"), t("客户满意度", "Satisfaction")),
        (
            t("财务部", "Finance"),
            "97 96 96 95 93 92",
            t("预警 2 月", "At risk 2 mo"),
            t("应收周转天数", "Receivable days"),
        ),
        (t("制造二厂", "Plant 2"), "97 98 98 97 98 96", "", ""),
        (t("北方销售", "North Sales"), "98 97 96 97 98 98", "", ""),
        (t("供应链部", "Supply Chain"), "97 98 97 98 98 99", "", ""),
        (t("华南销售", "South Sales"), "98 97 99 98 100 101", "", ""),
    ]
    return page.UnitPanel(
        note=t("近 6 月，8 个单位", "6 months, 8 units"),
        legend=(("green", "≥ 95"), ("amber", "85–94"), ("red", "< 85")),
        periods=tuple(t("5 月,6 月,7 月,8 月,9 月,10 月", "May,Jun,Jul,Aug,Sep,Oct").split(",")),
        rows=tuple(_unit(*row) for row in rows),
        rest=t("其余 4 个单位达标", "4 further units on target"),
    )


def _unit(name: str, scores: str, streak: str, cause: str) -> page.UnitRow:
    lights = ["green" if int(score) >= 95 else "amber" if int(score) >= 85 else "red" for score in scores.split()]
    cells = tuple(page.UnitCell(light, score, "/unit/") for light, score in zip(lights, scores.split(), strict=True))
    link = Link(cause, "/kpi/") if cause else None
    return page.UnitRow(name, "/unit/", cells, streak, is_missed=lights[-1] == "red", cause=link)


def _steps(t: Words) -> tuple[page.NextStep, ...]:
    return (
        page.NextStep(t("月度经营分析会", "Monthly review"), t("11-06 周五 09:30", "Fri 6 Nov 09:30"),
                      (t("会前材料 9/12 已提交", "Pre-read 9/12 submitted"),), Link(t("催办 3 人", "Remind 3"), "/meetings/"), (9, 12)),
        page.NextStep(t("逾期行动 2 项", "2 actions overdue"), "",
                      (t("陈立：三级价格审批，逾期 5 天", "Chen Li: three-level price approval, 5 d late"),
                       t("周颖：大客户账期复核，逾期 3 天", "Zhou Ying: key account terms, 3 d late")), Link(t("全部 13 项", "All 13"), "/actions/")),
        page.NextStep(t("待写原因 2 项", "2 causes missing"), "",
                      (t("吴刚：一次合格率；林涛：客户满意度；截止 11-05", "Wu Gang: yield; Lin Tao: satisfaction; due 5 Nov"),), Link(t("催写", "Ask"), "/ask/")),
        page.NextStep(t("待您批准 1 项", "1 approval for you"), "",
                      (t("11 月滚动预测修订，沈岚提交于 11-01", "November forecast revision, by Shen Lan, 1 Nov"),), Link(t("打开", "Open"), "/approvals/")),
    )  # fmt: skip
