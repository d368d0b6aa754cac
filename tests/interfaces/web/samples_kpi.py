"""The KPI page of the look pictures as a page value."""

# ruff: noqa: E501  (rows of a table read better unbroken)

from __future__ import annotations

from decimal import Decimal

from django.utils import translation

from kpiloop.interfaces.charts.marks.variance_bar import scale_of, variance_bar
from kpiloop.interfaces.charts.options import control_chart as control
from kpiloop.interfaces.charts.render import draw_chart
from kpiloop.interfaces.web.components.figures import Difference, Freshness, Link, Picture
from kpiloop.interfaces.web.track.kpi import page
from tests.interfaces.web.samples import Words, words_of

ACTUALS = "6.9 7.1 6.6 6.8 7.0 6.7 6.5 6.8 6.6 6.9 6.6 6.8 6.5 7.0 6.6 6.7 6.4 6.8 6.6 6.9 6.8 7.4 7.9 8.6"


def kpi_detail(language: str) -> page.KpiPage:
    """The sample page in one language."""
    with translation.override(language):
        return _page(words_of(language))


def chart(t: Words) -> control.ControlChart:
    """The control chart of the sample."""
    figures = [Decimal(part) for part in ACTUALS.split()]
    names = {
        2: t("2025 年 1 月", "Jan 2025"),
        5: t("4 月", "Apr"),
        8: t("7 月", "Jul"),
        11: t("10 月", "Oct"),
        14: t("2026 年 1 月", "Jan 2026"),
        17: t("4 月", "Apr"),
        20: t("7 月", "Jul"),
        23: t("10 月", "Oct"),
    }
    points = tuple(
        control.ControlPoint(
            names.get(index, ""), figure, Decimal("7.0") if index < 14 else Decimal("6.9"),
            text=str(figure) if index >= 21 else "", is_signal=index >= 22,
        )
        for index, figure in enumerate(figures)
    )  # fmt: skip
    ahead = (
        control.ForecastPoint("", Decimal("8.3"), Decimal("6.9"), "8.3"),
        control.ForecastPoint(t("预测", "Forecast"), Decimal("7.9"), Decimal("6.9"), "7.9"),
    )
    limits = control.Limits(
        Decimal("6.73"),
        Decimal("7.48"),
        Decimal("5.99"),
        t("均值 6.7", "Mean 6.7"),
        t("上限 7.5", "Upper 7.5"),
        t("下限 6.0", "Lower 6.0"),
    )
    axis = tuple((Decimal(text), text if text != "5.5" else "") for text in ("5.5", "6.0", "7.0", "8.0", "9.0"))
    remark = control.Annotation(
        21, t("8 月：竞品降价 5–8%\n批注，陈立 09-03", "Aug: rival cut 5–8%\nnote, Chen Li 3 Sep")
    )
    return control.ControlChart(points, ahead, limits, t("目标 ≤ 6.9", "Target ≤ 6.9"), axis, (remark,))


def _page(t: Words) -> page.KpiPage:
    pp = t("个百分点", "pp")
    worse = lambda text: Difference(text, "worse")  # noqa: E731
    narrow = control.narrowed(chart(t), points=9)
    picture = Picture(
        draw_chart(control.control_chart_option(chart(t), height=262), width=912, height=262),
        t("华东平均折扣率的控制图", "Control chart of the East average discount"),
        draw_chart(control.control_chart_option(narrow, height=230), width=330, height=230),
    )
    return page.KpiPage(
        crumbs=(Link(t("指标", "KPIs"), "/kpis/"), Link(t("华东销售", "East Sales"), "/unit/"), Link(t("平均折扣率", "Average discount"), "")),
        title=t("华东平均折扣率，2026 年 10 月", "East average discount, Oct 2026"), light="red", verdict=t("未达标，连续 3 月", "Missed, 3 months"),
        under=((t("负责人", "Owner"), t("陈立", "Chen Li")), (t("单位", "Unit"), t("华东销售", "East Sales")), (t("方向", "Direction"), t("越低越好", "lower is better")), (t("频率", "Every"), t("月", "month")), (t("权重", "Weight"), "20%")),
        freshness=Freshness(t("数据截至 2026-11-02 06:10，数据源 7/7 已更新，10 月已结账", "Data as of 2026-11-02 06:10, sources 7/7 updated, October closed"), True),
        export_address="/export/", agenda_address="/agenda/",
        facts=(
            page.Fact(t("10 月实际", "October actual"), "8.6", "%", link=Link(t("为什么是这个数", "Why this number"), "/why/")),
            page.Fact(t("目标", "Target"), "≤ 6.9", "%", worse(f"+1.7 {pp}")),
            page.Fact(t("上月", "Last month"), "7.9", "%", worse(f"+0.7 {pp}")),
            page.Fact(t("去年同月", "Same month last year"), "6.8", "%", worse(f"+1.8 {pp}")),
            page.Fact(t("12 月预测", "December forecast"), "7.9", "%", worse(t("超目标 1.0 个百分点", "1.0 pp over"))),
            page.Fact(t("本月经营利润影响", "Profit impact this month"), t("−96", "−0.96"), t("万元", "CNY M"), aside=t("占全部减项 47%", "47% of all losses")),
        ),
        history=page.History(
            title=t("华东平均折扣率", "East average discount"), note=t("%，月度，2024-11 至 2026-12", "%, monthly, 2024-11 to 2026-12"), light="red",
            finding=t("不是噪声。", "Not noise."), reason=t("9 月、10 月高于控制上限 7.5；8 月起连续 3 月未达目标。", "September and October lie above the upper limit 7.5; target missed for 3 months."),
            limits_note=t("界限取自 2024-11 至 2026-07，共 21 点", "Limits from 2024-11 to 2026-07, 21 points"), picture=picture,
            rows=tuple(page.HistoryRow(name, actual, "≤ 6.9", "6.7", light) for name, actual, light in (("2026-08", "7.4", "red"), ("2026-09", "7.9", "red"), ("2026-10", "8.6", "red"))),
        ),
        weeks=page.Weeks(
            note=t("%，每周，2026 年第 43 周 至 2026 年第 44 周", "%, weekly, Week 43, 2026 to Week 44, 2026"),
            policy=t("上年同期：往前 52 周", "A year before: 52 weeks earlier"), picture=None,
            rows=(
                page.WeekLine(t("第 44 周", "W44"), t("10-26 – 11-01", "26 Oct – 1 Nov"), "7.9", "/proof/values/9/", "6.5", "6.1", t("第 45 周", "W45"), "red", t("本周未结束", "week still running"), False),
                page.WeekLine(t("第 43 周", "W43"), t("10-19 – 10-25", "19 Oct – 25 Oct"), "—", "", "6.5", "—", "", "na", t("缺报：已过报送日", "missing: past its due day"), True),
            ),
        ),
        breakdown=_breakdown(t),
        causes=(
            page.CauseRow(t("授权下限未随竞品降价收紧，超授权订单增多", "Approval floor was not tightened after the rival's price cut"), (t("证据：超授权折扣订单占比 12% → 31%，上海团队占其中七成", "Evidence: orders above approval 12% → 31%, seven tenths Shanghai"), t("陈立 10-31 写，王敏 11-01 确认", "Chen Li 31 Oct, confirmed by Wang Min 1 Nov")), worse(t("−54", "−0.54"))),
            page.CauseRow(t("三家大客户年度框架价下调", "Annual price of three key accounts lowered"), (t("证据：合同 HD-2026-081、083、090，9 月起生效", "Evidence: contracts HD-2026-081, 083, 090, from September"), t("孙悦 11-01 写，陈立 11-01 确认", "Sun Yue 1 Nov, confirmed by Chen Li 1 Nov")), worse(t("−29", "−0.29"))),
            page.CauseRow(t("尚未解释", "Not explained yet"), (), worse(t("−13", "−0.13")), is_rest=True),
        ),
        causes_note=t("已确认 2，合计解释 −83 / −96 万元", "2 confirmed, −0.83 of −0.96 CNY M explained"), write_cause_address="/cause/",
        actions=tuple(page.ActionRow(*row) for row in _actions(t)),
        actions_note=t("1/4 完成，逾期 1", "1/4 done, 1 late"), actions_total=t("+88", "+0.88"), effect_unit=t("万元/月", "CNY M / mo"), new_action_address="/action/",
        why=page.Notes(t("为什么是 8.6%", "Why 8.6%"), t("10 月，华东", "October, East"), (page.Note(t("计算", "Formula"), t("折让额 489 ÷ 目录价销售额 5,703 万元 = 8.57%", "Discounts 4.89 ÷ list sales 57.03 CNY M = 8.57%")), page.Note(t("来源", "Sources"), t("销售订单 1,284 行，价目表 2026-Q4", "Sales orders 1,284 rows, price list 2026-Q4"), t("缺失 0，拒收 3", "missing 0, rejected 3")), page.Note(t("运行", "Run"), t("#20261102-0610，规则全部通过", "#20261102-0610, all rules passed"), t("定义第 3 版", "definition v3"))), Link(t("打开来源行", "Open the source rows"), "/rows/")),
        definition=page.Notes(t("定义", "Definition"), t("第 3 版，2026-01 生效", "v3, from 2026-01"), (page.Note(t("公式", "Formula"), t("1 − 成交额 ÷ 目录价销售额，按订单金额加权", "1 − sales ÷ sales at list price, weighted by order")), page.Note(t("阈值", "Limits"), t("达标 ≤ 6.9，预警 ≤ 7.2，未达标 > 7.2", "on target ≤ 6.9, at risk ≤ 7.2, missed > 7.2")), page.Note(t("上级", "Parents"), t("经营利润 → 毛利 → 价格 → 华东平均折扣率", "Profit → margin → price → East discount")))),
        changes=page.Notes(t("变更记录", "Change log"), "", (page.Note("11-02", t("12 月预测 7.4 → 7.9", "December forecast 7.4 → 7.9"), t("沈岚", "Shen Lan")), page.Note("11-01", t("原因 2 条由上级确认", "2 causes confirmed"), t("王敏、陈立", "Wang Min, Chen Li")), page.Note("01-05", t("年度目标 7.0 → 6.9，附董事会决议", "Annual target 7.0 → 6.9, board decision"), t("王敏", "Wang Min"))), Link(t("全部 14 条", "All 14"), "/log/")),
    )  # fmt: skip


def _breakdown(t: Words) -> page.Breakdown:
    rows = [
        (t("上海团队", "Shanghai"), "2,410 42% 9.4 7.2", "6.9", "+2.2", -53),
        (t("苏南团队", "South Jiangsu"), "1,873 33% 8.4 6.8", "6.7", "+1.6", -30),
        (t("浙江团队", "Zhejiang"), "1,420 25% 7.4 6.5", "6.6", "+0.9", -13),
    ]
    scale = scale_of([Decimal(row[-1]) for row in rows], width=108)
    parts = [
        page.PartRow(
            name,
            (*cells.split(), prior),
            Difference(gap, "worse"),
            variance_bar(Decimal(impact), scale, judgement="worse"),
            f"−{-impact}",
        )
        for name, cells, prior, gap, impact in rows
    ]
    total = page.PartRow(
        t("华东合计", "East total"),
        ("5,703", "100%", "8.6", "6.9", "6.8"),
        Difference("+1.7", "worse"),
        None,
        "−96",
        is_total=True,
    )
    return page.Breakdown(
        title=t("谁推高了折扣率", "Who raised the discount"), note=t("按利润影响排序", "by profit impact"),
        splits=((t("团队", "Team"), "?by=team", True), (t("客户层级", "Customer tier"), "?by=tier", False), (t("产品", "Product"), "?by=product", False)),
        heads=(t("目录价销售 万元", "List sales"), t("占比", "Share"), t("实际 %", "Actual %"), t("目标 %", "Target %"), t("去年 %", "PY %")),
        difference_head=t("差异 百分点", "Variance pp"), impact_head=t("利润影响 万元", "Profit impact"), rows=(*parts, total),
        rows_link=Link(t("明细 1,284 行", "1,284 rows"), "/rows/"),
    )  # fmt: skip


def _actions(t: Words) -> list[tuple[str, ...]]:
    return [
        (
            t("三级价格审批（超 10%）", "Three-level approval above 10%"),
            "/a/",
            t("11-01 审批流已上线", "approval flow live 1 Nov"),
            t("陈立", "Chen Li"),
            "10-28",
            "late",
            t("逾期 5 天", "5 d late"),
            t("+40", "+0.40"),
        ),
        (
            t("重谈 3 家大客户框架价", "Renegotiate 3 key accounts"),
            "/a/",
            t("10-30 首家已约 11-12 面谈", "first meeting 12 Nov"),
            t("孙悦", "Sun Yue"),
            "11-20",
            "doing",
            t("进行中", "Doing"),
            t("+30", "+0.30"),
        ),
        (
            t("服务包替代让价，试点 2 队", "Service packs instead of discounts"),
            "/a/",
            t("11-10 前选定团队", "teams chosen by 10 Nov"),
            t("李岩", "Li Yan"),
            "11-30",
            "open",
            t("未开始", "Not started"),
            t("+18", "+0.18"),
        ),
        (
            t("竞品价格周报上线", "Weekly rival price report"),
            "/a/",
            t("10-15 覆盖 6 家竞品", "6 rivals covered 15 Oct"),
            t("何静", "He Jing"),
            "10-15",
            "done",
            t("已完成", "Done"),
            "—",
        ),
    ]
