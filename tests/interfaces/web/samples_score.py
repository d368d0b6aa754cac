"""The score sheet of the look pictures as a page value."""

# ruff: noqa: E501  (rows of a table read better unbroken)

from __future__ import annotations

from decimal import Decimal

from django.utils import translation

from kpiloop.interfaces.charts.marks.score_line import score_line
from kpiloop.interfaces.charts.marks.variance_bar import scale_of, variance_bar
from kpiloop.interfaces.web.components.figures import Freshness, Link
from kpiloop.interfaces.web.reward import sheet_page as page
from tests.interfaces.web.samples import Words, words_of

LOSSES = scale_of([Decimal("4.8"), Decimal("0")], width=68)


def score_sheet(language: str) -> page.SheetPage:
    """The sample page in one language."""
    with translation.override(language):
        return _page(words_of(language))


def _line(t: Words, row: tuple[str, ...]) -> page.SheetLine:
    name, note, aim, actual, light, rule, working, result, weight, score, lost, evidence = row
    size = Decimal(lost.replace("−", ""))
    link, _, waiting = evidence.partition("|")
    return page.SheetLine(
        name=name, note=note, target=aim, actual=actual, light=light, judged=t("评定", "assessed"), rule=rule,
        working=working, result=result, weight=weight, full=weight.rstrip("%"), score=score, lost=lost,
        lost_bar=variance_bar(size, LOSSES, judgement="worse"), evidence=(Link(link, "/rows/"),), evidence_note=waiting,
        question_address="/question/", is_questioned=bool(waiting),
    )  # fmt: skip


def _groups(t: Words) -> tuple[page.SheetGroup, ...]:
    load = t("批次 214，", "load 214, ")
    first = [
        (
            t("订单准时交付率", "On-time delivery"),
            t("供应链，共享指标", "shared KPI"),
            "95.0%",
            "96.4%",
            "green",
            t("比率法，封顶 100", "ratio, capped at 100"),
            t("96.4 / 95 = 101.5% → 封顶 100 → × 20% =", "96.4 / 95 = 101.5% → capped 100 → × 20% ="),
            "20.0",
            "20%",
            "20.0",
            "0",
            load + t("1,862 单", "1,862 orders"),
        ),
        (
            t("一次合格率", "First-pass yield"),
            t("本厂，口径 v4", "plant, v4"),
            "98.5%",
            "97.9%",
            "amber",
            t("内插法，97.0 → 60，98.5 → 100", "interpolation, 97.0 → 60, 98.5 → 100"),
            "60 + (97.9 − 97.0) / 1.5 × 40 = 84 → × 20% =",
            "16.8",
            "20%",
            "16.8",
            "−3.2",
            load + t("30 日报", "30 reports"),
        ),
        (
            t("单位制造成本", "Unit cost"),
            t("元/件，反向", "CNY, lower"),
            "400",
            "448",
            "red",
            t("镜像法 2 − 实际 / 目标", "mirror 2 − actual / target"),
            "2 − 448 / 400 = 88% → × 15% =",
            "13.2",
            "15%",
            "13.2",
            "−1.8",
            t("批次 209 更正 1|质疑中，11-11 前答复", "load 209 corrected|questioned, answer by 11 Nov"),
        ),
        (
            t("成品库存周转", "Stock days"),
            t("天，反向", "days, lower"),
            "≤ 45",
            "47",
            "amber",
            t("区间法，≤ 45 得 100，≤ 48 得 90", "steps, ≤ 45 gives 100, ≤ 48 gives 90"),
            t("47 落在 45–48 档 → 90 → × 10% =", "47 lies in 45–48 → 90 → × 10% ="),
            "9.0",
            "10%",
            "9.0",
            "−1.0",
            load + t("月末", "month end"),
        ),
        (
            t("可记录工伤", "Recordable injuries"),
            t("起，全厂", "plant"),
            "0",
            "0",
            "green",
            t("扣分法，每起扣 20", "deduction, 20 each"),
            t("100 − 0 起 × 20 = 100 → × 5% =", "100 − 0 × 20 = 100 → × 5% ="),
            "5.0",
            "5%",
            "5.0",
            "0",
            t("安环部确认", "confirmed by safety"),
        ),
    ]
    second = [
        (
            t("二号线自动化改造", "Line 2 automation"),
            t("里程碑数，截至 10 月底", "milestones by October"),
            "5",
            "3",
            "red",
            t("里程碑，每个 20", "milestones, 20 each"),
            t("3 个 × 20 = 60 → × 12% =", "3 × 20 = 60 → × 12% ="),
            "7.2",
            "12%",
            "7.2",
            "−4.8",
            t("验收单 3", "acceptance 3"),
        ),
        (
            t("供应商质量帮扶", "Supplier quality"),
            t("年内三家", "three this year"),
            t("3 家", "3"),
            t("3 家", "3"),
            "green",
            t("上级评定，0–100", "assessed, 0–100"),
            t("90（三家达标，一家晚 6 天）→ × 8% =", "90 (one 6 days late) → × 8% ="),
            "7.2",
            "8%",
            "7.2",
            "−0.8",
            t("吴刚评语", "Wu Gang's remark"),
        ),
    ]
    third = [
        (
            t("跨部门协同", "Cooperation"),
            t("5 级量表", "scale of 5"),
            "—",
            t("4 级", "4"),
            "",
            t("对照表，5 / 4 / 3 级 = 100 / 90 / 80", "5 / 4 / 3 = 100 / 90 / 80"),
            t("4 级 → 90 → × 5% =", "4 → 90 → × 5% ="),
            "4.5",
            "5%",
            "4.5",
            "−0.5",
            t("吴刚评语", "Wu Gang's remark"),
        ),
        (
            t("人才培养", "Developing people"),
            t("5 级量表", "scale of 5"),
            "—",
            t("3 级", "3"),
            "",
            t("对照表，5 / 4 / 3 级 = 100 / 90 / 80", "5 / 4 / 3 = 100 / 90 / 80"),
            t("3 级 → 80 → × 5% =", "3 → 80 → × 5% ="),
            "4.0",
            "5%",
            "4.0",
            "−1.0",
            t("吴刚评语", "Wu Gang's remark"),
        ),
    ]
    return (
        page.SheetGroup(
            t("关键指标 KPI", "KPIs"),
            t("5 项", "5"),
            "70%",
            "70",
            "64.0",
            "−6.0",
            tuple(_line(t, row) for row in first),
        ),
        page.SheetGroup(
            t("重点工作 GS", "Key tasks"),
            t("2 项", "2"),
            "20%",
            "20",
            "14.4",
            "−5.6",
            tuple(_line(t, row) for row in second),
        ),
        page.SheetGroup(
            t("能力态度", "Behaviour"),
            t("2 项，上级评定", "2, assessed"),
            "10%",
            "10",
            "8.5",
            "−1.5",
            tuple(_line(t, row) for row in third),
        ),
    )


def _page(t: Words) -> page.SheetPage:
    return page.SheetPage(
        crumbs=(Link(t("考核", "Reviews"), "/reviews/"), Link(t("得分表", "Score sheets"), "/sheets/"), Link(t("2026 年 10 月", "Oct 2026"), ""), Link(t("何俊，制造一厂生产经理，上级 吴刚", "He Jun, production manager, Plant 1, reports to Wu Gang"), "")),
        title=t("何俊 10 月 87.4 分，B：失分主要在二号线改造 −4.8 和一次合格率 −3.2", "He Jun, October: 87.4, grade B; most was lost on Line 2 (−4.8) and yield (−3.2)"),
        short_title=t("10 月得分表", "October score sheet"), subject=t("何俊，制造一厂", "He Jun, Plant 1"),
        freshness=Freshness(t("数据截至 2026-11-02 06:10，10 月已结账，修订 2，方案 v5", "Data as of 2026-11-02 06:10, October closed, revision 2, scheme v5"), True),
        previous=Link(t("上月 84.9", "September 84.9"), "/sheet/"), pdf_address="/pdf/", groups=_groups(t),
        sum_note="64.0 + 14.4 + 8.5", sum_weight="100%", sum_score="86.9", sum_lost="−13.1",
        adjustments=(
            page.Adjustment(t("加分", "Addition"), t("集团改善提案一等奖，上限 5 分，吴刚批准 11-04", "First prize for a group proposal, at most 5, approved by Wu Gang 4 Nov"), "+1.0", Link(t("获奖通知", "notice"), "/doc/"), "/question/"),
            page.Adjustment(t("扣分", "Deduction"), t("成本数据迟报 1 次 × 0.5，上限 3 分", "Cost data late once × 0.5, at most 3"), "−0.5", Link(t("填报日志", "log"), "/doc/"), "/question/"),
            page.Adjustment(t("一票否决", "Veto"), t("重大安全事故；数据造假", "Severe accident; falsified data"), t("未触发", "not met"), None),
        ),
        total="87.4", total_note=t("86.9 + 1.0 − 0.5 = 87.4。顺序：单项封顶 → 权重 → 加扣分 → 否决 → 定级；定级用未取整分数", "86.9 + 1.0 − 0.5 = 87.4. Order: cap → weight → adjustments → veto → grade; graded unrounded"),
        grade="B", grade_word=t("良好", "good"), grade_range="80 ≤ 87.4 < 90",
        figures=((t("较 9 月", "Since Sep"), "+2.5"), (t("距 A 还差", "To A"), "2.6")), headline=t("较 9 月 +2.5，距 A 差 2.6 分", "+2.5 since September, 2.6 to A"),
        line=score_line(Decimal("87.4"), [(grade, Decimal(low)) for grade, low in (("D", 0), ("C", 70), ("B", 80), ("A", 90), ("S", 95))]),
        boosts=(
            page.Boost(t("一次合格率", "First-pass yield"), "97.9% → 98.5%", t("近 12 月达到过 10 次", "reached 10 times in 12 months"), "+3.20", "90.60 A"),
            page.Boost(t("二号线改造", "Line 2"), t("验收第 4 个里程碑", "accept milestone 4"), t("计划 11-20 验收", "planned 20 Nov"), "+2.40", "89.80 B"),
            page.Boost(t("单位制造成本", "Unit cost"), t("448 → 420 元", "448 → 420 CNY"), t("近 12 月最低 418", "lowest of 12 months 418"), "+1.05", "88.45 B"),
        ),
        boosts_title=t("怎样最快到 A", "The shortest way to A"), boosts_note=t("估算：其余各行不变，规则 v5", "estimate: other lines unchanged, rules v5"),
        boosts_sum=t("前两项都做到：87.4 + 3.2 + 2.4 = 93.0 A", "Both first: 87.4 + 3.2 + 2.4 = 93.0 A"),
        steps=(
            page.Step(t("数据锁定", "Data locked"), t("批次 214，修订 1", "load 214, revision 1"), "11-02 06:10"), page.Step(t("上级评定", "Assessed"), t("吴刚", "Wu Gang"), "11-04 10:24"),
            page.Step(t("复核", "Checked"), t("李萌，改 1 处", "Li Meng, 1 correction"), "11-05 15:02"), page.Step(t("发布", "Published"), t("修订 2", "revision 2"), "11-06 09:00"),
            page.Step(t("本人签署", "Your signature"), t("还有 5 个工作日", "5 working days left"), "11-13 18:00", is_next=True),
        ),
        steps_note=t("改动 1 处", "1 correction"),
        changes=(page.Change(t("单位制造成本 实际 451 → 448，得分 13.09 → 13.20", "Unit cost 451 → 448, score 13.09 → 13.20"), t("委外加工费重复入账，周颖 11-05 14:20", "Subcontracting booked twice, Zhou Ying 5 Nov 14:20")),),
        sign=page.SignBar(t("签署表示已经看过，不等于同意。", "Signing means seen, not agreed."), t("质疑某一行：点行尾的问号；裁定人不是原评分人。1 行质疑中，签署后仍继续处理。", "Question a line with its question mark; another person decides. 1 line is questioned and stays so."), t("11-13 前签署", "sign by 13 Nov"), "/sign/", "/reserve/"),
    )  # fmt: skip
